//! The file of a backup: a ZIP with the database, and the keys where they were asked for, each by
//! its SHA-256.
//!
//! Any tool can open it. What is in it is read to the end and compared before it is believed.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::bar::Bar;

/// The version of the file's form that this program writes and reads.
const FORMAT: u32 = 1;

/// The database within the file.
pub(crate) const DATABASE: &str = "city.db";

/// The keys that may be within it.
pub(crate) const KEYS: [&str; 2] = ["log.key", "log.next.key"];

/// The name of the list of what is in the file.
const MANIFEST: &str = "manifest.json";

/// The list of what is in the file cannot be longer, in bytes.
const MANIFEST_MAX: u64 = 1 << 20;

/// What is in a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The version of the file's form.
    pub(crate) format: u32,
    /// The program that made it.
    pub(crate) program: String,
    /// When it was made.
    pub(crate) made_at: Timestamp,
    /// The keys that the city signed its log with when it was made.
    pub(crate) public_keys: Vec<String>,
    /// The files in it.
    pub(crate) files: Vec<Packed>,
}

/// A file in a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Packed {
    /// Its name.
    pub(crate) name: String,
    /// How many bytes it has.
    pub(crate) bytes: u64,
    /// Their SHA-256, hexadecimal.
    pub(crate) sha256: String,
}

/// Why a backup cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArchiveError {
    #[error("the disk is full: no backup was made; make room, or choose another place with --to")]
    Full,
    #[error("{path} cannot be used")]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error(
        "{path} is no whole backup ({why}): it was cut short or changed since it was made; \
         take another copy of it, or an earlier backup"
    )]
    Spoilt { path: PathBuf, why: String },
    #[error(
        "{path} was made by {program}, in a form ({format}) that this program does not know; \
         use that program or a newer one"
    )]
    Newer { path: PathBuf, program: String, format: u32 },
}

impl Manifest {
    /// What is to be said of a backup made now, before there is anything in it.
    pub(crate) fn new(made_at: Timestamp, public_keys: Vec<String>) -> Self {
        let program = concat!("cityhall ", env!("CARGO_PKG_VERSION")).to_owned();
        Self { format: FORMAT, program, made_at, public_keys, files: Vec::new() }
    }
}

/// Writes files, each under a name, and then what they are. Whoever holds the file can read what is
/// in it.
pub(crate) fn pack<W: Write + Seek>(
    out: W,
    mut manifest: Manifest,
    files: &[(&str, PathBuf)],
    bar: &Bar,
) -> Result<W, ArchiveError> {
    let mut zip = ZipWriter::new(out);
    // Logs are texts much alike: the quickest level makes them a quarter.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .large_file(true)
        .unix_permissions(0o600);
    let mut write = || {
        for (name, path) in files {
            let failed = |source| ArchiveError::File { path: path.clone(), source };
            let mut file = File::open(path).map_err(failed)?;
            let total = file.metadata().map_err(failed)?.len();
            zip.start_file(*name, options).map_err(|error| unwritten(error.into()))?;
            let copied = copy(&mut file, &mut zip, |done| bar.show("packing", done, total));
            let (bytes, sha256) = copied.map_err(unwritten)?;
            manifest.files.push(Packed { name: (*name).to_owned(), bytes, sha256 });
        }
        zip.start_file(MANIFEST, options).map_err(|error| unwritten(error.into()))?;
        let told = serde_json::to_vec_pretty(&manifest).expect("a manifest is always JSON");
        zip.write_all(&told).map_err(unwritten)
    };
    if let Err(error) = write() {
        // Left alone it would try again to end the file, and complain.
        std::mem::forget(zip);
        return Err(error);
    }
    zip.finish().map_err(|error| unwritten(error.into()))
}

/// Reads a backup to the end and puts what is in it into a folder.
pub(crate) fn unpack(path: &Path, into: &Path, bar: &Bar) -> Result<Manifest, ArchiveError> {
    let failed = |source| ArchiveError::File { path: path.to_owned(), source };
    let spoilt = |why: String| ArchiveError::Spoilt { path: path.to_owned(), why };
    let file = File::open(path).map_err(failed)?;
    let mut zip =
        ZipArchive::new(BufReader::new(file)).map_err(|error| spoilt(error.to_string()))?;
    let manifest = read_manifest(&mut zip).map_err(spoilt)?;
    if manifest.format != FORMAT {
        let Manifest { program, format, .. } = manifest;
        return Err(ArchiveError::Newer { path: path.to_owned(), program, format });
    }
    fs::create_dir_all(into).map_err(failed)?;
    for packed in &manifest.files {
        let Packed { name, bytes, sha256 } = packed;
        if name != DATABASE && !KEYS.contains(&name.as_str()) {
            return Err(spoilt(format!("{name} does not belong in it")));
        }
        let mut from = zip.by_name(name).map_err(|error| spoilt(error.to_string()))?;
        let mut to = private_file(&into.join(name)).map_err(failed)?;
        let copied = copy(&mut from, &mut to, |done| bar.show("unpacking", done, *bytes));
        let copied = copied.map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => spoilt(error.to_string()),
            io::ErrorKind::InvalidInput | io::ErrorKind::Other => spoilt(error.to_string()),
            _ => failed(error),
        })?;
        if copied != (*bytes, sha256.clone()) {
            return Err(spoilt(format!("{name} is not what was put in")));
        }
        to.sync_all().map_err(failed)?;
    }
    Ok(manifest)
}

/// Opens a new file that nobody else may read.
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn read_manifest<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<Manifest, String> {
    let file = zip.by_name(MANIFEST).map_err(|error| error.to_string())?;
    let mut text = String::new();
    file.take(MANIFEST_MAX).read_to_string(&mut text).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| format!("{MANIFEST}: {error}"))
}

/// Copies all there is; how many bytes, and their SHA-256.
fn copy(
    from: &mut impl Read,
    to: &mut impl Write,
    mut told: impl FnMut(u64),
) -> io::Result<(u64, String)> {
    let mut buffer = vec![0; 1 << 16];
    let (mut copied, mut hash) = (0, Sha256::new());
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        copied += read as u64;
        told(copied);
    }
    Ok((copied, journal::Hash(hash.finalize().into()).hex()))
}

fn unwritten(source: io::Error) -> ArchiveError {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ArchiveError::Full,
        _ => ArchiveError::File { path: PathBuf::from("the backup"), source },
    }
}
