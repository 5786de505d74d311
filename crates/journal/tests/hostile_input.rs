//! No bytes that a stranger sends make a reader panic.

use journal::{Checkpoint, Entry, Proof, Signer, TilePath, Verifier, bundle, note, tile};
use proptest::prelude::*;

/// Text that is near enough to the formats to get past the first checks.
fn near_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("— ".to_owned()),
        Just("c2sp.org/tlog-proof@v1\n".to_owned()),
        Just("PRIVATE+KEY+".to_owned()),
        Just("index ".to_owned()),
        Just("extra ".to_owned()),
        Just("tile/entries/".to_owned()),
        Just("tile/0/x001/".to_owned()),
        Just("000.p/".to_owned()),
        Just("a2dAaJDbTDz2sdD0k3G/MDTcXxJh08GxWux5HVJYj/M=".to_owned()),
        "[0-9]{1,22}",
        "[a-z +]{1,4}",
        "[A-Za-z0-9+/]{4,40}={0,2}",
        "\\PC{0,3}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn texts_are_read_or_refused(text in near_text()) {
        let known = [Signer::from_seed("a", [0; 32]).unwrap().verifier()];
        prop_assert!(note::open(&text, &known).is_err(), "nobody signed this");
        prop_assert!(Signer::from_secret_text(&text).is_err(), "no such identifier is right");
        prop_assert!(text.parse::<Verifier>().is_err(), "no such identifier is right");
        if let Ok(checkpoint) = Checkpoint::from_text(&text) {
            prop_assert_eq!(checkpoint.to_text().unwrap(), text.clone());
        }
        if let Ok(proof) = text.parse::<Proof>() {
            prop_assert_eq!(proof.to_string(), text.clone());
            prop_assert!(proof.verify(b"entry", &known).is_err(), "nobody signed this");
        }
        if let Ok(path) = text.parse::<TilePath>() {
            prop_assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn bytes_are_read_or_refused(bytes: Vec<u8>) {
        prop_assert!(Entry::decode(&bytes).is_err(), "so short a text is no entry");
        if let Ok(entries) = bundle::decode(&bytes) {
            prop_assert_eq!(bundle::encode(&entries).unwrap(), bytes.clone());
        }
        if let Some(hashes) = tile::hashes(&bytes) {
            prop_assert_eq!(hashes.len() * 32, bytes.len());
        }
    }
}

#[test]
fn a_bundle_that_is_none_is_told_where_it_breaks() {
    use bundle::BundleError;
    assert_eq!(bundle::decode(&[]), Ok(Vec::new()));
    assert_eq!(bundle::decode(&[0, 1, 7, 0, 0]), Ok(vec![&[7][..], &[]]));
    assert_eq!(bundle::decode(&[0]), Err(BundleError::Cut { position: 0 }));
    assert_eq!(bundle::decode(&[0, 1, 7, 0, 2, 9]), Err(BundleError::Cut { position: 1 }));
    assert_eq!(bundle::decode(&[0; 2 * 256]).unwrap().len(), 256);
    assert_eq!(bundle::decode(&[0; 2 * 257]), Err(BundleError::TooMany));
    assert_eq!(bundle::encode(&[[]; 257]), Err(BundleError::TooMany));
    let long = bundle::encode(&[vec![0; 65_536]]);
    assert_eq!(long, Err(BundleError::EntryTooLong { bytes: 65_536 }));
    assert_eq!(bundle::encode(&[vec![0; 65_535]]).unwrap().len(), 65_537);
}
