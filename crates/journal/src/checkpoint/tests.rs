//! Checkpoints, with the example of C2SP `tlog-checkpoint`.

use super::*;

const EXAMPLE: &str =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

fn checkpoint() -> Checkpoint {
    Checkpoint::from_text(EXAMPLE).unwrap()
}

fn signer(name: &str, seed: u8) -> Signer {
    Signer::from_seed(name, [seed; 32]).unwrap()
}

#[test]
fn the_example_of_the_standard_reads_back() {
    let read = checkpoint();
    assert_eq!(read.origin, "example.com/behind-the-sofa");
    assert_eq!(read.size, 20_852_163);
    let root = "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62";
    assert_eq!(read.root.to_string(), root);
    assert_eq!(read.extensions, [""; 0]);
    assert_eq!(read.to_text().unwrap(), EXAMPLE);
}

#[test]
fn extension_lines_are_kept() {
    let text = format!("{EXAMPLE}one\ntwo three\n");
    let read = Checkpoint::from_text(&text).unwrap();
    assert_eq!(read.extensions, ["one", "two three"]);
    assert_eq!(read.to_text().unwrap(), text);
}

#[test]
fn other_texts_are_refused() {
    let check = |from: &str, to: &str, message: &str| {
        let changed = EXAMPLE.replacen(from, to, 1);
        let error = Checkpoint::from_text(&changed).unwrap_err().to_string();
        assert!(error.contains(message), "{changed:?} gives {error}");
    };
    check("example.com/behind-the-sofa", "", "\"\" cannot be a line");
    check("20852163", "020852163", "is not a size");
    check("20852163", "+20852163", "is not a size");
    check("20852163", "99999999999999999999", "is not a size");
    check("q2I=", "q2I", "is not a root hash");
    check("q2I=", "q2J=", "is not a root hash");
    check("CsUY", "", "is not a root hash");
    check("q2I=\n", "q2I=", "is cut");
    check("q2I=\n", "q2I=\n\n", "\"\" cannot be a line");
    check("\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", "", "is cut");
    let broken = Checkpoint { extensions: vec!["a\nb".to_owned()], ..checkpoint() };
    assert_eq!(broken.to_text(), Err(CheckpointError::Line { line: "a\nb".to_owned() }));
}

#[test]
fn only_the_log_itself_can_sign_for_its_origin() {
    let log = signer("example.com/behind-the-sofa", 1);
    let witness = signer("witness.example", 2);
    let known = [log.verifier(), witness.verifier()];

    let note = checkpoint().sign(&[&log, &witness]).unwrap();
    assert_eq!(Checkpoint::open(&note, &known), Ok(checkpoint()));
    assert_eq!(Checkpoint::open(&note, &known[..1]), Ok(checkpoint()));

    let not_by_origin = CheckpointError::NotByOrigin { origin: checkpoint().origin };
    assert_eq!(Checkpoint::open(&note, &known[1..]), Err(not_by_origin.clone()));
    let witnessed_only = checkpoint().sign(&[&witness]).unwrap();
    assert_eq!(Checkpoint::open(&witnessed_only, &known), Err(not_by_origin));
    let stranger = [signer("stranger.example", 3).verifier()];
    let unknown = CheckpointError::Note(NoteError::NoKnownKey);
    assert_eq!(Checkpoint::open(&note, &stranger), Err(unknown));
}
