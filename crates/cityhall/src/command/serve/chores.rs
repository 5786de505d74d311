//! What a serving city does by itself: it shows its checkpoints to its witnesses.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use app::App;

use super::witnesses::Witnesses;

/// How often it looks whether there is something to do.
const EVERY: Duration = Duration::from_secs(1);

/// The thread that does it. It ends when this is dropped, after what is under way.
pub(super) struct Chores {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Chores {
    pub(super) fn start(app: Arc<App>, witnesses: Witnesses) -> Self {
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || run(&app, witnesses, &stopped));
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Chores {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // It has told of its own panic.
            let _ = thread.join();
        }
    }
}

fn run(app: &App, mut witnesses: Witnesses, stopped: &Receiver<()>) {
    loop {
        witnesses.go_round(app);
        if let Err(RecvTimeoutError::Disconnected) = stopped.recv_timeout(EVERY) {
            return;
        }
    }
}
