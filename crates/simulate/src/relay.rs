//! The way to a database server, which is lost at any message.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::{io, thread};

use tempfile::TempDir;

use crate::faulty::unpoisoned;

/// The name of PostgreSQL's socket in its folder.
const SOCKET: &str = ".s.PGSQL.5432";

/// A socket that passes on what is said to a server's and what it answers, until it is to be cut.
pub(crate) struct Relay {
    folder: TempDir,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// After how many more operations a connection is cut: each message is one when it comes, and
    /// another when its answer does.
    until_cut: Option<u64>,
    has_cut: bool,
    is_over: bool,
}

impl Relay {
    /// The way to the server whose socket is in a folder.
    pub(crate) fn to(server: &Path) -> io::Result<Self> {
        let relay = Self { folder: tempfile::tempdir()?, state: Arc::default() };
        let listener = UnixListener::bind(relay.folder.path().join(SOCKET))?;
        let (server, state) = (server.join(SOCKET), Arc::clone(&relay.state));
        thread::spawn(move || listen(&listener, &server, &state));
        Ok(relay)
    }

    /// The folder with the socket.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Has a connection cut at the so-manieth operation from now on, counted from 0.
    pub(crate) fn cut_after(&self, operations: u64) {
        unpoisoned(&self.state).until_cut = Some(operations);
    }

    /// Whether one was cut.
    pub(crate) fn has_cut(&self) -> bool {
        unpoisoned(&self.state).has_cut
    }

    /// Begins anew.
    pub(crate) fn restore(&self) {
        *unpoisoned(&self.state) = State::default();
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        unpoisoned(&self.state).is_over = true;
        // Whoever listens hears that it is over; where nobody does, all is well.
        let _ = UnixStream::connect(self.folder.path().join(SOCKET));
    }
}

fn listen(listener: &UnixListener, server: &Path, state: &Arc<Mutex<State>>) {
    for client in listener.incoming() {
        if unpoisoned(state).is_over {
            return;
        }
        // A connection that cannot be made is one that is cut.
        let _ = client.and_then(|client| connect(&client, server, state));
    }
}

fn connect(client: &UnixStream, server: &Path, state: &Arc<Mutex<State>>) -> io::Result<()> {
    let server = UnixStream::connect(server)?;
    for (from, to) in [(client, &server), (&server, client)] {
        let (from, to, state) = (from.try_clone()?, to.try_clone()?, Arc::clone(state));
        thread::spawn(move || {
            // An error ends the connection, as a cut does.
            let _ = pass(&from, &to, &state);
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
        });
    }
    Ok(())
}

fn pass(mut from: &UnixStream, mut to: &UnixStream, state: &Mutex<State>) -> io::Result<()> {
    let mut buffer = [0; 65_536];
    loop {
        let length = from.read(&mut buffer)?;
        if length == 0 || unpoisoned(state).cuts() {
            return Ok(());
        }
        to.write_all(&buffer[..length])?;
    }
}

impl State {
    /// One more operation; whether the connection is cut at it.
    fn cuts(&mut self) -> bool {
        let is_cut = self.until_cut == Some(0);
        self.until_cut = self.until_cut.and_then(|left| left.checked_sub(1));
        self.has_cut |= is_cut;
        is_cut
    }
}
