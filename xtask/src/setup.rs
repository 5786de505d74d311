//! `cargo xtask setup`: what the tests need and the machine does not have.

use std::env;
use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::process::{self, is_installed, output, root};

/// Debian packages: the browser of the journeys, and a font for its pictures of Chinese pages.
const PACKAGES: [&str; 2] = ["chromium", "fonts-wqy-microhei"];

/// The Debian package of the server that tests start for themselves.
const POSTGRESQL: &str = "postgresql";

/// Where its programs are then, one folder a version.
const POSTGRESQL_PROGRAMS: &str = "/usr/lib/postgresql";

/// The Debian package of the language in which the tests mirror a log, and the program's name.
const PYTHON: &str = "python3";

/// Names another browser for the journeys, on machines that are not Debian.
const CHROMIUM: &str = "CHROMIUM";

/// Installs what is missing and says what it does; does nothing the second time.
pub(crate) fn run() -> Result<()> {
    for_tests()?;
    match chosen_browser() {
        Some(browser) => {
            println!("The journeys take the browser that {CHROMIUM} names: {browser}.")
        }
        None => install_packages(&PACKAGES)?,
    }
    install_modules()
}

/// Installs what tests need other than a browser, where it is missing.
pub(crate) fn for_tests() -> Result<()> {
    database()?;
    python()
}

/// Installs the database server that tests need, where it is missing.
fn database() -> Result<()> {
    let is_there = |version: fs::DirEntry| version.path().join("bin/initdb").is_file();
    let mut versions = fs::read_dir(POSTGRESQL_PROGRAMS).into_iter().flatten().flatten();
    if versions.any(is_there) {
        println!("PostgreSQL is installed in {POSTGRESQL_PROGRAMS}.");
        return Ok(());
    }
    install_packages(&[POSTGRESQL])
}

/// Installs Python, in which tests mirror a log by a program that is not ours.
fn python() -> Result<()> {
    if is_installed(PYTHON) {
        println!("Python 3 is installed.");
        return Ok(());
    }
    install_packages(&[PYTHON])
}

#[expect(clippy::disallowed_methods, reason = "the journeys read the same setting")]
fn chosen_browser() -> Option<String> {
    env::var(CHROMIUM).ok()
}

fn install_packages(packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> =
        packages.iter().copied().filter(|package| !has_package(package)).collect();
    if missing.is_empty() {
        println!("Installed already: {}.", packages.join(", "));
        return Ok(());
    }
    let missing = missing.join(" ");
    if !is_installed("apt-get") {
        bail!(
            "there is no apt-get here: install by hand what Debian calls {missing}; for another \
             browser set {CHROMIUM} to its path, and PostgreSQL's programs are looked for in \
             {POSTGRESQL_PROGRAMS}/VERSION/bin"
        );
    }
    println!("Installing {missing} with apt-get.");
    process::run(apt_get(&missing)?.arg("update"))?;
    process::run(
        apt_get(&missing)?
            .args(["install", "-y", "--no-install-recommends"])
            .args(missing.split(' ')),
    )
}

fn has_package(package: &str) -> bool {
    let told = Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .stderr(Stdio::null())
        .output();
    told.is_ok_and(|told| told.stdout == b"installed")
}

fn apt_get(packages: &str) -> Result<Command> {
    if output(Command::new("id").arg("-u"))?.trim() == "0" {
        return Ok(Command::new("apt-get"));
    }
    if !is_installed("sudo") {
        bail!(
            "ask an administrator to install {packages}: apt-get needs root, and sudo is missing"
        );
    }
    let mut command = Command::new("sudo");
    command.arg("apt-get");
    Ok(command)
}

fn install_modules() -> Result<()> {
    let folder = root().join("e2e");
    if !folder.is_dir() {
        println!("There is no e2e/ here, so no modules of Node.js are needed.");
        return Ok(());
    }
    if modules_are_current() {
        println!("e2e/node_modules is as e2e/package-lock.json wants it.");
        return Ok(());
    }
    for program in ["node", "npm"] {
        if !is_installed(program) {
            bail!("install Node.js 20 or later by hand, with npm: `{program}` is missing");
        }
    }
    println!("Installing the modules of e2e/ with npm.");
    process::run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))
}

/// Whether npm has installed since the lock file was last written; npm leaves a copy behind.
fn modules_are_current() -> bool {
    let modified = |path: &str| fs::metadata(root().join(path))?.modified();
    let wanted = modified("e2e/package-lock.json");
    let installed = modified("e2e/node_modules/.package-lock.json");
    matches!((wanted, installed), (Ok(wanted), Ok(installed)) if wanted <= installed)
}
