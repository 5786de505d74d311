//! A portal's public files, wherever they lie: the log's, documents, and what is claimed.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use app::Claims;
pub(crate) use journal::files::Files;

use crate::net::{self, NetArguments, is_https};

/// The file of the claims in an exported folder.
pub(crate) const CLAIMS_FILE: &str = "claims.json";

/// A portal, or an exported copy of one.
pub(crate) enum Portal {
    /// At `https://HOST` or `http://HOST`.
    Web(Web),
    /// A folder that holds the log's files, `documents/` and the claims.
    Folder(Folder),
}

/// Files in a folder.
#[derive(Clone)]
pub(crate) struct Folder(PathBuf);

/// Files on a web server.
#[derive(Clone)]
pub(crate) struct Web {
    agent: ureq::Agent,
    base: String,
}

/// A portal by its address or its folder.
pub(crate) fn portal(place: &str, net: &NetArguments) -> Result<Portal, String> {
    match web(place, net)? {
        Some(Web { agent, base }) => {
            let base = base.strip_suffix("/log").unwrap_or(&base).to_owned();
            Ok(Portal::Web(Web { agent, base }))
        }
        None => folder(place).map(Portal::Folder),
    }
}

/// The log's files in a folder or on a web server.
pub(crate) fn files(log: &str, net: &NetArguments) -> Result<Box<dyn Files>, String> {
    match web(log, net)? {
        Some(web) => Ok(Box::new(web)),
        None => Ok(Box::new(folder(log)?)),
    }
}

fn web(place: &str, net: &NetArguments) -> Result<Option<Web>, String> {
    if !is_https(place) && !place.starts_with("http://") {
        return Ok(None);
    }
    let base = place.trim_end_matches('/').to_owned();
    Ok(Some(Web { agent: net.agent()?, base }))
}

fn folder(place: &str) -> Result<Folder, String> {
    let folder = PathBuf::from(place);
    if !folder.is_dir() {
        return Err(format!("{place} is neither a folder nor an http:// or https:// address"));
    }
    Ok(Folder(folder))
}

impl Portal {
    /// The log's files.
    pub(crate) fn log(&self) -> Box<dyn Files> {
        match self {
            Self::Web(Web { agent, base }) => {
                Box::new(Web { agent: agent.clone(), base: format!("{base}/log") })
            }
            Self::Folder(folder) => Box::new(folder.clone()),
        }
    }

    /// What is claimed of every measure, as its bytes.
    pub(crate) fn claims_file(&self) -> Result<Vec<u8>, String> {
        let path = match self {
            Self::Web(_) => "api/v1/measures",
            Self::Folder(_) => CLAIMS_FILE,
        };
        self.get(path)?.ok_or_else(|| format!("there is no {path}: nothing is claimed"))
    }

    /// The same, read.
    pub(crate) fn claims(&self) -> Result<Claims, String> {
        let claims: Claims = serde_json::from_slice(&self.claims_file()?)
            .map_err(|error| format!("the claims cannot be read: {error}"))?;
        match claims.version {
            1 => Ok(claims),
            other => Err(format!("the claims are of version {other}; this program reads 1")),
        }
    }
}

impl Files for Portal {
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        match self {
            Self::Web(web) => web.get(path),
            Self::Folder(folder) => folder.get(path),
        }
    }
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
        let address = format!("{}/{path}", self.base);
        net::get(&self.agent, &address).map_err(|error| format!("{address}: {error}"))
    }
}
