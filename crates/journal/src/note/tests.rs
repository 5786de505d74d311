//! Notes and keys, with the examples of C2SP `signed-note` and of Go's `sumdb/note`.

use super::*;

const NEUMANN_SECRET: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const NEUMANN: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NEUMANN_TEXT: &str = "If you think cryptography is the answer to your problem,\n\
     then you don't know what your problem is.\n";
const NEUMANN_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
     then you don't know what your problem is.\n\n\
     — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6\
     KE6RyyBwJnAM=\n";

fn key(text: &str) -> Verifier {
    text.parse().unwrap()
}

fn signer(name: &str, seed: u8) -> Signer {
    Signer::from_seed(name, [seed; 32]).unwrap()
}

#[test]
fn the_example_of_go_is_signed_and_opened_alike() {
    let signer = Signer::from_secret_text(NEUMANN_SECRET).unwrap();
    assert_eq!(signer.secret_text(), NEUMANN_SECRET);
    assert_eq!(signer.verifier().to_string(), NEUMANN);
    assert_eq!(key(NEUMANN), signer.verifier());
    assert_eq!(sign(NEUMANN_TEXT, &[&signer]).unwrap(), NEUMANN_NOTE);

    let known = [key(NEUMANN)];
    let opened = open(NEUMANN_NOTE, &known).unwrap();
    assert_eq!(opened.text, NEUMANN_TEXT);
    assert_eq!(opened.signed_by, [Signature { key: &known[0], at_s: None }]);
    assert_eq!(opened.unknown, []);
}

#[test]
fn the_example_of_the_standard_opens() {
    let known = [key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")];
    let note = "This is an example message.\n\n— example.com/foo \
        Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72Ineya\
        QM=\n";
    let opened = open(note, &known).unwrap();
    assert_eq!(opened.text, "This is an example message.\n");
    assert_eq!(known[0].name(), "example.com/foo");
    assert_eq!(known[0].id(), 0x530d_903a);
}

#[test]
fn a_note_may_have_several_signatures_and_empty_lines() {
    let (log, witness, other) = (signer("log", 1), signer("witness", 2), signer("other", 3));
    let note = sign("one\n\n\ntwo\n", &[&log, &other, &witness, &log]).unwrap();
    let known = [witness.verifier(), log.verifier()];
    let opened = open(&note, &known).unwrap();
    assert_eq!(opened.text, "one\n\n\ntwo\n");
    let keys: Vec<&Verifier> = opened.signed_by.iter().map(|signed| signed.key).collect();
    assert_eq!(keys, [&known[1], &known[0]]);
    assert_eq!(opened.unknown, [UnknownSignature { name: "other", id: other.id() }]);
}

#[test]
fn a_changed_note_is_refused() {
    let known = [key(NEUMANN)];
    let bad = NoteError::BadSignature { name: "PeterNeumann".to_owned(), id: 0xc74f_20a3 };
    let check = |from: &str, to: &str, expected: &NoteError| {
        let changed = NEUMANN_NOTE.replacen(from, to, 1);
        assert_ne!(changed, NEUMANN_NOTE);
        assert_eq!(open(&changed, &known).as_ref(), Err(expected), "{changed}");
    };
    let line = |line: &str| NoteError::SignatureLine { line: line.to_owned() };
    check("your", "Your", &bad);
    check("ZJku", "ZJkv", &bad);
    check("— Peter", "— Paul", &NoteError::NoKnownKey);
    check("x08g", "x18g", &NoteError::NoKnownKey);
    check("\n\n", "\n", &NoteError::NoSignatures);
    check("nAM=\n", "nAM=", &NoteError::NoNewline);
    check("nAM=\n", "nAM=\n— x \n", &line("— x "));
    check("nAM=\n", "nAM=\n— x AAAAAA==\n", &line("— x AAAAAA=="));
    check("nAM=\n", "nAM=\n— x+y AAAAAAA=\n", &line("— x+y AAAAAAA="));
    check("nAM=\n", "nAM=\n- x AAAAAAA=\n", &line("- x AAAAAAA="));
    check("your", "\tour", &NoteError::Control { offset: 43 });
    // A signature that the known key made for another text spoils the note beside a good one.
    let signer = Signer::from_secret_text(NEUMANN_SECRET).unwrap();
    let foreign = sign("another text\n", &[&signer]).unwrap();
    let foreign_line = foreign.split_once("\n\n").unwrap().1;
    check("nAM=\n", &format!("nAM=\n{foreign_line}"), &bad);
}

#[test]
fn two_known_keys_that_cannot_be_told_apart_are_refused() {
    // Found by search: the identifiers of these two keys collide.
    let signer = |number: u32| {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        Signer::from_seed("log", seed).unwrap()
    };
    let (one, other) = (signer(32_003), signer(82_289));
    assert_eq!(one.id(), other.id());
    assert_ne!(one.verifier(), other.verifier());
    let note = sign("text\n", &[&one]).unwrap();
    let ambiguous = NoteError::AmbiguousKey { name: "log".to_owned(), id: 0xf526_4223 };
    assert_eq!(open(&note, &[one.verifier(), other.verifier()]), Err(ambiguous));
    assert!(open(&note, &[one.verifier(), one.verifier()]).is_ok());
    let bad = NoteError::BadSignature { name: "log".to_owned(), id: 0xf526_4223 };
    assert_eq!(open(&note, &[other.verifier()]), Err(bad));
}

#[test]
fn limits_hold() {
    let log = signer("log", 1);
    let known = [log.verifier()];
    let many = |count| sign("text\n", &vec![&log; count]).unwrap();
    assert!(open(&many(SIGNATURES_MAX), &known).is_ok());
    assert_eq!(open(&many(SIGNATURES_MAX + 1), &known), Err(NoteError::TooManySignatures));
    let long = sign(&format!("{}\n", "x".repeat(BYTES_MAX)), &[&log]).unwrap();
    assert_eq!(open(&long, &known), Err(NoteError::TooLong { bytes: long.len() }));
    assert_eq!(sign("no newline", &[&log]), Err(NoteError::NoNewline));
    assert_eq!(sign("a\rb\n", &[&log]), Err(NoteError::Control { offset: 1 }));
    assert_eq!(open("text\n\n", &known), Err(NoteError::NoNewline));
    assert_eq!(open("text\n", &known), Err(NoteError::NoSignatures));
}

#[test]
fn a_spoilt_key_is_refused() {
    let check = |text: &str, expected: KeyError| {
        assert_eq!(text.parse::<Verifier>(), Err(expected), "{text}");
    };
    let id = |found: &str| KeyError::Id { expected: 0xc74f_20a3, found: found.to_owned() };
    check("", KeyError::Form);
    check("PeterNeumann+c74f20a3", KeyError::Form);
    check(&NEUMANN.replace("c74f20a3", "c74f20a4"), id("c74f20a4"));
    check(&NEUMANN.replace("c74f20a3", "C74F20A3"), id("C74F20A3"));
    check(&NEUMANN.replace("+ARpc", "+AhpC"), KeyError::Type { found: 2 });
    check(&NEUMANN.replace("10TW", "10T"), KeyError::Form);
    check(&NEUMANN.replace("PeterNeumann", ""), KeyError::Name { name: String::new() });
    assert_eq!(Signer::from_secret_text(NEUMANN).unwrap_err(), KeyError::Form);
    let changed = NEUMANN_SECRET.replace("c74f20a3", "c74f20a4");
    assert_eq!(Signer::from_secret_text(&changed).unwrap_err(), id("c74f20a4"));
    for name in ["", "a b", "a\u{3000}b", "a+b", "a\nb", "a\u{1}b"] {
        let refused = Signer::from_seed(name, [0; 32]).unwrap_err();
        assert_eq!(refused, KeyError::Name { name: name.to_owned() });
    }
}

#[test]
fn a_signer_does_not_show_its_secret() {
    let signer = Signer::from_secret_text(NEUMANN_SECRET).unwrap();
    assert_eq!(format!("{signer:?}"), "Signer(PeterNeumann+c74f20a3)");
}

#[test]
fn a_cosignature_is_of_a_time_and_of_its_own_kind_of_key() {
    let (log, witness) = (signer("log", 1), Cosigner::from_seed("w", [2; 32]).unwrap());
    let note = sign("log\n1\nroot\n", &[&log]).unwrap();
    let line = cosign(&note, &witness, 1_679_315_147).unwrap();
    let cosigned = format!("{note}{line}");
    let known = [log.verifier(), witness.verifier()];
    let opened = open(&cosigned, &known).unwrap();
    assert_eq!(opened.signed_by[1], Signature { key: &known[1], at_s: Some(1_679_315_147) });
    assert!(known[1].is_cosigner() && !known[0].is_cosigner());
    // The time is signed too: the four bytes of the identifier come before its eight.
    let mut bytes = base64_decode(line.trim_end().rsplit(' ').next().unwrap()).unwrap();
    bytes[4 + 7] ^= 1;
    let later = format!("{note}— w {}\n", base64_encode(&bytes));
    let bad = NoteError::BadSignature { name: "w".to_owned(), id: known[1].id() };
    assert_eq!(open(&later, &known), Err(bad));
    // A time beyond 2^63 - 1 is none, though it was signed.
    let line = cosign(&note, &witness, u64::MAX / 2).unwrap();
    assert!(open(&format!("{note}{line}"), &known).is_ok());
    let line = cosign(&note, &witness, u64::MAX / 2 + 1).unwrap();
    let bad = NoteError::BadSignature { name: "w".to_owned(), id: known[1].id() };
    assert_eq!(open(&format!("{note}{line}"), &known), Err(bad));
    // Keys of the two kinds do not stand in for each other.
    assert_eq!(key(&witness.verifier().to_string()), witness.verifier());
    let secret = witness.secret_text();
    assert_eq!(Cosigner::from_secret_text(&secret).unwrap().secret_text(), secret);
    let wrong = KeyError::Use { wanted: 1, found: 4 };
    assert_eq!(Signer::from_secret_text(&secret).unwrap_err(), wrong);
    let wrong = KeyError::Use { wanted: 4, found: 1 };
    assert_eq!(Cosigner::from_secret_text(&log.secret_text()).unwrap_err(), wrong);
}
