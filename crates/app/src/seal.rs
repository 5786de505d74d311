//! Sealing the measures, and proving a figure from the last seal.

use std::collections::{BTreeMap, BTreeSet};

use hall::figure::{Claim, FORMAT, FigureProof, Part, ProvenEntry, VERSION};
use hall::{Actor, Contributed, Moved, Seal, SealedMeasure};
use jiff::civil::Date;
use journal::tree::{MemoryTree, subset_proof};
use journal::{Checkpoint, Entry, Hash};
use pack::{Fold, Pack};
use rust_decimal::Decimal;
use store::Contribution;

use crate::ledger::{Pending, Stored};
use crate::{App, Error};

/// The most acts that one figure proof holds; a larger figure is checked by an audit.
const ACTS_MAX: usize = 5_000;

/// The last seal with its entry.
struct LastSeal {
    index: u64,
    entry: Entry,
    seal: Seal,
}

/// What of a measure's tree a proof shows.
struct Run {
    part: Part,
    /// The contributions of the period.
    counted: Vec<Contributed>,
}

impl App {
    /// Seals all measures as they are: an entry names a document with the root of each measure's
    /// tree. Returns the entry; `None` where nothing was recorded since the last seal.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn seal(&self) -> Result<Option<u64>, Error> {
        let turn = self.turn(Seal::KIND)?;
        let size = self.store.log_size()?;
        if self.last_seal()?.is_some_and(|last| last.index + 1 == size) {
            return Ok(None);
        }
        let mut measures = BTreeMap::new();
        for name in self.counting() {
            let tree = tree(&self.contributed(&name, size)?)?;
            if tree.size() > 0 {
                let sealed = SealedMeasure { leaves: tree.size(), root: tree.root() };
                measures.insert(name, sealed);
            }
        }
        let seal = Seal { size, measures };
        let pending = vec![Pending::new(Seal::KIND, "", seal.to_body())];
        let program = Actor { office: "cityhall".to_owned(), role: "program".to_owned() };
        let recorded = self.record(turn, &program, pending, vec![seal.to_document()])?;
        Ok(recorded.first().copied())
    }

    /// The measures that count records themselves, those of earlier versions included: records go
    /// by them still.
    fn counting(&self) -> BTreeSet<String> {
        let versions = self.packs().keys().flat_map(|pack| self.definitions.versions_of(pack));
        let counting = |pack: &Pack| {
            let mut found = BTreeSet::new();
            for (id, measure) in &pack.measures {
                if matches!(measure.fold, Fold::Records(_)) {
                    found.insert(format!("{}/{id}", pack.id));
                }
            }
            found
        };
        versions.flat_map(counting).collect()
    }

    /// Seals the measures where something of an earlier day is not sealed yet.
    ///
    /// # Errors
    /// As [`App::seal`].
    pub fn seal_if_due(&self) -> Result<Option<u64>, Error> {
        let next = self.last_seal()?.map_or(0, |last| last.index + 1);
        let Some(bytes) = self.store.entry(next)? else {
            return Ok(None);
        };
        let oldest = decode(next, &bytes)?;
        if self.city().day(oldest.at) < self.today() { self.seal() } else { Ok(None) }
    }

    /// Proves a figure: the total of a measure over a period, or from the beginning to a day.
    ///
    /// # Errors
    /// Where there is no such measure, something of the period is not sealed yet, there are too
    /// many acts for one file, or the store fails.
    pub fn figure_proof(
        &self,
        name: &str,
        from: Option<Date>,
        to: Date,
    ) -> Result<FigureProof, Error> {
        let (pack, measure) = self.measure(name)?;
        let unsealed = || {
            Error::Invalid(
                "something of this period is not sealed yet: ask for the day before, wait for the \
                 first act of the next day, or let the operator run `cityhall journal seal`"
                    .to_owned(),
            )
        };
        let last = self.last_seal()?.ok_or_else(unsealed)?;
        let mut claim = Claim {
            measure: name.to_owned(),
            from,
            to,
            value: Decimal::ZERO,
            unit: measure.unit.clone(),
        };
        let (mut parts, mut counted) = (Vec::new(), Vec::new());
        for part in self.parts(name)? {
            let later = self.store.contributions(&part, to)?;
            if later.last().is_some_and(|it| it.entry >= last.seal.size) {
                return Err(unsealed());
            }
            let run = self.run(&part, &claim, last.seal.size)?;
            for it in &run.counted {
                let count = Decimal::from(it.moved.count);
                claim.value += if run.part.sums { it.moved.amount } else { count };
            }
            parts.push(run.part);
            counted.extend(run.counted);
        }
        claim.value = claim.value.normalize();
        if counted.len() > ACTS_MAX {
            let acts = counted.len();
            return Err(Error::Invalid(format!(
                "this figure counts {acts} acts, more than the {ACTS_MAX} that one proof holds: \
                 ask for a shorter period, or check all figures with `cityhall audit`"
            )));
        }
        let (entries, documents) = self.needed(&pack.id, &counted, &last)?;
        let (checkpoint, head) = self.head_with_cosignatures(last.index)?;
        let indices: BTreeSet<u64> = entries.iter().map(|entry| entry.index).collect();
        let hashes = subset_proof(&indices, head.size, &Stored::new(self.store.as_ref()))
            .map_err(|error| Error::Journal { index: last.index, why: error.to_string() })?;
        Ok(FigureProof {
            format: FORMAT.to_owned(),
            version: VERSION,
            claim,
            checkpoint,
            entries,
            hashes: base64(&hashes),
            documents,
            parts,
        })
    }

    /// The entries from which the contributions follow, with definitions and seal, and the
    /// documents that these name.
    fn needed(
        &self,
        pack: &str,
        counted: &[Contributed],
        last: &LastSeal,
    ) -> Result<(Vec<ProvenEntry>, Vec<String>), Error> {
        let (mut entries, mut documents) = (BTreeMap::new(), Vec::new());
        for stored in self.store.entries_of(&["city.defined", "pack.loaded"], 0)? {
            let entry = decode(stored.index, &stored.bytes)?;
            let ours = entry.kind == "city.defined" || entry.subject == pack;
            if ours && stored.index < last.index {
                documents.push(self.named_document(&entry)?);
                entries.insert(stored.index, stored.bytes);
            }
        }
        let mut until = BTreeMap::<&str, u64>::new();
        for it in counted {
            let until = until.entry(&it.record).or_default();
            *until = it.entry.max(*until);
        }
        for (record, until) in until {
            let about = self.store.entries_about(record)?.into_iter();
            entries.extend(about.filter(|it| it.index <= until).map(|it| (it.index, it.bytes)));
        }
        documents.push(self.named_document(&last.entry)?);
        let sealing = self.store.entry(last.index)?;
        entries.extend(sealing.map(|bytes| (last.index, bytes)));
        let proven = |(index, bytes)| {
            let bytes = String::from_utf8(bytes)
                .map_err(|error| Error::Journal { index, why: error.to_string() })?;
            Ok(ProvenEntry { index, bytes })
        };
        Ok((entries.into_iter().map(proven).collect::<Result<_, Error>>()?, documents))
    }

    /// A measure's run over a period in its sealed tree.
    fn run(&self, name: &str, claim: &Claim, size: u64) -> Result<Run, Error> {
        let all = self.contributed(name, size)?;
        if let Some(two) = all.windows(2).find(|two| two[0].day > two[1].day) {
            return Err(Error::Journal {
                index: two[1].entry,
                why: "its day lies before that of an earlier act, so no period is one run".into(),
            });
        }
        let starts = all.partition_point(|it| claim.from.is_some_and(|from| it.day < from));
        let ends = all.partition_point(|it| it.day <= claim.to).max(starts);
        let shown = starts.saturating_sub(1)..(ends + 1).min(all.len());
        let first = u64::try_from(shown.start).expect("what is in memory can be counted");
        let indices = (first..).take(shown.len()).collect();
        let tree = tree(&all)?;
        let hashes = subset_proof(&indices, tree.size(), &tree)
            .map_err(|error| Error::Invalid(error.to_string()))?;
        let leaf = |it: &Contributed| {
            let bytes = it.to_bytes().map_err(|error| unwritable(it, &error.to_string()))?;
            String::from_utf8(bytes).map_err(|error| unwritable(it, &error.to_string()))
        };
        let part = Part {
            measure: name.to_owned(),
            sums: self.sums(name),
            first,
            leaves: all[shown].iter().map(leaf).collect::<Result<_, _>>()?,
            hashes: base64(&hashes),
        };
        Ok(Run { part, counted: all[starts..ends].to_vec() })
    }

    /// A measure's contributions by entries below a size, in the order of its tree.
    fn contributed(&self, name: &str, size: u64) -> Result<Vec<Contributed>, Error> {
        let all = self.store.contributions(name, Date::MAX)?;
        Ok(all.into_iter().filter(|it| it.entry < size).map(contributed).collect())
    }

    fn last_seal(&self) -> Result<Option<LastSeal>, Error> {
        let Some(stored) = self.store.entries_of(&[Seal::KIND], 0)?.pop() else {
            return Ok(None);
        };
        let entry = decode(stored.index, &stored.bytes)?;
        let document = self.named_document(&entry)?;
        let seal = Seal::from_document(document.as_bytes()).ok_or_else(|| Error::Journal {
            index: stored.index,
            why: "its document is no seal".to_owned(),
        })?;
        Ok(Some(LastSeal { index: stored.index, entry, seal }))
    }

    fn named_document(&self, entry: &Entry) -> Result<String, Error> {
        let sha256 = entry.body.get("sha256").and_then(|it| it.as_str()).unwrap_or_default();
        let found = self.document_text(sha256)?;
        found.ok_or_else(|| Error::NotFound(format!("document {sha256}")))
    }

    /// The checkpoint with the signatures of witnesses, where it reaches as far as is needed.
    fn head_with_cosignatures(&self, entry: u64) -> Result<(String, Checkpoint), Error> {
        if let Some(note) = self.published_checkpoint()? {
            let head = self.open_checkpoint(&note)?;
            if entry < head.size {
                return Ok((note, head));
            }
        }
        self.head()?.ok_or_else(|| Error::NotFound("checkpoint".to_owned()))
    }
}

fn tree(contributed: &[Contributed]) -> Result<MemoryTree, Error> {
    let leaf = |it: &Contributed| it.leaf().map_err(|error| unwritable(it, &error.to_string()));
    contributed.iter().map(leaf).collect()
}

fn unwritable(it: &Contributed, why: &str) -> Error {
    Error::Journal { index: it.entry, why: why.to_owned() }
}

fn decode(index: u64, bytes: &[u8]) -> Result<Entry, Error> {
    Entry::decode(bytes).map_err(|error| Error::Journal { index, why: error.to_string() })
}

fn base64(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(Hash::base64).collect()
}

fn contributed(it: Contribution) -> Contributed {
    let Contribution { measure, entry, record, place, office, day, count, amount } = it;
    let moved = Moved { measure, place, office, count, amount: amount.to_decimal() };
    Contributed { moved, entry, record, day }
}
