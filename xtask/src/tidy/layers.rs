//! Layers: a crate depends only on those above it.

use cargo_metadata::{Dependency, DependencyKind, Metadata};

use super::{Problem, Project};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Core,
    Port,
    UseCases,
    Adapter,
    Binary,
    Development,
}

/// Every crate in reading order, as the table in `ARCHITECTURE.md` has them.
const CRATES: [(&str, Layer); 19] = [
    ("calendar", Layer::Core),
    ("reader", Layer::Core),
    ("compare", Layer::Core),
    ("journal", Layer::Core),
    ("vault", Layer::Core),
    ("pack", Layer::Core),
    ("hall", Layer::Core),
    ("account", Layer::Core),
    ("store", Layer::Port),
    ("app", Layer::UseCases),
    ("store-sqlite", Layer::Adapter),
    ("store-postgres", Layer::Adapter),
    ("documents", Layer::Adapter),
    ("bpmn", Layer::Adapter),
    ("web", Layer::Adapter),
    ("cityhall", Layer::Binary),
    ("testkit", Layer::Development),
    ("simulate", Layer::Development),
    ("xtask", Layer::Development),
];

/// What the tests of a crate may need from below it: the crate, and what it is tested with.
const TEST_NEEDS: [(&str, &str); 5] = [
    // Use cases and pages are tested on the store that cities run.
    ("app", "store-sqlite"),
    ("web", "store-sqlite"),
    // Every store keeps the same contracts.
    ("store-sqlite", "testkit"),
    ("store-postgres", "testkit"),
    // And the program is tried on a server of its own.
    ("cityhall", "testkit"),
];

/// External crates that do I/O, run tasks or draw random numbers: not for core, port or use cases.
const IMPURE: [&str; 22] = [
    "async-std",
    "async-trait",
    "axum",
    "fastrand",
    "futures",
    "getrandom",
    "hyper",
    "hyper-util",
    "mio",
    "postgres",
    "rand",
    "reqwest",
    "rusqlite",
    "rust-embed",
    "smol",
    "sqlx",
    "tempfile",
    "tokio",
    "tokio-postgres",
    "tower",
    "tower-http",
    "ureq",
];

/// A crate of the workspace with what it needs.
pub(super) struct Crate {
    name: String,
    dependencies: Vec<String>,
    /// What only its tests need; from outside the workspace that may be anything.
    test_dependencies: Vec<String>,
}

/// The crates of the workspace.
pub(super) fn crates_of(metadata: &Metadata) -> Vec<Crate> {
    metadata
        .workspace_packages()
        .into_iter()
        .map(|package| {
            let (for_tests, to_run): (Vec<_>, Vec<_>) = package
                .dependencies
                .iter()
                .partition(|dependency| dependency.kind == DependencyKind::Development);
            let names = |dependencies: Vec<&Dependency>| {
                dependencies.iter().map(|it| it.name.clone()).collect()
            };
            Crate {
                name: package.name.to_string(),
                dependencies: names(to_run),
                test_dependencies: names(for_tests),
            }
        })
        .collect()
}

/// Checks the crates against the table above, and that against the one in `ARCHITECTURE.md`.
pub(super) fn check(crates: &[Crate], project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    for krate in crates {
        check_dependencies(krate, project, &mut problems);
    }
    check_architecture(project.text("ARCHITECTURE.md"), &mut problems);
    problems
}

fn check_dependencies(krate: &Crate, project: &Project, problems: &mut Vec<Problem>) {
    let name = krate.name.as_str();
    let manifest = manifest_path(name);
    let text = project.text(&manifest);
    let Some((place, layer)) = position(name) else {
        problems.push(Problem::new(
            &manifest,
            1,
            format!("`{name}` has no layer"),
            "add it to xtask/src/tidy/layers.rs and to the table in ARCHITECTURE.md",
        ));
        return;
    };
    let pure = matches!(layer, Layer::Core | Layer::Port | Layer::UseCases);
    for dependency in &krate.dependencies {
        let line = line_of(text, dependency);
        if pure && IMPURE.contains(&dependency.as_str()) {
            problems.push(Problem::new(
                &manifest,
                line,
                format!("`{name}` must stay pure and depends on `{dependency}`"),
                "leave that to an adapter or to the binary",
            ));
        }
        if let Some(why_not) = why_not((place, layer), dependency) {
            problems.push(Problem::new(
                &manifest,
                line,
                format!("`{name}` depends on `{dependency}`: {why_not}"),
                "move what is shared to a layer above both",
            ));
        }
    }
    for dependency in &krate.test_dependencies {
        if TEST_NEEDS.contains(&(name, dependency)) {
            continue;
        }
        if let Some(why_not) = why_not((place, layer), dependency) {
            problems.push(Problem::new(
                &manifest,
                line_of(text, dependency),
                format!("`{name}` is tested with `{dependency}`: {why_not}"),
                "test it further down, or list it with a reason in xtask/src/tidy/layers.rs",
            ));
        }
    }
}

/// Why a crate at that position may not depend on another; none if it may.
fn why_not((place, layer): (usize, Layer), dependency: &str) -> Option<&'static str> {
    let (other_place, other_layer) = position(dependency)?;
    if other_layer == Layer::Binary {
        Some("nothing depends on the binary")
    } else if layer == Layer::Adapter && other_layer == Layer::Adapter {
        Some("adapters do not depend on each other")
    } else if other_place >= place {
        Some("a crate depends only on those above it")
    } else {
        None
    }
}

fn check_architecture(architecture: &str, problems: &mut Vec<Problem>) {
    let named: Vec<&str> = architecture.lines().filter_map(named_crate).collect();
    let expected: Vec<&str> = CRATES.iter().map(|(name, _)| *name).collect();
    if named != expected {
        problems.push(Problem::new(
            "ARCHITECTURE.md",
            line_of(architecture, "| layer | crate |"),
            format!("its table names {}", named.join(", ")),
            format!("name the crates in this order: {}", expected.join(", ")),
        ));
    }
}

/// The crate in the second cell of a row of the code map: ``| layer | `crate` | … |``.
fn named_crate(line: &str) -> Option<&str> {
    let cell = line.strip_prefix('|')?.split('|').nth(1)?;
    cell.trim().strip_prefix('`')?.strip_suffix('`')
}

/// The first line that begins so; 1 if there is none.
fn line_of(text: &str, beginning: &str) -> usize {
    let place = text.lines().position(|line| line.starts_with(beginning));
    place.map_or(1, |place| place + 1)
}

fn position(name: &str) -> Option<(usize, Layer)> {
    let place = CRATES.iter().position(|(known, _)| *known == name)?;
    Some((place, CRATES[place].1))
}

fn manifest_path(name: &str) -> String {
    match name {
        "xtask" => "xtask/Cargo.toml".to_owned(),
        _ => format!("crates/{name}/Cargo.toml"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> String {
        CRATES
            .iter()
            .map(|(name, _)| format!("| | `{name}` | what it does | `lib.rs` |\n"))
            .collect()
    }

    fn project(table: &str) -> Project {
        Project::of(&[
            ("ARCHITECTURE.md", table),
            ("crates/reader/Cargo.toml", "[dependencies]\nhall.workspace = true\n"),
        ])
    }

    fn told(name: &str, dependencies: &[&str]) -> Vec<String> {
        let problems = problems(name, dependencies);
        problems.into_iter().map(|problem| problem.what).collect()
    }

    fn problems(name: &str, dependencies: &[&str]) -> Vec<Problem> {
        let krate = Crate {
            name: name.to_owned(),
            dependencies: dependencies.iter().map(ToString::to_string).collect(),
            test_dependencies: Vec::new(),
        };
        check(&[krate], &project(&table()))
    }

    fn told_of_tests(name: &str, dependency: &str) -> Vec<String> {
        let krate = Crate {
            name: name.to_owned(),
            dependencies: Vec::new(),
            test_dependencies: vec![dependency.to_owned()],
        };
        let problems = check(&[krate], &project(&table()));
        problems.into_iter().map(|problem| problem.what).collect()
    }

    #[test]
    fn a_crate_depends_on_those_above_it() {
        assert!(told("web", &["app", "store", "reader", "axum", "tokio"]).is_empty());
        assert!(told("cityhall", &["web", "store-sqlite"]).is_empty());
        assert_eq!(
            told("reader", &["hall"]),
            ["`reader` depends on `hall`: a crate depends only on those above it"]
        );
        assert_eq!(problems("reader", &["hall"])[0].line, 2);
    }

    #[test]
    fn adapters_and_the_binary_are_not_depended_on_sideways() {
        assert_eq!(
            told("web", &["store-sqlite"]),
            ["`web` depends on `store-sqlite`: adapters do not depend on each other"]
        );
        assert_eq!(
            told("xtask", &["cityhall"]),
            ["`xtask` depends on `cityhall`: nothing depends on the binary"]
        );
    }

    #[test]
    fn tests_need_from_below_only_what_is_listed() {
        assert!(told_of_tests("app", "store-sqlite").is_empty());
        assert!(told_of_tests("app", "reader").is_empty());
        assert!(told_of_tests("journal", "tempfile").is_empty());
        assert_eq!(
            told_of_tests("reader", "store-sqlite"),
            ["`reader` is tested with `store-sqlite`: a crate depends only on those above it"]
        );
        assert_eq!(
            told("app", &["store-sqlite"]),
            ["`app` depends on `store-sqlite`: a crate depends only on those above it"]
        );
    }

    #[test]
    fn core_port_and_use_cases_stay_pure() {
        for name in ["journal", "store", "app"] {
            assert_eq!(
                told(name, &["tokio"]),
                [format!("`{name}` must stay pure and depends on `tokio`")]
            );
        }
        assert!(told("store-sqlite", &["rusqlite"]).is_empty());
    }

    #[test]
    fn a_crate_without_a_layer_is_told() {
        assert_eq!(told("stranger", &[]), ["`stranger` has no layer"]);
    }

    #[test]
    fn the_architecture_names_the_same_crates() {
        assert!(check(&[], &project(&table())).is_empty());
        let without_web = table().replace("`web`", "web");
        assert_eq!(check(&[], &project(&without_web))[0].path, "ARCHITECTURE.md");
    }
}
