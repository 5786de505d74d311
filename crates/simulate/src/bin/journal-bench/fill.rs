//! A log of any size, made past the use cases: four entries a work, as these would have them.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use hall::{Event, Opened, Stepped};
use jiff::Timestamp;
use jiff::civil::Date;
use journal::{By, Checkpoint, Entry, Frontier, Signer, leaf_hash};
use store::{Amount, Batch, Change, Contribution, NewEntry, RecordRow, Store};

use simulate::city::{self, BUILDER, INSPECTOR, ORIGIN, SEED};
use simulate::model::Stored;

/// How many entries are handed to the store at once.
const BATCH: u64 = 8_192;

/// The steps of a work after its opening.
const STEPS: [(&str, &str, &str, &str); 3] = [
    ("begin", "under_way", BUILDER, "builder"),
    ("report", "reported", BUILDER, "builder"),
    ("accept", "accepted", INSPECTOR, "inspector"),
];

/// A log that grows.
pub(crate) struct Filling {
    frontier: Frontier,
    /// How long the log was; works are numbered from there on.
    start: u64,
    at: Timestamp,
    day: Date,
    /// The version of the pack that works go by.
    version: u32,
    signer: Signer,
}

impl Filling {
    /// Goes on from what the log has.
    pub(crate) fn after(store: &dyn Store, at: Timestamp) -> Result<Self, Box<dyn Error>> {
        let definitions = city::definitions();
        let (day, pack) = (definitions.city.day(at), definitions.packs.get("works"));
        let version = pack.ok_or("no pack of works")?.version;
        let start = store.log_size()?;
        let frontier = Frontier::load(start, &Stored(store))?;
        let signer = Signer::from_seed(ORIGIN, SEED)?;
        Ok(Self { frontier, start, at, day, version, signer })
    }

    /// Grows the log to a size.
    pub(crate) fn grow(&mut self, store: &dyn Store, size: u64) -> Result<(), Box<dyn Error>> {
        while self.frontier.size() < size {
            let first = self.frontier.size();
            let count = (size - first).min(BATCH);
            let mut batch = Batch { first, ..Batch::default() };
            for index in first..first + count {
                self.add(&mut batch, index)?;
            }
            let checkpoint = Checkpoint {
                origin: ORIGIN.to_owned(),
                size: self.frontier.size(),
                root: self.frontier.root(),
                extensions: Vec::new(),
            };
            batch.checkpoint = checkpoint.sign(&[&self.signer])?;
            store.append(&batch)?;
        }
        Ok(())
    }

    fn add(&mut self, batch: &mut Batch, index: u64) -> Result<(), Box<dyn Error>> {
        let done = index - self.start;
        let (work, step) = (self.start + done / 4, usize::try_from(done % 4)?);
        let id = format!("works/B-{work:08}");
        let (event, state, office, role) = match step.checked_sub(1) {
            None => (Event::Opened(opened(work, self.version)), "registered", BUILDER, "builder"),
            Some(step) => {
                let (step, to, office, role) = STEPS[step];
                let evidence = Some(format!("报告{work}号"));
                let (step, state) = (step.to_owned(), to.to_owned());
                let stepped = Stepped { step, to: state, evidence, ..Stepped::default() };
                (Event::Stepped(stepped), to, office, role)
            }
        };
        let by = By { office: office.to_owned(), role: role.to_owned() };
        let kind = event.kind().to_owned();
        let (subject, body) = (id.clone(), event.to_body());
        let bytes = Entry { kind: kind.clone(), at: self.at, by, subject, body }.encode()?;
        self.frontier.append(leaf_hash(&bytes));
        let at_s = self.at.as_second();
        batch.entries.push(NewEntry { bytes, kind, subject: id.clone(), at_s });
        // The row that the four of them come to.
        if step == 0 || step == 3 {
            batch.changes.push(Change::Record(self.row(&id, state)));
        }
        if step == 3 {
            batch.changes.push(Change::Count(self.counted(&id, index)));
        }
        Ok(())
    }

    fn row(&self, id: &str, state: &str) -> RecordRow {
        RecordRow {
            id: id.to_owned(),
            pack: "works".to_owned(),
            register: "work".to_owned(),
            state: state.to_owned(),
            since: self.day,
            title: "东山游客中心".to_owned(),
            place: "650102".to_owned(),
            office: BUILDER.to_owned(),
            category: "tourist_toilet".to_owned(),
            point: String::new(),
            opened_s: 1_590_000_000,
        }
    }

    fn counted(&self, id: &str, entry: u64) -> Contribution {
        Contribution {
            measure: "works/tourist_toilets".to_owned(),
            entry,
            record: id.to_owned(),
            place: "650102".to_owned(),
            office: BUILDER.to_owned(),
            day: self.day,
            count: 1,
            amount: Amount::from_millionths(1_000_000),
        }
    }
}

fn opened(work: u64, version: u32) -> Opened {
    let due = format!("2020-12-{:02}", 1 + work % 28);
    let fields = [
        ("name", "东山游客中心"),
        ("kind", "tourist_toilet"),
        ("site", "650102"),
        ("owner", BUILDER),
        ("quantity", "1"),
        ("due", &due),
    ];
    Opened {
        pack: "works".to_owned(),
        version,
        register: "work".to_owned(),
        procedure: "delivery".to_owned(),
        state: "registered".to_owned(),
        fields: fields
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
        warned: BTreeSet::default(),
        matters: hall::Matters::default(),
    }
}
