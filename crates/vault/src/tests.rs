//! What is sealed opens as it was, and only where it belongs.

use proptest::prelude::*;

use super::*;

const ABOUT: About<'static> = About { matter: "matter/00", record: "works/W-1", field: "contact" };

fn keys() -> (MasterKey, MatterKey) {
    (MasterKey::new([1; 32]), MatterKey::new([2; 32]))
}

#[test]
fn a_value_opens_as_it_was_and_its_hash_can_be_made_by_anyone_who_has_it() {
    let (_, key) = keys();
    let sealed = seal(&key, &ABOUT, "王师傅 130", &[3; 32], [4; 24]);
    assert!(!sealed.windows(3).any(|part| part == b"130"));
    let opened = open(&key, &ABOUT, &sealed).expect("opens");
    assert_eq!((opened.value.as_str(), opened.salt), ("王师傅 130", [3; 32]));
    // The vector of the format's page, which was made by another program.
    let page = include_str!("../../../docs/reference/journal-format.md");
    let vector = page.split("```vector salted\n").nth(1).expect("the page has it");
    let vector = vector.lines().next().expect("a line");
    let hash = salted_hash(&ABOUT, "王师傅 130", &[3; 32]);
    assert_eq!(hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), vector);
    assert_ne!(salted_hash(&ABOUT, "王师傅 130", &[5; 32]), hash, "the salt hides the value");
}

#[test]
fn nothing_opens_in_another_place_or_under_another_key() {
    let (master, key) = keys();
    let sealed = seal(&key, &ABOUT, "x", &[3; 32], [4; 24]);
    for about in [
        About { matter: "matter/01", ..ABOUT },
        About { record: "works/W-2", ..ABOUT },
        About { field: "address", ..ABOUT },
        // The same letters, parted elsewhere.
        About { record: "works/W-1c", field: "ontact", ..ABOUT },
    ] {
        assert_eq!(open(&key, &about, &sealed), Err(SealError::Changed));
    }
    assert_eq!(open(&MatterKey::new([9; 32]), &ABOUT, &sealed), Err(SealError::Changed));
    let wrapped = wrap(&master, "matter/00", &key, [5; 24]);
    let unwrapped = unwrap(&master, "matter/00", &wrapped).expect("unwraps");
    assert!(open(&unwrapped, &ABOUT, &sealed).is_ok());
    assert!(matches!(unwrap(&master, "matter/01", &wrapped), Err(SealError::Changed)));
    let other = MasterKey::new([7; 32]);
    let (needed, given) = (master.id_text(), other.id_text());
    let refused = unwrap(&other, "matter/00", &wrapped).expect_err("another key");
    assert_eq!(refused, SealError::WrongKey { needed, given });
}

#[test]
fn a_master_key_survives_being_written_and_a_slip_is_told() {
    for byte in 0..=255 {
        let key = MasterKey::new([byte; 32]);
        let text = key.to_text();
        assert_eq!(MasterKey::parse(&text).expect("reads").id_text(), key.id_text());
        let mut slip = text.as_bytes().to_vec();
        let last = slip.len() - 3;
        slip[last] = if slip[last] == b'A' { b'B' } else { b'A' };
        assert!(MasterKey::parse(str::from_utf8(&slip).expect("text")).is_err());
        assert!(MasterKey::parse(&text[..text.len() - 4]).is_err());
    }
    for text in ["", "+", "cityhall-vault-key", "PRIVATE+KEY+x+y"] {
        assert!(MasterKey::parse(text).is_err(), "{text}");
    }
    let shown = format!("{:?}{:?}", MasterKey::new([1; 32]), MatterKey::new([1; 32]));
    assert!(!shown.contains("AQEB") && !shown.contains("1, 1"), "{shown}");
}

proptest! {
    #[test]
    fn any_value_opens_and_any_change_is_found(
        value in any::<String>(),
        place in any::<prop::sample::Index>(),
        bit in 0..8_u8,
    ) {
        let (_, key) = keys();
        let mut sealed = seal(&key, &ABOUT, &value, &[3; 32], [4; 24]);
        let opened = open(&key, &ABOUT, &sealed).expect("opens");
        prop_assert_eq!(opened.value.as_str(), value);
        let place = place.index(sealed.len());
        sealed[place] ^= 1 << bit;
        prop_assert_eq!(open(&key, &ABOUT, &sealed), Err(SealError::Changed));
        prop_assert_eq!(open(&key, &ABOUT, &sealed[..place]), Err(SealError::Changed));
    }
}
