//! `cityhall audit`: every published figure folded anew from the public files alone.

use std::collections::{BTreeMap, VecDeque};
use std::process::ExitCode;

use app::Claims;
use clap::Args;
use hall::figure::Refold;
use hall::{Contributed, Seal, parts};
use journal::tree::MemoryTree;
use journal::verify::visit_log;
use journal::{Entry, Hash, sha256};
use pack::{Fold, Pack};
use rust_decimal::Decimal;

use super::Ended;
use super::journal::seen::Seen;
use super::journal::verify::{Trust, tell};
use crate::files::{Files, Portal, portal};
use crate::net::NetArguments;

/// Options of `cityhall audit`.
#[derive(Args)]
pub(crate) struct Audit {
    /// `https://HOST` of a portal, or a folder that `cityhall journal export` has filled.
    portal: String,
    #[command(flatten)]
    trust: Trust,
    #[command(flatten)]
    seen: Seen,
    #[command(flatten)]
    net: NetArguments,
}

impl Audit {
    pub(crate) fn run(self) -> Ended {
        let portal = portal(&self.portal, &self.net)?;
        // The claims come first, so that the log is at least as long as they say.
        let claims = portal.claims()?;
        let mut folding = Folding::new(&portal, &claims);
        let log = portal.log();
        let visited = visit_log(log.as_ref(), &self.trust.keys, |index, entry| {
            folding.entry(index, entry);
        });
        let verified = match visited {
            Ok(verified) => verified,
            Err(error) => {
                tell(&error);
                return Ok(ExitCode::FAILURE);
            }
        };
        let size = verified.checkpoint.size;
        println!("ok: the log of {size} entries verifies");
        for line in self.trust.cosigned(&verified.note)? {
            println!("ok: {line}");
        }
        for line in self.seen.check(log.as_ref(), &verified, &self.trust.keys)? {
            println!("ok: {line}");
        }
        let (of, origin) = (&claims.origin, &verified.checkpoint.origin);
        if of != origin {
            return Err(format!("the figures are of {of}, but the log is {origin}").into());
        }
        if claims.size > size {
            let at = claims.size;
            return Err(format!(
                "the figures follow from {at} entries, but the checkpoint shown is over {size}: a \
                 newer one is on its way to its witnesses, or an old one is shown; run this again"
            )
            .into());
        }
        folding.compare();
        for fault in &folding.faults {
            eprintln!("{fault}");
        }
        let (figures, seals) = (claims.measures.len(), folding.seals);
        if folding.faults.is_empty() {
            println!(
                "ok: {figures} figures on {} follow from the log, and {seals} seals",
                claims.on
            );
            return Ok(ExitCode::SUCCESS);
        }
        let faults = folding.faults.len();
        eprintln!("cityhall: {faults} of what the portal claims does not follow from its own log");
        Ok(ExitCode::FAILURE)
    }
}

/// The fold of a whole log, under way.
struct Folding<'a> {
    portal: &'a Portal,
    claims: &'a Claims,
    refold: Refold,
    /// For each measure, how many records and how much up to the claims' day.
    totals: BTreeMap<String, (i64, Decimal)>,
    trees: BTreeMap<String, MemoryTree>,
    /// Contributions that no seal was seen to cover yet.
    waiting: VecDeque<Contributed>,
    seals: usize,
    faults: Vec<String>,
}

impl<'a> Folding<'a> {
    fn new(portal: &'a Portal, claims: &'a Claims) -> Self {
        Self {
            portal,
            claims,
            refold: Refold::default(),
            totals: BTreeMap::new(),
            trees: BTreeMap::new(),
            waiting: VecDeque::new(),
            seals: 0,
            faults: Vec::new(),
        }
    }

    fn entry(&mut self, index: u64, entry: &Entry) {
        if entry.kind == Seal::KIND {
            if let Err(why) = self.seal(index, entry) {
                self.faults.push(format!("the seal in entry {index}: {why}"));
            }
            return;
        }
        let portal = self.portal;
        match self.refold.apply(index, entry, |sha256| document(portal, sha256)) {
            Ok(contributed) => contributed.into_iter().for_each(|it| self.contribute(it)),
            Err(why) => self.faults.push(format!("entry {index} cannot be folded: {why}")),
        }
    }

    fn contribute(&mut self, it: Contributed) {
        if it.entry < self.claims.size && it.day <= self.claims.on {
            let (count, amount) = self.totals.entry(it.moved.measure.clone()).or_default();
            *count += it.moved.count;
            *amount += it.moved.amount;
        }
        self.waiting.push_back(it);
    }

    /// Compares a seal with the trees over the same entries.
    fn seal(&mut self, index: u64, entry: &Entry) -> Result<(), String> {
        let named = entry.body.get("sha256").and_then(|it| it.as_str()).unwrap_or_default();
        let text = document(self.portal, named)?;
        let seal = Seal::from_document(text.as_bytes()).filter(|it| it.to_body() == entry.body);
        let seal = seal.filter(|it| it.size <= index).ok_or("its document is no seal")?;
        self.seals += 1;
        while let Some(it) = self.waiting.pop_front_if(|it| it.entry < seal.size) {
            let leaf = it.leaf().map_err(|error| error.to_string())?;
            self.trees.entry(it.moved.measure).or_default().append(leaf);
        }
        for (name, sealed) in &seal.measures {
            let tree = self.trees.get(name);
            let (leaves, root) = tree.map_or((0, None), |it| (it.size(), Some(it.root())));
            if leaves != sealed.leaves || root != Some(sealed.root) {
                let found = sealed.leaves;
                return Err(format!(
                    "it lists {found} acts for {name}, but the log has {leaves}, or others"
                ));
            }
        }
        match self.trees.keys().find(|name| !seal.measures.contains_key(*name)) {
            Some(name) => Err(format!("it leaves {name} out, for which the log has acts")),
            None => Ok(()),
        }
    }

    /// Compares every figure with what follows from the log.
    fn compare(&mut self) {
        for claimed in &self.claims.measures {
            let name = &claimed.measure;
            let (pack, id) = name.split_once('/').unwrap_or((name, ""));
            let Some(pack) =
                self.refold.in_force.pack(pack).filter(|it| it.measures.contains_key(id))
            else {
                self.faults.push(format!("{name}: no pack in the log declares this measure"));
                continue;
            };
            let value = value(pack, id, &self.totals);
            if value != claimed.value {
                let (on, claimed) = (self.claims.on, claimed.value);
                self.faults.push(format!(
                    "{name}: the portal claims {claimed} on {on}, but the log gives {value}"
                ));
            }
        }
        let claimed = |name: &str| self.claims.measures.iter().any(|it| it.measure == name);
        let packs = self.refold.in_force.packs();
        let declared = packs.flat_map(|pack| {
            pack.measures.keys().map(move |measure| format!("{}/{measure}", pack.id))
        });
        let silent: Vec<String> = declared.filter(|name| !claimed(name)).collect();
        for name in silent {
            self.faults.push(format!("{name}: the portal keeps silent about this measure"));
        }
    }
}

/// What a measure comes to by the totals of those that it is the sum of.
fn value(pack: &Pack, id: &str, totals: &BTreeMap<String, (i64, Decimal)>) -> Decimal {
    let part = |part: &str| {
        let (count, amount) =
            totals.get(&format!("{}/{part}", pack.id)).copied().unwrap_or_default();
        let fold = pack.measures.get(part).map(|measure| &measure.fold);
        let sums = matches!(fold, Some(Fold::Records(tally)) if tally.sum.is_some());
        if sums { amount } else { Decimal::from(count) }
    };
    parts(pack, id).into_iter().map(part).sum()
}

/// A document by its hash, which is checked.
fn document(portal: &Portal, named: &str) -> Result<String, String> {
    let hash = Hash::from_hex(named).ok_or_else(|| format!("{named:?} names no document"))?;
    let bytes = portal.get(&format!("documents/{hash}"))?;
    let bytes = bytes.ok_or_else(|| format!("the document {hash} is missing"))?;
    if sha256(&bytes) != hash {
        return Err(format!("the document {hash} was changed"));
    }
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
