//! The text of a proof.

use super::*;
use crate::note::Signer;
use crate::tree::node_hash;

fn signer() -> Signer {
    Signer::from_seed("example.com/log", [9; 32]).unwrap()
}

/// The proof of the second of two entries.
fn proof() -> Proof {
    let (first, second) = (leaf_hash(b"first"), leaf_hash(b"second"));
    let checkpoint = Checkpoint {
        origin: "example.com/log".to_owned(),
        size: 2,
        root: node_hash(&first, &second),
        extensions: Vec::new(),
    };
    let checkpoint = checkpoint.sign(&[&signer()]).unwrap();
    Proof { extra: None, index: 1, hashes: vec![first], checkpoint }
}

#[test]
fn a_proof_reads_back_and_verifies() {
    let known = [signer().verifier()];
    let text = proof().to_string();
    let expected = format!("{HEADER}\nindex 1\n{}\n\n", proof().hashes[0].base64());
    assert_eq!(text, expected + &proof().checkpoint);
    assert_eq!(text.parse(), Ok(proof()));
    assert_eq!(proof().verify(b"second", &known).unwrap().size, 2);
    assert!(matches!(proof().verify(b"first", &known), Err(ProofError::Inclusion(_))));
    let beyond = Proof { index: 2, ..proof() };
    assert!(matches!(beyond.verify(b"second", &known), Err(ProofError::Inclusion(_))));
    assert!(matches!(proof().verify(b"second", &[]), Err(ProofError::Checkpoint(_))));
}

#[test]
fn extra_data_is_carried() {
    let with_extra = Proof { extra: Some(b"salt".to_vec()), ..proof() };
    let text = with_extra.to_string();
    assert!(text.starts_with(&format!("{HEADER}\nextra c2FsdA==\nindex 1\n")));
    assert_eq!(text.parse(), Ok(with_extra));
}

#[test]
fn other_texts_are_refused() {
    let check = |from: &str, to: &str, expected: ProofError| {
        let text = proof().to_string();
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert_eq!(changed.parse::<Proof>(), Err(expected), "{changed}");
    };
    let line = |line: &str| ProofError::Line { line: line.to_owned() };
    check("@v1", "@v2", ProofError::Header);
    check("index 1\n", "index 01\n", line("index 01"));
    check("index 1\n", "index +1\n", line("index +1"));
    check("index 1\n", "index\n", line("index"));
    check("index 1\n", "extra !\nindex 1\n", line("extra !"));
    check("index 1\n", "index 1\nextra AAAA\n", line("extra AAAA"));
    check("index 1\n", "index 1\nAAAA\n", line("AAAA"));
    assert_eq!(HEADER.parse::<Proof>(), Err(ProofError::Cut));
    assert_eq!(format!("{HEADER}\n\n").parse::<Proof>(), Err(ProofError::Cut));
}
