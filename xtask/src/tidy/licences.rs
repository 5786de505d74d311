//! Licences: every package we build with is under terms that `deny.toml` accepts.

use std::collections::BTreeSet;

use cargo_metadata::Metadata;
use toml::Table;

use super::Problem;

/// A package and its licence as an SPDX expression, empty when it states none.
pub(super) struct Package {
    name: String,
    licence: String,
}

/// Every package in the dependency graph, for all platforms.
pub(super) fn packages_of(metadata: &Metadata) -> Vec<Package> {
    metadata
        .packages
        .iter()
        .map(|package| Package {
            name: format!("{} {}", package.name, package.version),
            licence: package.license.clone().unwrap_or_default(),
        })
        .collect()
}

/// Checks the packages against the list `licenses.allow` of `deny.toml`.
pub(super) fn check(packages: &[Package], deny: &str) -> Vec<Problem> {
    let Some(accepted) = accepted(deny) else {
        return vec![Problem::new(
            "deny.toml",
            1,
            "there is no list of accepted licences",
            "write `allow = [..]` under `[licenses]`",
        )];
    };
    packages
        .iter()
        .filter(|package| !is_accepted(&package.licence, &accepted))
        .map(|Package { name, licence }| {
            Problem::new(
                "deny.toml",
                1,
                format!("the licence of {name} is not accepted: \"{licence}\""),
                "do without the package, or decide to accept its licence",
            )
        })
        .collect()
}

fn accepted(deny: &str) -> Option<BTreeSet<String>> {
    let deny: Table = deny.parse().ok()?;
    let allow = deny.get("licenses")?.get("allow")?.as_array()?;
    allow.iter().map(|licence| licence.as_str().map(ToOwned::to_owned)).collect()
}

/// Whether an SPDX expression can be satisfied. Older packages write `/` for `OR`.
fn is_accepted(licence: &str, accepted: &BTreeSet<String>) -> bool {
    let spaced = licence.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words: Words<'_> = spaced.split_whitespace().peekable();
    any_of(&mut words, accepted) == Some(true) && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

// Each function below takes one expression off the words and says whether it is accepted; none if
// it is not well formed. `AND` binds tighter than `OR`, `WITH` tighter than both (SPDX 2.3,
// annex D.4.5).

fn any_of(words: &mut Words<'_>, accepted: &BTreeSet<String>) -> Option<bool> {
    let mut any = all_of(words, accepted)?;
    while words.next_if_eq(&"OR").is_some() {
        any |= all_of(words, accepted)?;
    }
    Some(any)
}

fn all_of(words: &mut Words<'_>, accepted: &BTreeSet<String>) -> Option<bool> {
    let mut all = one(words, accepted)?;
    while words.next_if_eq(&"AND").is_some() {
        all &= one(words, accepted)?;
    }
    Some(all)
}

fn one(words: &mut Words<'_>, accepted: &BTreeSet<String>) -> Option<bool> {
    let word = words.next()?;
    if word == "(" {
        let inner = any_of(words, accepted)?;
        words.next_if_eq(&")")?;
        return Some(inner);
    }
    let mut licence = word.to_owned();
    if words.next_if_eq(&"WITH").is_some() {
        licence = format!("{licence} WITH {}", words.next()?);
    }
    Some(accepted.contains(&licence))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DENY: &str = "[licenses]\nallow = [\n\"MIT\",\n\"Apache-2.0\",\n\
                        \"Apache-2.0 WITH LLVM-exception\",\n\"Unicode-3.0\",\n]\n";

    fn accepts(licence: &str) -> bool {
        let package = Package { name: "a 1.0.0".to_owned(), licence: licence.to_owned() };
        check(&[package], DENY).is_empty()
    }

    #[test]
    fn accepted_licences_in_every_form() {
        assert!(accepts("MIT"));
        assert!(accepts("GPL-2.0-only OR MIT"));
        assert!(accepts("MIT/Apache-2.0"));
        assert!(accepts("Apache-2.0 / MIT"));
        assert!(accepts("(MIT OR GPL-2.0-only) AND Unicode-3.0"));
        assert!(accepts("Apache-2.0 WITH LLVM-exception"));
        assert!(accepts("GPL-2.0-only AND Zlib OR MIT"));
    }

    #[test]
    fn other_licences_are_told() {
        assert!(!accepts("GPL-3.0-only"));
        assert!(!accepts("MIT AND GPL-3.0-only"));
        assert!(!accepts("(MIT OR Apache-2.0) AND Zlib"));
        assert!(!accepts("MIT WITH LLVM-exception"));
        assert!(!accepts("MIT AND (GPL-3.0-only OR Zlib)"));
    }

    #[test]
    fn a_licence_missing_or_not_well_formed_is_told() {
        assert!(!accepts(""));
        assert!(!accepts("(MIT"));
        assert!(!accepts("MIT Apache-2.0"));
        assert!(!accepts("MIT OR"));
    }

    #[test]
    fn without_a_list_nothing_is_accepted() {
        assert_eq!(check(&[], "[licenses]\n").len(), 1);
    }
}
