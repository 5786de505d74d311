//! Checking a figure proof, offline.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use journal::tree::subset_root;
use journal::{Checkpoint, Entry, Hash, Verifier, leaf_hash, sha256};
use pack::Fold;
use rust_decimal::Decimal;
use serde_json::Value;

use super::refold::Refold;
use super::{Claim, FORMAT, FigureError, FigureProof, Part, VERSION};
use crate::{Contributed, Seal, SealedMeasure, parts};

/// What a figure proof shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The figure.
    pub claim: Claim,
    /// The log and its size.
    pub checkpoint: Checkpoint,
    /// The log's keys that signed it; none if no key was given to check with.
    pub signed_by: Vec<Verifier>,
    /// How many acts were counted.
    pub acts: usize,
    /// The entry of the seal.
    pub seal: u64,
    /// How much of the log the seal covers.
    pub sealed_size: u64,
    /// The day of the seal.
    pub sealed_on: Date,
    /// The version of the pack that says how it is counted.
    pub pack_version: u32,
}

/// Checks a figure proof and redoes its fold. Without `known` keys no signature is checked, and
/// [`Shown::signed_by`] is empty.
///
/// # Errors
/// The first thing that is wrong, each kind with its own words.
pub fn check(text: &str, known: &[Verifier]) -> Result<Shown, FigureError> {
    let proof: FigureProof =
        serde_json::from_str(text).map_err(|error| FigureError::Form(error.to_string()))?;
    if proof.format != FORMAT || proof.version != VERSION {
        let found = format!("it is `{}` version {}", proof.format, proof.version);
        return Err(FigureError::Form(found));
    }
    let (checkpoint, signed_by) = believed(&proof, known)?;
    let entries = in_log(&proof, &checkpoint)?;
    let documents: BTreeMap<String, &str> =
        proof.documents.iter().map(|text| (sha256(text.as_bytes()).hex(), text.as_str())).collect();
    let (seal_index, seal_entry, seal) = seal(&entries, &documents)?;
    let Folded { refold, moved } = fold(&entries, &documents)?;
    let pack_id = proof.claim.measure.split('/').next().unwrap_or_default();
    let pack =
        refold.in_force.pack(pack_id).ok_or(FigureError::Missing("entry that loads the pack"))?;
    same_parts(&proof, pack)?;
    let (mut value, mut acts) = (Decimal::ZERO, 0);
    for part in &proof.parts {
        let run = run(part, &proof.claim, &seal)?;
        refolded(part, &proof.claim, &run, &moved)?;
        let sums = sums(pack, &part.measure);
        for counted in &run {
            value += if sums { counted.moved.amount } else { Decimal::from(counted.moved.count) };
        }
        acts += run.len();
    }
    if value != proof.claim.value {
        return Err(FigureError::Value { computed: value, claimed: proof.claim.value });
    }
    let sealed_on = refold.in_force.day(seal_entry).map_err(|why| unusable("the city", why))?;
    let (sealed_size, pack_version) = (seal.size, pack.version);
    let claim = proof.claim;
    Ok(Shown {
        claim,
        checkpoint,
        signed_by,
        acts,
        seal: seal_index,
        sealed_size,
        sealed_on,
        pack_version,
    })
}

fn unusable(what: &str, why: String) -> FigureError {
    FigureError::Unusable { what: what.to_owned(), why }
}

/// The checkpoint, and which of the known keys signed it.
fn believed(
    proof: &FigureProof,
    known: &[Verifier],
) -> Result<(Checkpoint, Vec<Verifier>), FigureError> {
    if known.is_empty() {
        return Ok((Checkpoint::read_unchecked(&proof.checkpoint)?, Vec::new()));
    }
    let (checkpoint, signed) = Checkpoint::open_signed(&proof.checkpoint, known)?;
    Ok((checkpoint, signed.iter().map(|it| it.key.clone()).collect()))
}

/// The hashes of a proof, from base64.
fn hashes(texts: &[String]) -> Result<Vec<Hash>, FigureError> {
    let hash = |text: &String| {
        Hash::from_base64(text).ok_or_else(|| FigureError::Form(format!("{text:?} is no hash")))
    };
    texts.iter().map(hash).collect()
}

/// The entries, which must all be in the log.
fn in_log(
    proof: &FigureProof,
    checkpoint: &Checkpoint,
) -> Result<BTreeMap<u64, Entry>, FigureError> {
    let (mut entries, mut leaves) = (BTreeMap::new(), BTreeMap::new());
    for proven in &proof.entries {
        let (index, bytes) = (proven.index, proven.bytes.as_bytes());
        let entry = Entry::decode(bytes).map_err(|source| FigureError::Entry { index, source })?;
        entries.insert(index, entry);
        leaves.insert(index, leaf_hash(bytes));
    }
    let root = subset_root(&leaves, checkpoint.size, &hashes(&proof.hashes)?)
        .map_err(|source| FigureError::Hashes { what: "the log".to_owned(), source })?;
    if root == checkpoint.root { Ok(entries) } else { Err(FigureError::NotInLog) }
}

/// The newest seal among the entries.
fn seal<'a>(
    entries: &'a BTreeMap<u64, Entry>,
    documents: &BTreeMap<String, &str>,
) -> Result<(u64, &'a Entry, Seal), FigureError> {
    let newest = entries.iter().rev().find(|(_, entry)| entry.kind == Seal::KIND);
    let (&index, entry) = newest.ok_or(FigureError::Missing("seal of the measures"))?;
    let sha256 = entry.body.get("sha256").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(text) = documents.get(&sha256) else {
        return Err(FigureError::Document { index, sha256 });
    };
    let seal = Seal::from_document(text.as_bytes()).filter(|it| it.to_body() == entry.body);
    let seal = seal.filter(|it| it.size <= index);
    let why = "it is not as seals are written".to_owned();
    Ok((index, entry, seal.ok_or_else(|| unusable("the seal", why))?))
}

/// The definitions, and by how much which entry moves which measure.
struct Folded {
    refold: Refold,
    moved: BTreeMap<(String, u64), Contributed>,
}

fn fold(
    entries: &BTreeMap<u64, Entry>,
    documents: &BTreeMap<String, &str>,
) -> Result<Folded, FigureError> {
    let (mut refold, mut moved) = (Refold::default(), BTreeMap::new());
    for (&index, entry) in entries {
        let mut missing = None;
        let document = |sha256: &str| match documents.get(sha256) {
            Some(text) => Ok((*text).to_owned()),
            None => {
                missing = Some(sha256.to_owned());
                Err("a document is missing".to_owned())
            }
        };
        let contributed = refold.apply(index, entry, document);
        if let Some(sha256) = missing {
            return Err(FigureError::Document { index, sha256 });
        }
        for it in contributed.map_err(|why| unusable(&format!("entry {index}"), why))? {
            moved.insert((it.moved.measure.clone(), index), it);
        }
    }
    Ok(Folded { refold, moved })
}

/// The parts must be those that the pack gives the measure.
fn same_parts(proof: &FigureProof, pack: &pack::Pack) -> Result<(), FigureError> {
    let measure = &proof.claim.measure;
    let id = measure.split_once('/').map_or("", |(_, id)| id);
    let declared = pack.measures.get(id).ok_or(FigureError::Missing("measure of that name"))?;
    let expected: BTreeSet<String> =
        parts(pack, id).into_iter().map(|part| format!("{}/{part}", pack.id)).collect();
    let found: Vec<String> = proof.parts.iter().map(|part| part.measure.clone()).collect();
    let same = found.len() == expected.len() && found.iter().all(|part| expected.contains(part));
    if !same {
        let expected = expected.into_iter().collect::<Vec<_>>().join(", ");
        let (measure, found) = (measure.clone(), found.join(", "));
        return Err(FigureError::Parts { measure, expected, found });
    }
    if declared.unit != proof.claim.unit {
        let why = format!("the pack counts it in {}", declared.unit);
        return Err(unusable(&format!("the unit {}", proof.claim.unit), why));
    }
    match proof.parts.iter().find(|part| part.sums != sums(pack, &part.measure)) {
        Some(part) => {
            let why = "the pack says otherwise whether amounts are added up".to_owned();
            Err(unusable(&part.measure, why))
        }
        None => Ok(()),
    }
}

fn sums(pack: &pack::Pack, measure: &str) -> bool {
    let id = measure.split_once('/').map_or("", |(_, id)| id);
    let fold = pack.measures.get(id).map(|measure| &measure.fold);
    matches!(fold, Some(Fold::Records(tally)) if tally.sum.is_some())
}

/// The contributions of the period, shown to be sealed and to be all there are.
fn run(part: &Part, claim: &Claim, seal: &Seal) -> Result<Vec<Contributed>, FigureError> {
    let measure = || part.measure.clone();
    let empty = SealedMeasure { leaves: 0, root: journal::tree::empty_root() };
    let sealed = seal.measures.get(&part.measure).copied().unwrap_or(empty);
    let mut leaves = BTreeMap::new();
    let mut all = Vec::new();
    for (index, text) in (part.first..).zip(&part.leaves) {
        let read = Contributed::from_bytes(text.as_bytes());
        let read = read.filter(|it| it.moved.measure == part.measure);
        let why = || format!("{text:?} is no act of {}", part.measure);
        all.push(read.ok_or_else(|| FigureError::Form(why()))?);
        leaves.insert(index, leaf_hash(text.as_bytes()));
    }
    let root = subset_root(&leaves, sealed.leaves, &hashes(&part.hashes)?)
        .map_err(|source| FigureError::Hashes { what: measure(), source })?;
    if root != sealed.root {
        return Err(FigureError::NotSealed { measure: measure() });
    }
    if all.windows(2).any(|two| two[0].day > two[1].day || two[0].entry >= two[1].entry) {
        return Err(FigureError::Order { measure: measure() });
    }
    // The neighbours show that the run ends where the period does: the tree is in order of days.
    let starts = part.first == 0
        || all.first().is_some_and(|it| claim.from.is_some_and(|from| it.day < from));
    if !starts {
        return Err(FigureError::Incomplete { measure: measure(), side: "before" });
    }
    let end = part.first + part.leaves.len() as u64;
    let ends = end == sealed.leaves || all.last().is_some_and(|it| it.day > claim.to);
    if !ends {
        return Err(FigureError::Incomplete { measure: measure(), side: "after" });
    }
    Ok(all.into_iter().filter(|it| claim.covers(it.day)).collect())
}

/// The contributions must be those that the fold of their records gives, and no other.
fn refolded(
    part: &Part,
    claim: &Claim,
    run: &[Contributed],
    moved: &BTreeMap<(String, u64), Contributed>,
) -> Result<(), FigureError> {
    let told = |found: Option<&Contributed>| {
        found.map_or("does not move it".to_owned(), |it| {
            let (count, amount) = (it.moved.count, it.moved.amount);
            format!("moves it by {count} ({amount}) on {}", it.day)
        })
    };
    let differs = |entry: u64, found: Option<&Contributed>| FigureError::Fold {
        entry,
        measure: part.measure.clone(),
        by_rule: told(found),
    };
    for counted in run {
        let found = moved.get(&(part.measure.clone(), counted.entry));
        if found != Some(counted) {
            return Err(differs(counted.entry, found));
        }
    }
    let listed: BTreeSet<u64> = run.iter().map(|it| it.entry).collect();
    let left_out = moved.values().find(|it| {
        it.moved.measure == part.measure && claim.covers(it.day) && !listed.contains(&it.entry)
    });
    left_out.map_or(Ok(()), |it| Err(differs(it.entry, Some(it))))
}
