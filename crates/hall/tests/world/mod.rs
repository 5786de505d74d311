//! One work in the sample city, with what the measures count of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use calendar::{CHINA, Calendar};
use hall::{
    Actor, City, CityFiles, Command, Record, Refusal, Setting, adding, counted, decide, parts,
};
use jiff::civil::{DateTime, date};
use pack::{Pack, Source};
use rust_decimal::Decimal;

/// A work and the measures' totals.
pub(crate) struct World {
    pub(crate) pack: Pack,
    pub(crate) city: City,
    calendar: Calendar,
    pub(crate) record: Option<Record>,
    totals: BTreeMap<String, Decimal>,
    entry: u64,
}

const ID: &str = "works/W-1";

/// When all of it happens.
fn now() -> DateTime {
    date(2020, 6, 1).at(10, 0, 0, 0)
}

impl World {
    pub(crate) fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let read = |path: &str| fs::read_to_string(root.join(path)).expect("the sample is there");
        let paths = ["pack.toml", "messages/zh-CN.toml", "messages/en.toml"];
        let texts = paths.map(|path| read(&format!("packs/works/{path}")));
        let sources: Vec<Source<'_>> =
            paths.iter().zip(&texts).map(|(path, text)| Source { path, text }).collect();
        let city = City::parse(CityFiles {
            city: &read("cities/urumqi/city.toml"),
            places: &read("cities/urumqi/places.toml"),
            offices: &read("cities/urumqi/offices.toml"),
        });
        Self {
            pack: pack::check(&sources).0.expect("the works pack is sound"),
            city: city.expect("the sample city is sound"),
            calendar: Calendar::parse(CHINA).expect("the national calendar is sound"),
            record: None,
            totals: BTreeMap::new(),
            entry: 0,
        }
    }

    /// The sample city in the summer of 2020.
    pub(crate) fn setting(&self) -> Setting<'_> {
        let (pack, city, calendar) = (&self.pack, &self.city, &self.calendar);
        Setting { pack, city, calendar, now: now() }
    }

    /// Decides and folds; the state after, or why not.
    pub(crate) fn act(
        &mut self,
        office: &str,
        role: &str,
        command: Command,
    ) -> Result<String, Refusal> {
        let actor = Actor { office: office.to_owned(), role: role.to_owned() };
        let before = self.record.clone();
        let was = before.as_ref().map(|it| adding(&self.pack, it)).unwrap_or_default();
        let event = decide(self.setting(), ID, before.as_ref(), command, &actor)?.event;
        // What is folded is what the journal gives back.
        let event = hall::Event::from_body(event.kind(), &event.to_body()).expect("reads back");
        let after = Record::apply(before.clone(), ID, event, office, now(), self.entry);
        let after = after.expect("what is decided can be folded");
        self.entry += 1;
        for moved in counted(&self.pack, &was, &after) {
            *self.totals.entry(moved.measure).or_default() += moved.amount;
        }
        let state = after.state.clone();
        self.record = Some(after);
        Ok(state)
    }

    /// A measure's total.
    pub(crate) fn total(&self, measure: &str) -> Decimal {
        let parts = parts(&self.pack, measure);
        assert!(!parts.is_empty(), "there is a measure {measure}");
        let of = |part: &&str| self.totals.get(&format!("works/{part}")).copied();
        parts.iter().filter_map(of).sum()
    }
}
