//! Style as an executable test: `cargo xtask tidy`, and a test of its own.
//!
//! Each check is a function from the project as it was read ([`Project`]) to its problems, so that
//! each can be tried on a few lines in memory. All problems are told at once.

mod docs;
mod files;
mod layers;
mod licences;
mod manifests;

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use cargo_metadata::{Metadata, MetadataCommand};

use crate::process;

/// Something that is not as it should be, and what to do about it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Problem {
    path: String,
    /// From 1; the whole file is told at line 1.
    line: usize,
    what: String,
    remedy: String,
}

impl Problem {
    fn new(path: &str, line: usize, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, what, remedy } = self;
        write!(f, "{path}:{line}: {what} — {remedy}")
    }
}

/// A file that git tracks, or would if it were added.
struct File {
    /// From the project's folder, with `/`.
    path: String,
    bytes: usize,
    /// Absent for pictures and whatever else is no UTF-8.
    text: Option<String>,
}

impl File {
    fn new(path: &str, content: Vec<u8>) -> Self {
        Self { path: path.to_owned(), bytes: content.len(), text: String::from_utf8(content).ok() }
    }

    fn extension(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The lines with their numbers from 1; none if this is no text.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let text = self.text.as_deref().unwrap_or_default();
        (1..).zip(text.split_terminator('\n'))
    }
}

/// All that the checks look at.
struct Project {
    files: Vec<File>,
}

impl Project {
    fn read() -> Result<Self> {
        let listed = process::output(Command::new("git").args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]))?;
        let paths: BTreeSet<&str> = listed.split_terminator('\0').collect();
        let mut files = Vec::new();
        for path in paths {
            let place = process::root().join(path);
            // A file that was deleted but not yet committed is still listed.
            if place.is_file() {
                let content = fs::read(&place).with_context(|| format!("reading {path}"))?;
                files.push(File::new(path, content));
            }
        }
        Ok(Self { files })
    }

    /// The text of a file; empty when there is none.
    fn text(&self, path: &str) -> &str {
        let file = self.files.iter().find(|file| file.path == path);
        file.and_then(|file| file.text.as_deref()).unwrap_or_default()
    }

    #[cfg(test)]
    fn of(files: &[(&str, &str)]) -> Self {
        let files =
            files.iter().map(|(path, text)| File::new(path, text.as_bytes().to_vec())).collect();
        Self { files }
    }
}

/// Tells all problems, one a line, and fails if there is any.
pub(crate) fn run() -> Result<()> {
    let problems = problems()?;
    for problem in &problems {
        println!("{problem}");
    }
    match problems.len() {
        0 => Ok(()),
        1 => bail!("one thing is untidy"),
        count => bail!("{count} things are untidy"),
    }
}

fn problems() -> Result<Vec<Problem>> {
    let project = Project::read()?;
    let metadata = metadata()?;
    let mut problems = Vec::new();
    problems.extend(layers::check(&layers::crates_of(&metadata), &project));
    problems.extend(manifests::check(&project));
    problems.extend(files::check(&project));
    problems.extend(docs::check(&project));
    problems.extend(licences::check(&licences::packages_of(&metadata), project.text("deny.toml")));
    problems.sort();
    problems.dedup();
    Ok(problems)
}

fn metadata() -> Result<Metadata> {
    MetadataCommand::new()
        .current_dir(process::root())
        .exec()
        .context("cargo metadata tells nothing; without a network, run `cargo fetch` first")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_project_is_tidy() {
        let problems = super::problems().expect("the project can be read");
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(told.is_empty(), "\n{}", told.join("\n"));
    }
}
