//! A log changes its key, and whoever knows of it does not believe the old one any more.

#[cfg(test)]
mod log;

use std::collections::BTreeMap;
use std::error::Error;

use journal::verify::{SeenError, check_seen};
use journal::{Checkpoint, KeyAct, Signer, Verifier, note, verify_log};
use log::{Log, ORIGIN, signer};

type Published = BTreeMap<String, Vec<u8>>;

fn second() -> Signer {
    Signer::from_seed(ORIGIN, [43; 32]).expect("it is sound")
}

fn speak(log: &mut Log, act: &KeyAct) {
    let mut entry = log::entry(log.frontier.size());
    entry.kind = act.kind().to_owned();
    entry.body = act.to_body();
    log.append(entry.encode().expect("it is sound"));
}

fn signed(log: &Log, signers: &[&Signer]) -> String {
    let (size, root) = (log.frontier.size(), log.frontier.root());
    let origin = ORIGIN.to_owned();
    Checkpoint { origin, size, root, extensions: Vec::new() }.sign(signers).expect("it is sound")
}

fn published(log: &Log, signers: &[&Signer]) -> Published {
    let mut files = log.files();
    files.insert("checkpoint".to_owned(), signed(log, signers).into_bytes());
    files
}

/// A log of 300 entries, the announcement, ten entries, the retirement, and `after` more.
fn rotated(after: u64) -> Log {
    let (old, new) = (signer(ORIGIN), second());
    let mut log = Log::of(300);
    speak(&mut log, &KeyAct::Announced { key: new.verifier() });
    (0..10).for_each(|index| log.append(log::entry(index).encode().expect("it is sound")));
    let checkpoint = signed(&log, &[&old, &new]);
    speak(&mut log, &KeyAct::Retired { key: old.verifier(), checkpoint });
    (0..after).for_each(|index| log.append(log::entry(index).encode().expect("it is sound")));
    log
}

fn fault(files: &Published, known: &[Verifier]) -> String {
    let error = verify_log(files, known).expect_err("it is unsound");
    let cause = error.faults[0].source().map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{}{cause}", error.faults[0])
}

#[test]
fn either_key_opens_the_log_while_both_sign_and_the_old_one_leads_to_the_new_one() {
    let (old, new) = (signer(ORIGIN), second());
    let mut overlap = Log::of(300);
    speak(&mut overlap, &KeyAct::Announced { key: new.verifier() });
    let files = published(&overlap, &[&old, &new]);
    for known in [old.verifier(), new.verifier()] {
        assert_eq!(verify_log(&files, &[known]).expect("it is sound").checkpoint.size, 301);
    }
    let log = rotated(5);
    let files = published(&log, &[&new]);
    for known in [old.verifier(), new.verifier()] {
        let verified = verify_log(&files, &[known]).expect("it is sound");
        assert_eq!(verified.checkpoint.size, 317);
        assert_eq!(verified.keyring.retired_at(&old.verifier()), Some(311));
        assert_eq!(
            verified.keyring.get(&new.verifier()).expect("it is sound").announced,
            Some(300)
        );
    }
    let stranger = Signer::from_seed(ORIGIN, [44; 32]).expect("it is sound").verifier();
    let refused = "checkpoint cannot be believed: no known key has signed the note: check that \
        you gave the log's verifier key";
    assert_eq!(fault(&files, &[stranger]), refused);
}

#[test]
fn a_thief_with_the_old_key_is_not_believed() {
    let (old, new) = (signer(ORIGIN), second());
    // The thief goes on signing the honest log.
    let forged = published(&rotated(6), &[&old]);
    let refused = fault(&forged, &[old.verifier(), new.verifier()]);
    assert!(refused.contains("was retired at size 311 by this very log"), "{refused}");
    // The thief begins another end, without the retirement. Who has only the new key refuses it;
    // who has both, but also a checkpoint from after the rotation, is shown the split view.
    let mut fork = Log::of(300);
    (0..40).for_each(|index| fork.append(log::entry(index).encode().expect("it is sound")));
    let files = published(&fork, &[&old]);
    assert!(fault(&files, &[new.verifier()]).contains("no known key has signed the note"));
    let both = [old.verifier(), new.verifier()];
    let verified = verify_log(&files, &both).expect("it is sound");
    let seen = signed(&rotated(0), &[&new]);
    let split = check_seen(&files, &verified, &seen, &both).expect_err("it is unsound");
    assert!(matches!(split, SeenError::Split { size: 312, .. }), "{split}");
    assert!(split.to_string().contains("split view"));
}

#[test]
fn nobody_slips_a_key_in_that_the_old_one_never_signed_for() {
    let (old, new) = (signer(ORIGIN), second());
    let mut log = Log::of(300);
    let checkpoint = signed(&log, &[&old]);
    // Announced only after the last checkpoint of the old key.
    speak(&mut log, &KeyAct::Announced { key: new.verifier() });
    speak(&mut log, &KeyAct::Retired { key: old.verifier(), checkpoint: checkpoint.clone() });
    let files = published(&log, &[&new]);
    assert!(fault(&files, &[old.verifier()]).contains("no known key has signed the note"));
    // The old key's checkpoint is of another tree.
    let mut other = Log::default();
    (7..307).for_each(|index| other.append(log::entry(index).encode().expect("it is sound")));
    speak(&mut other, &KeyAct::Announced { key: new.verifier() });
    speak(&mut other, &KeyAct::Retired { key: old.verifier(), checkpoint });
    let files = published(&other, &[&new]);
    assert!(fault(&files, &[old.verifier()]).contains("no known key has signed the note"));
}

#[test]
fn an_entry_that_garbles_a_key_is_a_fault() {
    let mut log = Log::of(3);
    let mut entry = log::entry(3);
    entry.kind = "key.announced".to_owned();
    log.append(entry.encode().expect("it is sound"));
    let garbled = fault(&log.files(), &[signer(ORIGIN).verifier()]);
    let expected = "entry 3 says nothing usable of the log's keys: the body has no text in \"key\"";
    assert_eq!(garbled, expected);
}

#[test]
fn a_log_that_was_seen_longer_or_elsewhere_is_named() {
    let known = [signer(ORIGIN).verifier()];
    let (short, long) = (Log::of(200), Log::of(300));
    let files = short.files();
    let verified = verify_log(&files, &known).expect("it is sound");
    let seen = |note: &str| check_seen(&files, &verified, note, &known);
    assert_eq!(seen(&signed(&Log::of(77), &[&signer(ORIGIN)])).expect("it is sound").size, 77);
    let shrunk = seen(&signed(&long, &[&signer(ORIGIN)])).expect_err("it is unsound");
    assert_eq!(shrunk, SeenError::Shrunk { seen: 300, now: 200 });
    let unsigned = note::sign("journal.example/city\n0\n\n", &[&second()]).expect("it is sound");
    assert!(matches!(seen(&unsigned), Err(SeenError::Checkpoint(_))));
}
