//! `cityhall witness`: cosigns the checkpoints of other logs (C2SP `tlog-witness`).

mod state;

use std::error::Error;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use app::Clock;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use clap::Args;
use journal::witness::{ADD_PATH, Refused, SIZE_TYPE, Submission, consider};
use journal::{Cosigner, Verifier, note};
use tokio::net::TcpListener;

use super::Ended;
use super::serve::asked_to_end;
use crate::clock::SystemClock;
use crate::data::key::KeyFile;
use state::{EVIDENCE, Kept, UNPROVEN};

/// The longest request: a checkpoint with its signatures, and 63 hashes.
const BODY_LIMIT_BYTES: usize = 64 * 1024;

/// Options of `cityhall witness`.
#[derive(Args)]
pub(crate) struct Witness {
    /// The witness's secret key, made with `cityhall key new`.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The public key of a log to witness, as its owner gave it to you; may be repeated.
    #[arg(long = "log", value_name = "KEY", required = true)]
    logs: Vec<Verifier>,
    /// Where it keeps what it has seen; without that it would sign two histories.
    #[arg(long, value_name = "FOLDER", default_value = "witness-data")]
    data: PathBuf,
    /// The address to listen on; port 0 takes any that is free.
    #[arg(long, default_value = "127.0.0.1:8021")]
    addr: SocketAddr,
}

/// A witness at work.
struct Witnessing {
    key: Cosigner,
    logs: Vec<Verifier>,
    /// Held from looking up what was seen until the new checkpoint is kept.
    kept: Mutex<Kept>,
}

impl Witness {
    pub(crate) fn run(self) -> Ended {
        let file = KeyFile::at(self.key);
        let path = file.path().display().to_string();
        let key: Cosigner = file.read()?.ok_or_else(|| {
            format!("there is no {path}; make it with `cityhall key new NAME {path}`")
        })?;
        eprintln!("witness key: {}", key.verifier());
        let kept = Mutex::new(Kept::open(&self.data)?);
        serve(Arc::new(Witnessing { key, logs: self.logs, kept }), self.addr)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn serve(witness: Arc<Witnessing>, address: SocketAddr) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("cannot listen on {address}: {error}; choose --addr"))?;
        let told = format!("http://{}/\n", listener.local_addr()?);
        // Nobody may be listening any more: logs are witnessed all the same.
        let _ = io::stdout().write_all(told.as_bytes());
        let site = Router::new()
            .route(&format!("/{ADD_PATH}"), post(add))
            .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
            .with_state(witness);
        axum::serve(listener, site).with_graceful_shutdown(asked_to_end()).await?;
        Ok(())
    })
}

async fn add(State(witness): State<Arc<Witnessing>>, body: String) -> Response {
    let answer = tokio::task::spawn_blocking(move || witness.cosign(&body));
    match answer.await {
        Ok(Ok(line)) => line.into_response(),
        Ok(Err(Answer::Refused(refused))) => told(&refused),
        Ok(Err(Answer::Failed(error))) => {
            eprintln!("cityhall witness: {error}");
            let sorry = "the witness cannot keep what it has seen\n";
            (StatusCode::INTERNAL_SERVER_ERROR, sorry).into_response()
        }
        // A panic is a bug; the witness stays up.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Why there is no cosignature.
enum Answer {
    Refused(Refused),
    Failed(io::Error),
}

impl Witnessing {
    /// The cosignature of what was submitted. What was seen is on the disk before it is given.
    fn cosign(&self, body: &str) -> Result<String, Answer> {
        let submission = Submission::from_text(body).map_err(Answer::Refused)?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let considered = consider(&self.logs, |origin| kept.last(origin), &submission);
        let checkpoint = considered.map_err(|refused| {
            let kind = match &refused {
                Refused::Split { origin, .. } => Some((origin, EVIDENCE)),
                Refused::Inconsistent { origin, .. } => Some((origin, UNPROVEN)),
                _ => None,
            };
            if let Some((origin, kind)) = kind {
                eprintln!("cityhall witness: {refused}");
                if let Err(error) = kept.keep_both(origin, &submission.note, kind) {
                    eprintln!("cityhall witness: the two checkpoints were not kept: {error}");
                }
            }
            Answer::Refused(refused)
        })?;
        kept.keep(&checkpoint, &submission.note).map_err(Answer::Failed)?;
        let now = u64::try_from(SystemClock.now().as_second()).unwrap_or(0);
        note::cosign(&submission.note, &self.key, now)
            .map_err(|error| Answer::Failed(io::Error::other(error)))
    }
}

fn told(refused: &Refused) -> Response {
    let status = StatusCode::from_u16(refused.status()).unwrap_or(StatusCode::BAD_REQUEST);
    match refused {
        Refused::OtherSize { size } => {
            (status, [(header::CONTENT_TYPE, SIZE_TYPE)], format!("{size}\n")).into_response()
        }
        _ => (status, format!("{refused}\n")).into_response(),
    }
}
