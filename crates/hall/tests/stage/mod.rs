//! A record of a small pack in a small city, with a clock that is set by hand.

use std::collections::BTreeMap;

use calendar::{CHINA, Calendar};
use hall::{
    Actor, City, CityFiles, Command, Deadline, Event, Files, Record, Refusal, Setting, Taking,
    clocks, decide, next_run_out, run_out,
};
use jiff::civil::DateTime;
use pack::{DiagnosticCode, Pack, Source};

const HOURS: &str = "\n[[hours]]\nfrom = '05-01'\nsource = 'a notice'\n\
    sessions = ['10:00..14:00', '16:00..20:00']\n";

/// A city with three levels: two communities in a street, in a district with two offices.
const PLACES: &str = "
[[place]]
code = '650100'
level = 'city'
name = { zh-CN = '市', en = 'City' }
[[place]]
code = '650102'
level = 'district'
parent = '650100'
name = { zh-CN = '区', en = 'District' }
[[place]]
code = '650102001'
level = 'street'
parent = '650102'
name = { zh-CN = '街道', en = 'Street' }
[[place]]
code = '650102001001'
level = 'community'
parent = '650102001'
name = { zh-CN = '社区', en = 'Community' }
";

pub(crate) const ID: &str = "demo/R-1";

pub(crate) struct Stage {
    pub(crate) pack: Pack,
    pub(crate) city: City,
    pub(crate) calendar: Calendar,
    pub(crate) now: DateTime,
    pub(crate) record: Option<Record>,
    entry: u64,
}

pub(crate) fn at(text: &str) -> DateTime {
    text.parse().expect("an instant")
}

/// A checked pack of this declaration; every word is the key that it stands for.
fn pack(declaration: &str) -> Pack {
    let check = |words: &str| {
        let files = [
            ("pack.toml", declaration),
            ("messages/zh-CN.toml", words),
            ("messages/en.toml", words),
        ];
        pack::check(&files.map(|(path, text)| Source { path, text }))
    };
    let mut words = String::new();
    for fault in check("").1.iter().filter(|it| it.file == "messages/en.toml") {
        if let DiagnosticCode::MissingMessage { key } = &fault.code {
            words += &format!("{key} = '{key}'\n");
        }
    }
    let (pack, faults) = check(&words);
    pack.unwrap_or_else(|| panic!("{faults:?}"))
}

fn city() -> City {
    let office = |id: &str, place: &str, kind: &str| {
        format!(
            "[[office]]\nid = '{id}'\nplace = '{place}'\nkind = '{kind}'\n\
             name = {{ zh-CN = '{id}', en = '{id}' }}\n"
        )
    };
    let offices = [
        office("bureau", "650100", "city-office"),
        office("other-bureau", "650100", "city-office"),
        office("watch", "650100", "supervision"),
        office("district", "650102", "district-office") + "upper = 'bureau'\n",
        office("district-watch", "650102", "supervision"),
        office("street", "650102001", "district-office"),
        office("community", "650102001001", "district-office"),
    ];
    let name = "name = { zh-CN = '市', en = 'City' }";
    City::parse(CityFiles {
        city: &format!("id = 'demo'\nversion = 1\nutc_offset_hours = 8\n{name}\n"),
        places: PLACES,
        offices: &offices.concat(),
    })
    .expect("a city")
}

impl Stage {
    pub(crate) fn new(declaration: &str, now: &str) -> Self {
        Self {
            pack: pack(declaration),
            city: city(),
            calendar: Calendar::parse(&format!("{CHINA}{HOURS}")).expect("a calendar"),
            now: at(now),
            record: None,
            entry: 0,
        }
    }

    pub(crate) fn setting(&self) -> Setting<'_> {
        let Self { pack, city, calendar, now, .. } = self;
        Setting { pack, city, calendar, now: *now }
    }

    pub(crate) fn record(&self) -> &Record {
        self.record.as_ref().expect("it was opened")
    }

    fn apply(&mut self, office: &str, event: Event) -> String {
        // What is folded is what the journal gives back.
        let event = Event::from_body(event.kind(), &event.to_body()).expect("reads back");
        let after = Record::apply(self.record.take(), ID, event, office, self.now, self.entry);
        self.entry += 1;
        self.record = Some(after.expect("what is decided can be folded"));
        self.record().state.clone()
    }

    /// Opens the record in the register `thing`.
    pub(crate) fn open(&mut self, office: &str, fields: &[(&str, &str)]) -> String {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let (register, files) = ("thing".to_owned(), Files::new());
        let command = Command::Open { register, fields: fields.collect(), files };
        let actor = Actor { office: office.to_owned(), role: "clerk".to_owned() };
        let decided = decide(self.setting(), ID, None, command, &actor).expect("opens");
        self.apply(office, decided.event)
    }

    /// Takes a step; the state after, or why not.
    pub(crate) fn take(
        &mut self,
        office: &str,
        step: &str,
        fields: &[(&str, &str)],
    ) -> Result<String, Refusal> {
        let fields: BTreeMap<String, String> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let taking = Taking { step: step.to_owned(), fields, ..Taking::default() };
        let actor = Actor { office: office.to_owned(), role: "clerk".to_owned() };
        let command = Command::Take(taking);
        let decided = decide(self.setting(), ID, self.record.as_ref(), command, &actor)?;
        Ok(self.apply(office, decided.event))
    }

    /// Lets time pass, and whatever happens by itself meanwhile: each step with when it was taken.
    pub(crate) fn pass(&mut self, until: &str) -> Vec<String> {
        let mut taken = Vec::new();
        while let Some(next) = next_run_out(self.setting(), self.record())
            && next <= at(until)
        {
            self.now = next.max(self.now);
            let step = run_out(self.setting(), self.record()).expect("can be taken");
            let step = step.expect("it fell due");
            taken.push(format!("{} {}", step.step, self.now));
            self.apply("cityhall", Event::Stepped(step));
        }
        self.now = at(until);
        taken
    }

    /// The clocks that have started: name or office, end, and how it stands.
    pub(crate) fn clocks(&self) -> Vec<(String, Deadline, &'static str)> {
        let told = clocks(&self.pack, &self.calendar, self.record(), self.now).into_iter();
        let told = told.map(|(clock, timed)| {
            let timed = timed.expect("the years are known");
            let standing = match (timed.ended.is_some(), timed.is_late(self.now)) {
                (true, true) => "ended late",
                (true, false) => "ended",
                (false, true) => "late",
                (false, false) if timed.stands() => "stands",
                (false, false) if timed.is_near(self.now) => "near",
                (false, false) => "runs",
            };
            (timed.office.unwrap_or_else(|| clock.id.clone()), timed.due, standing)
        });
        told.collect()
    }
}
