//! What the store promises, on a real server.

mod faults;
mod lease;
mod schema;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use postgres::{Client, NoTls};
use store::StoreError;
use testkit::postgres::Server;
use testkit::{Fault, Tampering};

use crate::{Place, PostgresStore, Writer};

testkit::conformance!(Database);

/// A database for one test.
struct Database {
    server: Arc<Server>,
    address: String,
    /// What every process takes for the time.
    now: Arc<AtomicI64>,
    opened: AtomicU32,
}

impl Database {
    fn on(server: Arc<Server>) -> Self {
        let address = server.create_database();
        let (now, opened) = (Arc::new(AtomicI64::new(1_000)), AtomicU32::new(0));
        Self { server, address, now, opened }
    }

    fn place(&self, city: &str) -> Place {
        Place::new(&self.address, city).expect("a sound address")
    }

    fn open_as(&self, name: &str, city: &str) -> Result<PostgresStore, StoreError> {
        let now = Arc::clone(&self.now);
        let now = Arc::new(move || now.load(Ordering::SeqCst));
        PostgresStore::open(self.place(city), Writer { name: name.to_owned(), now })
    }

    /// Past the store.
    fn by_hand(&self, sql: &str) -> Result<(), postgres::Error> {
        Client::connect(&self.address, NoTls)?.batch_execute(sql)
    }

    /// Makes every further entry fail with a state, `until` so many have failed.
    fn fail_entries(&self, state: &str, until: usize) {
        let sql = format!(
            "CREATE SEQUENCE failed; \
             CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF nextval('failed') <= {until} THEN RAISE EXCEPTION 'a test' \
             USING ERRCODE = '{state}'; END IF; RETURN NEW; END $$; \
             CREATE TRIGGER fail BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION fail()"
        );
        self.by_hand(&sql).expect("makes the trigger");
    }
}

impl testkit::Place for Database {
    type Store = PostgresStore;

    fn new() -> Self {
        Self::on(Server::shared())
    }

    fn open(&self) -> Result<PostgresStore, StoreError> {
        let number = self.opened.fetch_add(1, Ordering::SeqCst);
        self.open_as(&format!("process {number}"), "urumqi")
    }

    fn open_to_read(&self) -> Result<PostgresStore, StoreError> {
        PostgresStore::open_to_read(self.place("urumqi"))
    }

    fn inject(&self, _: &PostgresStore, fault: Fault) {
        match fault {
            Fault::Full => self.fail_entries("53100", usize::MAX >> 1),
            Fault::Room => self.by_hand("DROP TRIGGER fail ON entry").expect("makes room"),
            Fault::Newer => {
                self.by_hand("INSERT INTO migration (version) VALUES (99)").expect("writes");
            }
            Fault::CutTile => {
                let cut = "UPDATE tile SET hashes = substring(hashes FOR 8191) WHERE level = 0";
                self.by_hand(cut).expect("cuts");
            }
        }
    }

    fn tamper(&self, _: &PostgresStore, how: Tampering) -> Result<(), String> {
        let sql = match how {
            Tampering::ChangeEntry => "UPDATE entry SET bytes = ''",
            Tampering::DeleteEntry => "TRUNCATE entry",
            Tampering::EmptyLists => {
                "DELETE FROM record; DELETE FROM contribution; DELETE FROM cell"
            }
        };
        self.by_hand(sql).map_err(|error| error.to_string())
    }
}
