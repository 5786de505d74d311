//! What a serving city does by itself: it takes the steps that clocks take, seals its measures once
//! a day, shows its checkpoints to its witnesses, and keeps its part in a database that it shares
//! with others.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use app::App;

use super::witnesses::Witnesses;
use crate::shared::Shared;

/// How often it looks whether there is something to do.
const EVERY: Duration = Duration::from_secs(1);

/// How many steps it takes at most at a look, so that a lease is kept meanwhile.
const STEPS_AT_A_LOOK: usize = 200;

/// At which looks it asks whether the measures are to be sealed.
const SEAL_LOOKS: u64 = 10;

/// The thread that does it. It ends when this is dropped, after what is under way.
pub(super) struct Chores {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Chores {
    pub(super) fn start(app: Arc<App>, witnesses: Witnesses, shared: Option<Shared>) -> Self {
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || run(&app, witnesses, shared, &stopped));
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

fn run(app: &App, mut witnesses: Witnesses, mut shared: Option<Shared>, stopped: &Receiver<()>) {
    for look in 0_u64.. {
        if let Some(shared) = &mut shared {
            shared.look_after(app);
        }
        let writes = shared.as_ref().is_none_or(Shared::writes);
        if writes {
            run_clocks(app);
        }
        if writes
            && look % SEAL_LOOKS == 0
            && let Err(error) = app.seal_if_due()
        {
            eprintln!("cityhall: the measures were not sealed: {error}");
        }
        witnesses.go_round(app);
        if let Err(RecvTimeoutError::Disconnected) = stopped.recv_timeout(EVERY) {
            return;
        }
    }
}

/// Takes the steps that have fallen due by a clock. What fails is tried again the next time.
fn run_clocks(app: &App) {
    match app.run_clocks(STEPS_AT_A_LOOK) {
        Ok(rung) => {
            for (record, why) in rung.stuck {
                eprintln!(
                    "cityhall: {record}: the clock ran out, but its step is not taken: {why}"
                );
            }
        }
        Err(error) => eprintln!("cityhall: a clock ran out, but its step is not recorded: {error}"),
    }
}
