//! A log's public files, wherever they lie.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use journal::files::Files;

/// The log's files in a folder or on a web server.
pub(crate) fn files(log: &str) -> Result<Box<dyn Files>, String> {
    if log.starts_with("https://") {
        return Err(format!(
            "{log}: https is not spoken yet; mirror the log to a folder with any tool and give that"
        ));
    }
    if log.starts_with("http://") {
        return Ok(Box::new(Web { base: log.trim_end_matches('/').to_owned() }));
    }
    let folder = PathBuf::from(log);
    if !folder.is_dir() {
        return Err(format!("{log} is neither a folder nor an http:// address"));
    }
    Ok(Box::new(Folder(folder)))
}

/// A log's files in a folder.
struct Folder(PathBuf);

/// A log's files on a web server.
struct Web {
    base: String,
}

impl Files for Folder {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        match fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{path}: {error}")),
        }
    }
}

impl Files for Web {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        match ureq::get(format!("{}/{path}", self.base)).call() {
            Ok(mut answer) => {
                let bytes = answer.body_mut().read_to_vec();
                bytes.map(Some).map_err(|error| format!("{path}: {error}"))
            }
            Err(ureq::Error::StatusCode(404)) => Ok(None),
            Err(error) => Err(format!("{path}: {error}")),
        }
    }
}
