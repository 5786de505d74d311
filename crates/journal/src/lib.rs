//! The pure core of a transparency log: what is written, and how anyone checks that nothing was
//! changed since.
//!
//! A journal is a list of [entries](entry). Their hashes form a Merkle [tree] (RFC 6962, SHA-256);
//! the operator signs its root as a [checkpoint]; the entries and the hashes are published as
//! static files ([bundle], [tile]) in the layout of C2SP `tlog-tiles`. Whoever holds these files
//! can [verify] the whole log, and a [proof] shows one entry to somebody who holds nothing else.
//!
//! Nothing here reads a clock, a disk, a network or a random source: keys and files are arguments.
//! The stored formats are written down for outsiders in `docs/reference/journal-format.md`.
//!
//! ```
//! use journal::{Checkpoint, Frontier, Signer, leaf_hash};
//!
//! let mut frontier = Frontier::new();
//! frontier.append(leaf_hash(b"the first entry"));
//! let checkpoint = Checkpoint {
//!     origin: "example.com/journal".to_owned(),
//!     size: frontier.size(),
//!     root: frontier.root(),
//!     extensions: Vec::new(),
//! };
//! let signer = Signer::from_seed("example.com/journal", [7; 32])?;
//! let note = checkpoint.sign(&[&signer])?;
//! assert_eq!(Checkpoint::open(&note, &[signer.verifier()])?, checkpoint);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod entry;

pub mod hash;
pub mod tree;

pub mod note;

pub mod checkpoint;

pub mod bundle;
pub mod tile;

pub mod files;
pub mod in_order;
pub mod keyring;
pub mod proof;
pub mod verify;
pub mod witness;

mod text;

pub use checkpoint::Checkpoint;
pub use entry::{By, Entry};
pub use files::{Files, TileNodes};
pub use hash::{Hash, sha256};
pub use keyring::{KeyAct, Keyring};
pub use note::{Cosigner, Signer, Verifier};
pub use proof::Proof;
pub use tile::TilePath;
pub use tree::{Frontier, Node, Nodes, leaf_hash};
pub use verify::{Verified, VerifyError, verify_log};
