//! How fast the sample city's pages are served.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use serde_json::json;

use super::http::Connection;
use super::{milliseconds, percentile};
use crate::process::{now, release_binary};

const PATHS: [&str; 4] = ["/", "/reports/urumqi-2020", "/commitments", "/log/checkpoint"];
/// Each with requests that do not wait for those of another.
const CONNECTIONS: usize = 8;
/// Requests for each page, divided among the connections.
const REQUESTS: usize = 2_000;

/// Options of `cargo xtask bench pages`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Print JSON, one line for each page.
    #[arg(long)]
    json: bool,
}

/// Starts the release binary with a new sample city, asks for each page, and ends it.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let binary = release_binary()?;
    let scratch = tempfile::tempdir()?;
    let server = Server::start(&binary, &scratch.path().join("demo"))?;
    if !arguments.json {
        println!("{REQUESTS} requests for each page over {CONNECTIONS} connections");
        println!("{:<24} {:>9} {:>9} {:>9}", "page", "pages/s", "p50 ms", "p99 ms");
    }
    for path in PATHS {
        let Measured { wall, durations } = measure(&server.address, path)?;
        let rate = (durations.len() as f64 / wall.as_secs_f64()).round();
        let [p50, p99] = [50, 99].map(|percent| milliseconds(percentile(&durations, percent)));
        if arguments.json {
            let told = json!({
                "page": path,
                "requests": durations.len(),
                "connections": CONNECTIONS,
                "pages_per_second": rate,
                "p50_ms": p50,
                "p99_ms": p99,
            });
            println!("{told}");
        } else {
            println!("{path:<24} {rate:>9} {p50:>9.2} {p99:>9.2}");
        }
    }
    Ok(())
}

struct Measured {
    wall: Duration,
    /// One for each request, sorted.
    durations: Vec<Duration>,
}

fn measure(address: &str, path: &str) -> Result<Measured> {
    // Once outside the measurement, so that what is made at first use is there.
    Connection::open(address)?.get(path)?;
    let start = now();
    let shares: Vec<Result<Vec<Duration>>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..CONNECTIONS)
            .map(|_| scope.spawn(|| ask(address, path, REQUESTS / CONNECTIONS)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| anyhow!("a connection panicked"))?)
            .collect()
    });
    let wall = start.elapsed();
    let mut durations = Vec::with_capacity(REQUESTS);
    for share in shares {
        durations.extend(share?);
    }
    durations.sort();
    Ok(Measured { wall, durations })
}

fn ask(address: &str, path: &str, requests: usize) -> Result<Vec<Duration>> {
    let mut connection = Connection::open(address)?;
    let mut durations = Vec::with_capacity(requests);
    for _ in 0..requests {
        let start = now();
        connection.get(path)?;
        durations.push(start.elapsed());
    }
    Ok(durations)
}

/// A running `cityhall demo`, ended when this is dropped.
struct Server {
    child: Child,
    /// Host and port.
    address: String,
}

impl Server {
    fn start(binary: &Path, data: &Path) -> Result<Self> {
        let child = Command::new(binary)
            .args(["demo", "--addr", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .context("starting cityhall demo")?;
        let mut server = Self { child, address: String::new() };
        let output = server.child.stdout.take().expect("its output is piped");
        let mut output = BufReader::new(output);
        let mut line = String::new();
        output.read_line(&mut line)?;
        // Kept open, so that the server does not fail when it says more.
        thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        let address = line.trim().strip_prefix("http://");
        let Some(address) = address.and_then(|address| address.strip_suffix('/')) else {
            bail!("cityhall demo should tell its address first and says \"{}\"", line.trim());
        };
        server.address = address.to_owned();
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
