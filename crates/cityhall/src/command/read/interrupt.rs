//! Ctrl-C while a file is under way: what is unfinished is taken away before the program ends.

use std::io::{self, ErrorKind};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// What a shell expects of a program that was interrupted: 128 and the number of SIGINT.
const STATUS: u8 = 130;

/// Whether the user asked to end.
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// # Errors
    /// [`ErrorKind::Interrupted`] where the user asked to end.
    pub(super) fn check(&self) -> io::Result<()> {
        let is_asked = self.0.load(Ordering::Relaxed);
        if is_asked { Err(ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

/// Listens from now on; a second Ctrl-C ends at once.
///
/// Where the system lets nobody listen, Ctrl-C ends the program as it does any other.
pub(super) fn watch() -> Interrupt {
    let is_asked = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&is_asked);
    if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() {
        thread::spawn(move || {
            runtime.block_on(async {
                if tokio::signal::ctrl_c().await.is_ok() {
                    asked.store(true, Ordering::Relaxed);
                    if tokio::signal::ctrl_c().await.is_ok() {
                        std::process::exit(i32::from(STATUS));
                    }
                }
            });
        });
    }
    Interrupt(is_asked)
}

/// The status of a program that was interrupted.
pub(super) fn status() -> ExitCode {
    ExitCode::from(STATUS)
}
