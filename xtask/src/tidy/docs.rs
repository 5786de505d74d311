//! Documents: decisions have their parts, and every link leads somewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, Problem, Project};

/// Checks the decision records and every Markdown file.
pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_decisions(project, &mut problems);
    check_links(project, &mut problems);
    check_languages(project, &mut problems);
    problems
}

fn check_decisions(project: &Project, problems: &mut Vec<Problem>) {
    let mut numbers = BTreeMap::new();
    for file in &project.files {
        let Some(name) = file.path.strip_prefix("docs/adr/") else {
            continue;
        };
        if name == "template.md" {
            continue;
        }
        let Some(number) = decision_number(name) else {
            problems.push(Problem::new(
                &file.path,
                1,
                "this is no decision's name",
                "name it NNNN-slug.md",
            ));
            continue;
        };
        if numbers.insert(number, &file.path).is_some() {
            problems.push(Problem::new(
                &file.path,
                1,
                format!("there are two decisions {number}"),
                "give this one the next number",
            ));
        }
        check_decision(file, problems);
    }
    check_holes(&numbers, problems);
}

/// Tells each number that no decision has, though one after it is there.
fn check_holes(numbers: &BTreeMap<u32, &String>, problems: &mut Vec<Problem>) {
    let mut due = 1;
    for (&number, path) in numbers {
        for missing in due..number {
            problems.push(Problem::new(
                path.as_str(),
                1,
                format!("there is no decision {missing} before {number}"),
                "give the last decision the number that is missing, or bring that one back",
            ));
        }
        due = number + 1;
    }
}

/// The number of `NNNN-slug.md`.
fn decision_number(name: &str) -> Option<u32> {
    let (number, slug) = name.strip_suffix(".md")?.split_once('-')?;
    let is_slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if number.len() != 4 || slug.is_empty() || !slug.chars().all(is_slug) {
        return None;
    }
    number.parse().ok()
}

fn check_decision(file: &File, problems: &mut Vec<Problem>) {
    for heading in ["## Context", "## Decision", "## Consequences"] {
        if !file.lines().any(|(_, line)| line == heading) {
            problems.push(Problem::new(
                &file.path,
                1,
                format!("there is no heading \"{heading}\""),
                "write the record as docs/adr/template.md shows",
            ));
        }
    }
    if !file.lines().any(|(_, line)| line.starts_with("**Status:** ")) {
        problems.push(Problem::new(
            &file.path,
            1,
            "the decision has no status",
            "add a line `**Status:** accepted, <date>` below the title",
        ));
    }
}

fn check_links(project: &Project, problems: &mut Vec<Problem>) {
    let pages: BTreeMap<&str, Page> = project
        .files
        .iter()
        .filter(|file| file.extension() == "md")
        .map(|file| (file.path.as_str(), Page::read(file)))
        .collect();
    for (path, page) in &pages {
        for (line, target) in &page.links {
            let Some(what) = broken(path, target, project, &pages) else {
                continue;
            };
            problems.push(Problem::new(path, *line, what, "correct or remove the link"));
        }
    }
}

/// Why a link leads nowhere. Addresses of other sites are not followed.
fn broken(
    path: &str,
    target: &str,
    project: &Project,
    pages: &BTreeMap<&str, Page>,
) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let file = if file.is_empty() {
        path.to_owned()
    } else {
        let Some(file) = resolve(path, file) else {
            return Some(format!("the link \"{target}\" leads out of the project"));
        };
        file
    };
    let folder = format!("{file}/");
    let exists = |known: &File| known.path == file || known.path.starts_with(&folder);
    if !file.is_empty() && !project.files.iter().any(exists) {
        return Some(format!("the link \"{target}\" leads nowhere"));
    }
    let page = pages.get(file.as_str())?;
    if anchor.is_empty() || page.anchors.contains(anchor) {
        return None;
    }
    Some(format!("{file} has no heading \"#{anchor}\""))
}

/// The path from the project's folder of a link in the page at `path`; empty for that folder.
fn resolve(path: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    if target.starts_with('/') {
        parts.clear();
    }
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// What a page links to, and where in it a link can lead.
struct Page {
    /// The line and the target of each link and picture.
    links: Vec<(usize, String)>,
    anchors: BTreeSet<String>,
}

impl Page {
    fn read(file: &File) -> Self {
        let mut links = Vec::new();
        let mut anchors = BTreeSet::new();
        let mut in_fence = false;
        for (number, line) in file.lines() {
            if line.trim_start().starts_with("```") {
                in_fence = !in_fence;
                continue;
            }
            if in_fence {
                continue;
            }
            if let Some(heading) = heading(line) {
                add_anchor(&slug(heading), &mut anchors);
            }
            let prose = without_code(line);
            for target in link_targets(&prose) {
                links.push((number, target.to_owned()));
            }
            anchors.extend(quoted(&prose, "id=\"").map(ToOwned::to_owned));
        }
        Self { links, anchors }
    }
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    if (1..=6).contains(&level) { text.strip_prefix(' ') } else { None }
}

/// The anchor that code hosts make of a heading.
fn slug(heading: &str) -> String {
    heading
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// A heading that comes a second time gets `-1`, a third time `-2`.
fn add_anchor(slug: &str, anchors: &mut BTreeSet<String>) {
    let numbered = (1..).map(|number| format!("{slug}-{number}"));
    for anchor in std::iter::once(slug.to_owned()).chain(numbered) {
        if anchors.insert(anchor) {
            return;
        }
    }
}

/// The line without what stands between backticks.
fn without_code(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    parts.into_iter().step_by(2).collect()
}

/// Targets of `[text](target)`, `[name]: target`, `href="target"` and `src="target"`.
fn link_targets(prose: &str) -> Vec<&str> {
    let mut targets = Vec::new();
    for (start, opening) in prose.match_indices("](") {
        let rest = &prose[start + opening.len()..];
        let end = rest.find([')', ' ']).unwrap_or(rest.len());
        targets.push(&rest[..end]);
    }
    if prose.starts_with('[')
        && let Some((_, target)) = prose.split_once("]: ")
    {
        targets.extend(target.split_whitespace().next());
    }
    targets.extend(quoted(prose, "href=\""));
    targets.extend(quoted(prose, "src=\""));
    targets
}

/// What stands between each `opening` and the next quotation mark.
fn quoted<'a>(prose: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    prose.match_indices(opening).filter_map(move |(start, _)| {
        let rest = &prose[start + opening.len()..];
        Some(rest.split_once('"')?.0)
    })
}

fn check_languages(project: &Project, problems: &mut Vec<Problem>) {
    for (path, other) in [("README.md", "README.zh-CN.md"), ("README.zh-CN.md", "README.md")] {
        let links_to = |(_, line): (usize, &str)| link_targets(line).contains(&other);
        let file = project.files.iter().find(|file| file.path == path);
        if !file.is_some_and(|file| file.lines().any(links_to)) {
            problems.push(Problem::new(
                path,
                1,
                format!("there is no link to {other}"),
                "link to the other language near the top",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECISION: &str = "# 1. A\n\n**Status:** accepted\n\n## Context\n\n## Decision\n\n\
                            ## Consequences\n";

    /// What is told about these files beside a whole project's two READMEs.
    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let mut all = vec![
            ("README.md", "[中文](README.zh-CN.md)\n"),
            ("README.zh-CN.md", "[English](README.md)\n"),
        ];
        all.extend(files);
        let problems = check(&Project::of(&all));
        problems.into_iter().map(|problem| problem.what).collect()
    }

    #[test]
    fn each_decision_has_a_number_of_its_own() {
        let [a, b] = ["docs/adr/0001-a.md", "docs/adr/0002-b.md"];
        assert!(told(&[(a, DECISION), (b, DECISION)]).is_empty());
        assert_eq!(
            told(&[(a, DECISION), ("docs/adr/0001-b.md", DECISION)]),
            ["there are two decisions 1"]
        );
        assert_eq!(told(&[("docs/adr/2-b.md", DECISION)]), ["this is no decision's name"]);
    }

    #[test]
    fn no_number_of_a_decision_is_left_out() {
        let [b, c, f] = ["docs/adr/0002-b.md", "docs/adr/0003-c.md", "docs/adr/0006-f.md"];
        assert_eq!(told(&[(c, DECISION), (b, DECISION)]), ["there is no decision 1 before 2"]);
        let a = "docs/adr/0001-a.md";
        assert_eq!(
            told(&[(f, DECISION), (c, DECISION), (b, DECISION), (a, DECISION)]),
            ["there is no decision 4 before 6", "there is no decision 5 before 6"]
        );
    }

    #[test]
    fn decisions_have_their_parts() {
        let text = DECISION.replace("## Context", "").replace("**", "");
        assert_eq!(
            told(&[("docs/adr/0001-a.md", &text)]),
            ["there is no heading \"## Context\"", "the decision has no status"]
        );
    }

    #[test]
    fn links_lead_to_files_folders_and_headings() {
        let page = "# A `b`: c\n## 甲\n## 甲\n[a](../docs) [b](#a-b-c) [c](#甲-1)\n\
                    [d](b.md#here) [e](https://a.example/x) [f](/docs/b.md)\n\n[g]: b.md\n";
        let other = "<a id=\"here\"></a>\n";
        assert!(told(&[("docs/a.md", page), ("docs/b.md", other)]).is_empty());
    }

    #[test]
    fn links_that_lead_nowhere_are_told() {
        let page = "[a](none.md) ![b](images/none.png)\n<img src=\"none.svg\">\n\
                    [c](#none) [d](../../e.md)\n";
        assert_eq!(
            told(&[("docs/a.md", page)]),
            [
                "the link \"none.md\" leads nowhere",
                "the link \"images/none.png\" leads nowhere",
                "the link \"none.svg\" leads nowhere",
                "docs/a.md has no heading \"#none\"",
                "the link \"../../e.md\" leads out of the project",
            ]
        );
    }

    #[test]
    fn what_is_code_is_no_link() {
        let page = "`[a](none.md)`\n```text\n[b](none.md)\n# none\n```\n";
        assert!(told(&[("docs/a.md", page)]).is_empty());
    }

    #[test]
    fn the_two_readmes_link_to_each_other() {
        let project = Project::of(&[
            ("README.md", "# Cityhall\n"),
            ("README.zh-CN.md", "[English](README.md)\n"),
        ]);
        let problems = check(&project);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].what, "there is no link to README.zh-CN.md");
    }
}
