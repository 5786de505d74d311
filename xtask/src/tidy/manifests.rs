//! Manifests: each crate stands in a folder of its name, says what it is for, and holds something.

use toml::Table;

use super::{Problem, Project};

/// Checks every `Cargo.toml` below the root.
pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in &project.files {
        let Some(folder) = file.path.strip_suffix("/Cargo.toml") else {
            continue;
        };
        let manifest = match project.text(&file.path).parse::<Table>() {
            Ok(manifest) => manifest,
            Err(error) => {
                let what = format!("this is no TOML: {}", error.message());
                problems.push(Problem::new(&file.path, 1, what, "correct it"));
                continue;
            }
        };
        check_manifest(&file.path, folder, &manifest, &mut problems);
        check_library(folder, project, &mut problems);
    }
    problems
}

fn check_manifest(path: &str, folder: &str, manifest: &Table, problems: &mut Vec<Problem>) {
    let text = |key| {
        let package = manifest.get("package")?;
        package.get(key)?.as_str()
    };
    let name = text("name").unwrap_or_default();
    if folder.rsplit('/').next() != Some(name) {
        problems.push(Problem::new(
            path,
            1,
            format!("the crate `{name}` stands in `{folder}`"),
            "name the folder as the crate",
        ));
    }
    if text("description").is_none_or(|description| description.trim().is_empty()) {
        problems.push(Problem::new(
            path,
            1,
            "there is no description",
            "say in one line what the crate does",
        ));
    }
    let inherits = manifest.get("lints").and_then(|lints| lints.get("workspace")?.as_bool());
    if inherits != Some(true) {
        problems.push(Problem::new(
            path,
            1,
            "the workspace's lints do not hold here",
            "add `[lints]` with `workspace = true`",
        ));
    }
}

fn check_library(folder: &str, project: &Project, problems: &mut Vec<Problem>) {
    let path = format!("{folder}/src/lib.rs");
    let Some(library) = project.files.iter().find(|file| file.path == path) else {
        return;
    };
    let offers = |line: &str| line.trim_start().starts_with("pub ");
    if !library.lines().any(|(_, line)| offers(line)) {
        problems.push(Problem::new(
            &path,
            1,
            "the library offers nothing",
            "make something `pub`, or leave the crate out until it has something",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[package]\nname = \"hall\"\ndescription = \"Records.\"\n\
                        [lints]\nworkspace = true\n";

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let problems = check(&Project::of(files));
        problems.into_iter().map(|problem| problem.what).collect()
    }

    #[test]
    fn a_whole_manifest_is_fine() {
        let library = ("crates/hall/src/lib.rs", "//! Records.\n\npub fn decide() {}\n");
        assert!(told(&[("crates/hall/Cargo.toml", GOOD), library]).is_empty());
    }

    #[test]
    fn folder_description_and_lints_are_held() {
        assert_eq!(
            told(&[("crates/room/Cargo.toml", GOOD)]),
            ["the crate `hall` stands in `crates/room`"]
        );
        assert_eq!(
            told(&[("crates/hall/Cargo.toml", "[package]\nname = \"hall\"\n")]),
            ["there is no description", "the workspace's lints do not hold here"]
        );
    }

    #[test]
    fn an_empty_library_is_told() {
        let library = ("crates/hall/src/lib.rs", "//! Records.\n\npub(crate) mod a;\n");
        assert_eq!(
            told(&[("crates/hall/Cargo.toml", GOOD), library]),
            ["the library offers nothing"]
        );
    }
}
