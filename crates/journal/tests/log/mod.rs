//! A small log of made-up entries, with all that it would store and publish.

use std::collections::BTreeMap;

use jiff::Timestamp;
use journal::{
    By, Checkpoint, Entry, Frontier, Hash, Nodes, Signer, TilePath, bundle, leaf_hash,
    tile::{self, CHECKPOINT_PATH, TileKind},
};
use serde_json::json;

pub(crate) const ORIGIN: &str = "journal.example/city";

/// A log's entries in their encoding, and the nodes of the tree over them.
#[derive(Clone, Default)]
pub(crate) struct Log {
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) frontier: Frontier,
    nodes: BTreeMap<(u8, u64), Hash>,
}

impl Nodes for Log {
    type Error = String;

    fn node(&self, level: u8, index: u64) -> Result<Hash, String> {
        let node = self.nodes.get(&(level, index));
        node.copied().ok_or_else(|| format!("no node {index} on level {level}"))
    }
}

impl Log {
    /// A log of so many entries, of three kinds in turn.
    pub(crate) fn of(size: u64) -> Log {
        let mut log = Log::default();
        for index in 0..size {
            log.append(entry(index).encode().unwrap());
        }
        log
    }

    pub(crate) fn append(&mut self, entry: Vec<u8>) {
        for node in self.frontier.append(leaf_hash(&entry)) {
            self.nodes.insert((node.level, node.index), node.hash);
        }
        self.entries.push(entry);
    }

    /// The signed note of the checkpoint.
    pub(crate) fn checkpoint(&self, signer: &Signer) -> String {
        let (size, root) = (self.frontier.size(), self.frontier.root());
        let origin = ORIGIN.to_owned();
        Checkpoint { origin, size, root, extensions: Vec::new() }.sign(&[signer]).unwrap()
    }

    /// The published files by path.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files: BTreeMap<String, Vec<u8>> = tile::paths(0, self.frontier.size())
            .map(|path| (path.to_string(), self.file(&path)))
            .collect();
        let checkpoint = self.checkpoint(&signer(ORIGIN));
        files.insert(CHECKPOINT_PATH.to_owned(), checkpoint.into_bytes());
        files
    }

    fn file(&self, path: &TilePath) -> Vec<u8> {
        if path.kind != TileKind::Entries {
            return tile::content(path, self).unwrap();
        }
        let first = usize::try_from(path.index).unwrap() * usize::from(tile::WIDTH);
        bundle::encode(&self.entries[first..first + usize::from(path.width)]).unwrap()
    }
}

/// The key of the log.
pub(crate) fn signer(name: &str) -> Signer {
    Signer::from_seed(name, [42; 32]).unwrap()
}

pub(crate) fn entry(index: u64) -> Entry {
    let kinds = ["case.opened", "case.closed", "look"];
    let second = i64::try_from(index).unwrap();
    Entry {
        kind: kinds[(index % 3) as usize].to_owned(),
        at: Timestamp::new(1_577_836_800 + second, 0).unwrap(),
        by: By { office: "城市管理局".to_owned(), role: "operator".to_owned() },
        subject: format!("case/{index}"),
        body: json!({"place": "天山区", "count": index}).as_object().unwrap().clone(),
    }
}
