//! The disk full under a running server, and room made again.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::city::{OWNER, Server};

#[test]
fn on_a_full_disk_acts_are_refused_and_go_on_once_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).expect("writes");
    // A disk of 4 MiB that only this server sees; it is gone with it.
    let script = format!(
        "mount -t tmpfs -o size=4m none {disk} \
         && head -c 2000000 /dev/zero > {disk}/ballast \
         && {program} token --office {OWNER} --role builder --data {disk}/data > {out} 2>/dev/null \
         && exec {program} serve --addr 127.0.0.1:0 --data {disk}/data",
        disk = disk.display(),
        program = env!("CARGO_BIN_EXE_cityhall"),
        out = folder.path().join("token").display(),
    );
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script]);
    let server = Server::spawn(command);
    let told = fs::read_to_string(folder.path().join("token")).expect("a token");
    let builder = server.client(told.trim());
    let mut acknowledged = Vec::new();
    let mut refused = 0;
    for number in 0..4_000 {
        let number = format!("F-{number}");
        match builder.open(&number).expect("the server stays up") {
            (201, _) => acknowledged.push(number),
            (507, body) => {
                assert!(body["error"]["message"].as_str().is_some_and(|it| it.contains("full")));
                refused += 1;
            }
            other => panic!("{other:?}"),
        }
        if refused == 5 {
            break;
        }
    }
    assert!(refused == 5 && !acknowledged.is_empty(), "the disk is full in the end");
    let before = server.log();
    let seen = Path::new("/proc").join(server.process.id().to_string()).join("root");
    let within = disk.strip_prefix("/").expect("an absolute path").join("ballast");
    fs::remove_file(seen.join(within)).expect("makes room");
    let (status, body) = builder.open("F-last").expect("the server is still there");
    assert_eq!(status, 201, "with room made it goes on: {body}");
    let log = server.log();
    assert_eq!(log.len(), before.len() + 1);
    assert_eq!(log[..before.len()], before, "nothing was lost or changed");
    for number in &acknowledged {
        let id = format!("works/{number}");
        assert_eq!(log.iter().filter(|entry| entry.subject == id).count(), 1, "{id}");
    }
    assert_eq!(acknowledged.len() + 1, log.len() - definitions(&log), "and nothing else is there");
}

/// How many entries define the city.
fn definitions(log: &[journal::Entry]) -> usize {
    log.iter().filter(|entry| entry.by.role == "program").count()
}
