//! What the vault promises: kept apart, shown with a reason, erased for good.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use hall::{Actor, Refusal};
use journal::{Entry, Signer};
use sha2::{Digest, Sha256};
use store::{MatterBy, StoreError};
use store_sqlite::SqliteStore;
use vault::MasterKey;

use super::world::{OWNER, Stopped, World, actor, definitions, open_work, verified_size, world};
use crate::{App, Error, Opening, Safe, SafeError, VaultError};

/// A value that is searched for wherever it must not be.
const MARKER: &str = "马师傅 0991-5550123";

/// A safe of the test's own; its random bytes never repeat.
#[derive(Default)]
struct Ring {
    master: [u8; 32],
    drawn: AtomicU64,
    erased: Mutex<BTreeSet<String>>,
}

impl Ring {
    fn new(master: u8) -> Arc<Self> {
        Arc::new(Self { master: [master; 32], ..Self::default() })
    }
}

impl Safe for Ring {
    fn master(&self) -> MasterKey {
        MasterKey::new(self.master)
    }
    fn random(&self) -> Result<[u8; 32], SafeError> {
        let drawn = self.drawn.fetch_add(1, Ordering::SeqCst);
        Ok(Sha256::digest([self.master.as_slice(), &drawn.to_be_bytes()].concat()).into())
    }
    fn erased(&self) -> Result<Vec<String>, SafeError> {
        Ok(self.erased.lock().expect("sound").iter().cloned().collect())
    }
    fn remember_erased(&self, matter: &str) -> Result<(), SafeError> {
        self.erased.lock().expect("sound").insert(matter.to_owned());
        Ok(())
    }
}

fn city(folder: &Path, ring: &Arc<Ring>) -> Result<App, Error> {
    let store = Arc::new(SqliteStore::open(&folder.join("city.db")).expect("opens"));
    let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
    let app = App::open(definitions(), store, Arc::new(Stopped::at_work()), signer)?;
    app.with_vault(Arc::clone(ring) as _)
}

fn open_with_contact(app: &App, number: &str) -> Result<Opening, Error> {
    let fields = [
        ("name", "公厕"),
        ("kind", "tourist_toilet"),
        ("site", "650102"),
        ("owner", OWNER),
        ("quantity", "1"),
        ("due", "2020-12-31"),
        ("contact", MARKER),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    app.open_record("works", "work", number, fields.into(), &actor(OWNER, "builder"))
}

fn inspector() -> Actor {
    actor("quality-inspection-station", "inspector")
}

fn look(app: &App, reason: &str) -> Result<crate::Shown, Error> {
    app.look("works/W-1", Some(reason.to_owned()), &inspector())
}

/// All that the log holds, as text.
fn log_text(app: &App) -> String {
    let entries = app.store().entries(0, 1_000).expect("reads");
    entries.iter().map(|entry| String::from_utf8_lossy(&entry.bytes).into_owned()).collect()
}

fn kinds(app: &App) -> Vec<String> {
    let entries = app.store().entries(0, 1_000).expect("reads");
    entries.iter().map(|it| Entry::decode(&it.bytes).expect("decodes").kind).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for item in fs::read_dir(from).expect("reads") {
        let item = item.expect("reads");
        fs::copy(item.path(), to.join(item.file_name())).expect("copies");
    }
}

/// Whether any file of the folder has these bytes.
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    fs::read_dir(folder).expect("reads").any(|item| {
        let content = fs::read(item.expect("reads").path()).expect("reads");
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}

#[test]
fn a_person_sees_what_is_kept_and_every_look_and_the_log_holds_nothing_of_it() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let app = city(folder.path(), &Ring::new(1)).expect("opens");
    let opening = open_with_contact(&app, "W-1").expect("opens");
    let secret = opening.secret.expect("there is something personal");
    let shown = look(&app, "约定验收时间").expect("may look");
    assert_eq!(shown.values, [("contact".to_owned(), MARKER.to_owned())]);
    let mine = app.mine(&secret).expect("is there");
    assert_eq!(mine.values[0].value, MARKER);
    assert_eq!(mine.matter.looks.len(), 1);
    assert_eq!(mine.matter.looks[0].looked.reason, "约定验收时间");
    assert_eq!(mine.matter.looks[0].office, inspector().office);
    assert!(matches!(app.mine("another"), Err(Error::NotFound(_))));
    let log = log_text(&app);
    assert!(!log.contains("马师傅") && !log.contains("5550123") && !log.contains(&secret));
    assert!(log.contains(&mine.values[0].salted_hash));
    assert!(!holds(folder.path(), MARKER.as_bytes()), "nor does the database");
    assert!(!holds(folder.path(), secret.as_bytes()));
    let record = app.record_of("works/W-1").expect("reads");
    assert_eq!(record.field("contact"), None);
    open_work(&app, "W-2").expect("opens");
    verified_size(&app);
}

#[test]
fn a_look_is_recorded_before_it_shows_and_not_at_all_where_it_is_refused() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let app = city(folder.path(), &Ring::new(1)).expect("opens");
    open_with_contact(&app, "W-1").expect("opens");
    let size = verified_size(&app);
    for reason in ["", "  "] {
        let refused = look(&app, reason);
        assert!(matches!(refused, Err(Error::Refused(Refusal::Needs { what: "reason", .. }))));
    }
    let stranger = actor("residents-panel", "resident");
    let refused = app.look("works/W-1", Some("好奇".to_owned()), &stranger);
    assert!(matches!(refused, Err(Error::Refused(Refusal::WrongRole { .. }))));
    assert!(matches!(
        app.look("works/W-9", Some("好奇".to_owned()), &inspector()),
        Err(Error::NotFound(_))
    ));
    assert_eq!(verified_size(&app), size, "nothing was recorded");
    let shown = look(&app, "约定验收时间").expect("may look");
    assert_eq!(shown.entry, size);
    assert_eq!(kinds(&app).last().map(String::as_str), Some("personal.looked"));
}

#[test]
fn a_look_that_cannot_be_recorded_shows_nothing() {
    let world = world();
    let app = world.app.with_vault(Ring::new(1)).expect("opens");
    open_with_contact(&app, "W-1").expect("opens");
    world.store.full.store(true, Ordering::SeqCst);
    assert!(matches!(look(&app, "约定验收时间"), Err(Error::Store(StoreError::Full))));
}

#[test]
fn erasing_leaves_every_proof_valid_and_nothing_to_read() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let ring = Ring::new(1);
    let app = city(folder.path(), &ring).expect("opens");
    let secret = open_with_contact(&app, "W-1").expect("opens").secret.expect("has one");
    let mine = app.mine(&secret).expect("is there");
    let sealed = app.store.matter(MatterBy::Name(&mine.name)).expect("reads").expect("kept");
    look(&app, "约定验收时间").expect("may look");
    let before: Vec<_> =
        (0..verified_size(&app)).map(|index| app.prove(index).expect("proves")).collect();
    let entry = app.erase_mine(&secret).expect("erases");
    assert_eq!(app.erase_mine(&secret).expect("again"), entry, "once is enough");
    let size = verified_size(&app);
    assert_eq!(size, entry + 1);
    for (index, old) in (0..).zip(&before) {
        assert!(old.is_proven(), "the proofs that people have still hold");
        let new = app.prove(index).expect("proves");
        assert!(new.is_proven() && new.bytes == old.bytes, "and so do new ones");
    }
    assert!(app.rebuild().expect("rebuilds"));
    let after = app.mine(&secret).expect("the link still tells what happened");
    assert!(after.values.is_empty() && after.matter.looks.len() == 1);
    assert_eq!(after.matter.erased.map(|(entry, _)| entry), Some(entry));
    let refused = look(&app, "约定验收时间");
    assert!(matches!(refused, Err(Error::Refused(Refusal::Erased(_)))));
    // Whoever has the files and the master key has neither key nor value.
    drop(app);
    let key = sealed.key.expect("had one");
    assert!(!holds(folder.path(), &key) && !holds(folder.path(), &sealed.values[0].1));
    let app = city(folder.path(), &ring).expect("opens again");
    assert!(app.mine(&secret).expect("is there").values.is_empty());
    assert_eq!(verified_size(&app), size);
}

#[test]
fn a_restored_backup_brings_nobody_back() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let backup = tempfile::tempdir().expect("a folder for the backup");
    let ring = Ring::new(1);
    let app = city(folder.path(), &ring).expect("opens");
    let secret = open_with_contact(&app, "W-1").expect("opens").secret.expect("has one");
    drop(app);
    copy(folder.path(), backup.path());
    let app = city(folder.path(), &ring).expect("opens");
    app.erase_mine(&secret).expect("erases");
    drop(app);
    // The database from before the erasure, with the safe of today.
    let app = city(backup.path(), &ring).expect("opens");
    let mine = app.mine(&secret).expect("is there");
    assert!(mine.values.is_empty() && mine.matter.erased.is_some(), "the journal says so too");
    verified_size(&app);
    drop(app);
    // The vault's tables from before, with the journal of today: opening is enough.
    let journaled = city(folder.path(), &Ring::new(1)).expect("opens");
    assert!(journaled.mine(&secret).expect("is there").values.is_empty());
}

#[test]
fn another_key_or_none_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let app = city(folder.path(), &Ring::new(1)).expect("opens");
    let secret = open_with_contact(&app, "W-1").expect("opens").secret.expect("has one");
    drop(app);
    let refused = city(folder.path(), &Ring::new(2)).err().expect("another key");
    assert!(matches!(refused, Error::Vault(VaultError::WrongKey { .. })), "{refused:?}");
    assert!(refused.to_string().contains("put the right key back"));
    let World { app: closed, .. } = world();
    let refused = open_with_contact(&closed, "W-1").expect_err("closed");
    assert!(matches!(refused, Error::Vault(VaultError::Closed)), "{refused:?}");
    assert!(refused.to_string().contains("--vault"));
    open_work(&closed, "W-1").expect("what is public needs no vault");
    // The key is lost for good: what it sealed is given up, by the journal, and life goes on.
    let store = Arc::new(SqliteStore::open(&folder.path().join("city.db")).expect("opens"));
    let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
    let app = App::open(definitions(), store, Arc::new(Stopped::at_work()), signer).expect("opens");
    assert_eq!(app.give_up_vault().expect("gives up"), 1);
    let app = app.with_vault(Ring::new(2)).expect("a new key");
    assert!(app.mine(&secret).expect("is there").matter.erased.is_some());
    open_with_contact(&app, "W-2").expect("keeps under the new key");
}

#[test]
fn a_new_master_key_opens_what_the_old_one_did_and_old_copies_stay_shut() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let copied = tempfile::tempdir().expect("a folder for the copy");
    let app = city(folder.path(), &Ring::new(1)).expect("opens");
    let secret = open_with_contact(&app, "W-1").expect("opens").secret.expect("has one");
    drop(app);
    copy(folder.path(), copied.path());
    let app = city(folder.path(), &Ring::new(1)).expect("opens");
    assert_eq!(app.rewrap_vault(&MasterKey::new([9; 32])).expect("wraps"), 1);
    drop(app);
    let app = city(folder.path(), &Ring::new(9)).expect("the new key opens it");
    assert_eq!(app.mine(&secret).expect("is there").values[0].value, MARKER);
    let old = city(copied.path(), &Ring::new(9)).err().expect("shut");
    assert!(matches!(old, Error::Vault(VaultError::WrongKey { .. })));
}

#[test]
fn what_was_changed_in_the_vault_is_told_and_not_shown() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let app = city(folder.path(), &Ring::new(1)).expect("opens");
    let first = open_with_contact(&app, "W-1").expect("opens").secret.expect("has one");
    let second = open_with_contact(&app, "W-2").expect("opens").secret.expect("has one");
    let name = |secret: &str| app.mine(secret).expect("is there").name;
    let (first_name, second_name) = (name(&first), name(&second));
    assert_ne!(first_name, second_name, "nothing lays two matters side by side");
    let kept = app.store.matter(MatterBy::Name(&first_name)).expect("reads").expect("kept");
    let matter = app.mine(&first).expect("is there").matter;
    let mut moved = kept.clone();
    moved.record = "works/W-2".to_owned();
    let refused = app.opened(&moved, &matter).err().expect("another record's");
    assert!(matches!(refused, Error::Vault(VaultError::Changed { .. })));
    let mut forged = matter.clone();
    forged.kept[0].1.salted_hash = "00".repeat(32);
    let refused = app.opened(&kept, &forged).err().expect("not what the log says");
    assert!(!refused.to_string().contains("马师傅"));
}
