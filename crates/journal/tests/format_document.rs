//! The vectors in `docs/reference/journal-format.md` are what this crate writes and reads.

use journal::tree::{empty_root, leaf_hash};
use journal::{Checkpoint, Entry, Frontier, Proof, Signer, Verifier, bundle};

const DOCUMENT: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/journal-format.md"));

/// The content of the block that is marked as the vector of this name.
fn vector(name: &str) -> &'static str {
    let opening = format!("```vector {name}\n");
    let (_, after) = DOCUMENT.split_once(&opening).expect("the document has the vector");
    let (content, rest) = after.split_once("```\n").expect("the vector's block ends");
    assert!(!rest.contains(&opening), "the vector {name} is there once");
    content
}

fn entries() -> impl Iterator<Item = &'static [u8]> {
    vector("entries").lines().map(str::as_bytes)
}

fn keys() -> [Verifier; 1] {
    [vector("key").trim_end().parse().expect("the document's key is one")]
}

#[test]
fn entries_are_written_as_the_document_shows() {
    assert_eq!(entries().count(), 3);
    for entry in entries() {
        assert_eq!(Entry::decode(entry).unwrap().encode().unwrap(), entry);
    }
}

#[test]
fn what_the_document_calls_no_entry_is_refused() {
    let sound =
        r#"{"at":"2020-03-02T01:30:00Z","body":{},"by":{"office":"","role":""},"kind":"k","#;
    let sound = format!("{sound}\"subject\":\"\",\"version\":1}}");
    assert!(Entry::decode(sound.as_bytes()).is_ok(), "the lines differ from a sound entry");
    let refused = vector("refused");
    assert_eq!(refused.lines().count(), 22);
    for line in refused.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line} is not even JSON");
        assert!(Entry::decode(line.as_bytes()).is_err(), "{line}");
    }
}

#[test]
fn the_bundle_is_the_documents() {
    let first = entries().next().unwrap();
    let bytes = bundle::encode(&[first]).unwrap();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, vector("bundle").trim_end());
}

#[test]
fn the_tree_is_the_documents() {
    let leaves: Vec<String> = entries().map(|entry| leaf_hash(entry).to_string()).collect();
    assert_eq!(leaves, vector("leaves").lines().collect::<Vec<_>>());
    let mut frontier = Frontier::new();
    let mut roots = vec![empty_root().to_string()];
    for entry in entries() {
        frontier.append(leaf_hash(entry));
        roots.push(frontier.root().to_string());
    }
    assert_eq!(roots, vector("roots").lines().collect::<Vec<_>>());
}

#[test]
fn the_key_and_the_checkpoint_are_the_documents() {
    let seed: Vec<u8> = (0..32).collect();
    let signer = Signer::from_seed("journal.example/city", seed.try_into().unwrap()).unwrap();
    assert_eq!(keys(), [signer.verifier()]);
    let checkpoint = Checkpoint::open(vector("checkpoint"), &keys()).unwrap();
    assert_eq!(checkpoint.size, 3);
    assert_eq!(checkpoint.root.to_string(), vector("roots").lines().last().unwrap());
    assert_eq!(checkpoint.sign(&[&signer]).unwrap(), vector("checkpoint"));
}

#[test]
fn the_proof_is_the_documents() {
    let proof: Proof = vector("proof").parse().unwrap();
    assert_eq!(proof.to_string(), vector("proof"));
    let second = entries().nth(1).unwrap();
    assert_eq!(proof.verify(second, &keys()).unwrap().size, 3);
}
