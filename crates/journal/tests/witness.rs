//! A witness cosigns what continues what it has seen, and says in the standard's terms why not.

#[cfg(test)]
mod log;

use journal::tree::consistency_proof;
use journal::witness::{Refused, Submission, consider};
use journal::{Checkpoint, Cosigner, Verifier, note};
use log::{Log, ORIGIN, signer};
use proptest::prelude::*;

fn logs() -> [Verifier; 1] {
    [signer(ORIGIN).verifier()]
}

fn submission(log: &Log, old: u64) -> Submission {
    let new = log.frontier.size();
    let proof = consistency_proof(old, new, log).expect("it is sound");
    Submission { old, proof, note: log.checkpoint(&signer(ORIGIN)) }
}

/// What a witness says that has seen `last`.
fn asked(last: Option<&Log>, submission: &Submission) -> Result<Checkpoint, Refused> {
    let text = Submission::from_text(&submission.to_text()).expect("it is sound");
    assert_eq!(&text, submission);
    let last = last.map(read);
    consider(&logs(), |origin| last.filter(|it| it.origin == origin), &text)
}

#[test]
fn a_log_is_followed_from_its_first_checkpoint_on() {
    let (first, second) = (Log::of(300), Log::of(700));
    assert_eq!(asked(None, &submission(&first, 0)).expect("it is sound").size, 300);
    assert_eq!(asked(Some(&first), &submission(&second, 300)).expect("it is sound").size, 700);
    // The same checkpoint again is cosigned again, with a later time.
    assert_eq!(asked(Some(&second), &submission(&second, 700)).expect("it is sound").size, 700);
}

#[test]
fn each_refusal_has_the_status_of_the_standard() {
    let (seen, new) = (Log::of(300), Log::of(700));
    let mut fork = Log::of(299);
    (1..402).for_each(|index| fork.append(log::entry(index).encode().expect("it is sound")));
    let check = |submission: &Submission, status: u16, told: &str| {
        let refused = asked(Some(&seen), submission).expect_err("it is unsound");
        assert_eq!(refused.status(), status, "{refused}");
        assert!(refused.to_string().contains(told), "{refused}");
    };
    check(&submission(&new, 0), 409, "at size 300: prove from there");
    check(&submission(&new, 299), 409, "at size 300: prove from there");
    check(&submission(&fork, 300), 422, "was not shown to continue");
    check(&Submission { old: 701, ..submission(&new, 300) }, 400, "above the new size");
    check(&Submission { proof: Vec::new(), ..submission(&new, 300) }, 422, "hashes where");
    // From nothing there is nothing to prove, and nothing may stand there.
    let proof = vec![journal::sha256(b"")];
    let refused = asked(None, &Submission { proof, ..submission(&new, 0) });
    assert_eq!(refused.expect_err("it is unsound").status(), 422);
    let mut other = Log::of(299);
    other.append(log::entry(5).encode().expect("it is sound"));
    check(&submission(&other, 300), 409, "split view: at size 300");
    let thief = journal::Signer::from_seed(ORIGIN, [1; 32]).expect("it is sound");
    let forged = Submission { note: new.checkpoint(&thief), ..submission(&new, 300) };
    check(&forged, 403, "no key that this witness knows");
    let stranger = Checkpoint { origin: "other.example".to_owned(), ..read(&new) };
    let note = stranger.sign(&[&signer("other.example")]).expect("it is sound");
    check(&Submission { note, ..submission(&new, 300) }, 404, "no log of this witness");
    let note = "no checkpoint\n\n".to_owned();
    check(&Submission { note, ..submission(&new, 300) }, 400, "no checkpoint");
    for text in ["", "old 1\n", "old 01\n\n", "new 1\n\n", "old 1\nhash\n\n"] {
        assert_eq!(
            Submission::from_text(text).expect_err("it is unsound").status(),
            400,
            "{text:?}"
        );
    }
}

fn read(log: &Log) -> Checkpoint {
    let note = log.files().remove("checkpoint").expect("it is sound");
    Checkpoint::read_unchecked(&String::from_utf8(note).expect("it is sound")).expect("it is sound")
}

#[test]
fn a_reader_may_ask_for_some_of_several_witnesses() {
    let log = Log::of(5).checkpoint(&signer(ORIGIN));
    let witnesses =
        [1, 2, 3].map(|seed| Cosigner::from_seed("w", [seed; 32]).expect("it is sound"));
    let mut cosigned = log.clone();
    for (witness, at_s) in witnesses.iter().zip([10, 20]) {
        cosigned.push_str(&note::cosign(&log, witness, at_s).expect("it is sound"));
    }
    let keys = witnesses.map(|witness| witness.verifier());
    let times = |needed| {
        let signed = Checkpoint::cosigned(&cosigned, &keys, needed)?;
        Ok::<_, journal::checkpoint::CheckpointError>(
            signed.iter().map(|it| it.at_s.expect("it is sound")).collect::<Vec<_>>(),
        )
    };
    assert_eq!(times(2).expect("it is sound"), [10, 20]);
    let few = times(3).expect_err("it is unsound").to_string();
    assert!(few.contains("2 of the witnesses") && few.contains("3 must"), "{few}");
    assert!(Checkpoint::cosigned(&log, &keys, 0).expect("it is sound").is_empty());
}

proptest! {
    #[test]
    fn whatever_is_sent_is_answered(text: String, old: u64) {
        if let Ok(submission) = Submission::from_text(&format!("old {old}\n\n{text}")) {
            prop_assert!(consider(&logs(), |_| None, &submission).is_err());
        }
    }
}
