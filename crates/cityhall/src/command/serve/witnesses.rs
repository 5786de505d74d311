//! The witnesses of a city's log, to which its checkpoints go round.

use std::error::Error;
use std::time::Duration;

use app::{App, Round};
use journal::witness::ADD_PATH;
use journal::{Checkpoint, Verifier};

use crate::net::{NetArguments, explain, is_https};

/// How long a witness may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The longest answer of a witness that is read, in bytes: a few lines are due.
const ANSWER_BYTES_MAX: u64 = 64 * 1024;

/// After how many looks a witness that failed is asked again.
const PATIENCE_LOOKS: u32 = 30;

/// All witnesses of the log.
pub(crate) struct Witnesses {
    agent: ureq::Agent,
    witnesses: Vec<Witness>,
    /// The checkpoint that went round last.
    done: Option<Done>,
}

struct Witness {
    prefix: String,
    key: Verifier,
    /// The size at which it has the log, as far as is known.
    size: u64,
}

struct Done {
    size: u64,
    /// Whether every witness has cosigned it.
    by_all: bool,
    /// How often it was looked at since.
    looks: u32,
}

impl Witnesses {
    /// From the pairs of address and key on the command line.
    pub(crate) fn read(pairs: &[String], net: &NetArguments) -> Result<Self, Box<dyn Error>> {
        let witness = |pair: &[String]| {
            let [prefix, key] = pair else { unreachable!("the command line takes pairs") };
            let key: Verifier = key.parse().map_err(|error| format!("{key}: {error}"))?;
            if !key.is_cosigner() {
                return Err(format!("{key} is the key of a log, not of a witness"));
            }
            Ok(Witness { prefix: prefix.trim_end_matches('/').to_owned(), key, size: 0 })
        };
        let witnesses = pairs.chunks(2).map(witness).collect::<Result<_, String>>()?;
        Ok(Self { agent: net.agent()?, witnesses, done: None })
    }

    /// Shows the newest checkpoint to every witness where that was not done yet, and publishes it
    /// with the cosignatures that come back. What goes wrong is told on standard error: the city
    /// works without witnesses too, only its readers may ask for them.
    pub(crate) fn go_round(&mut self, app: &App) {
        if self.witnesses.is_empty() {
            return;
        }
        let round = match app.round() {
            Ok(Some(round)) => round,
            Ok(None) => return,
            Err(error) => return eprintln!("cityhall: no checkpoint for the witnesses: {error}"),
        };
        if let Some(done) = self.done.as_mut().filter(|done| done.size == round.head.size) {
            done.looks += 1;
            if done.by_all || done.looks < PATIENCE_LOOKS {
                return;
            }
        }
        let (mut lines, mut by_all) = (String::new(), true);
        for witness in &mut self.witnesses {
            match witness.ask(&self.agent, app, &round) {
                Ok(line) => lines.push_str(&line),
                Err(why) => {
                    by_all = false;
                    eprintln!("cityhall: the witness {} did not cosign: {why}", witness.key.name());
                }
            }
        }
        app.publish(&round, &lines);
        self.done = Some(Done { size: round.head.size, by_all, looks: 0 });
    }
}

impl Witness {
    /// The cosignature of this witness, as a line of the note.
    fn ask(&mut self, agent: &ureq::Agent, app: &App, round: &Round) -> Result<String, String> {
        let (mut status, mut body) = self.send(agent, app, round)?;
        // The witness has another size than we think: it says which, and is asked once more.
        if status == 409
            && let Ok(size) = body.trim_end().parse()
        {
            self.size = size;
            (status, body) = self.send(agent, app, round)?;
        }
        if status != 200 {
            return Err(format!("it answered {status}: {}", body.trim_end()));
        }
        // It may have several keys; only the line of the one that we know is kept.
        let fits = |line: &&str| {
            let note = format!("{}{line}\n", round.note);
            Checkpoint::cosigned(&note, std::slice::from_ref(&self.key), 1).is_ok()
        };
        let line = body.lines().find(fits).ok_or("no line that it sent is by its key")?;
        self.size = round.head.size;
        Ok(format!("{line}\n"))
    }

    fn send(&self, agent: &ureq::Agent, app: &App, round: &Round) -> Result<(u16, String), String> {
        let submission = app.submission(round, self.size).map_err(|error| error.to_string())?;
        let address = format!("{}/{ADD_PATH}", self.prefix);
        let request = agent
            .post(&address)
            .config()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            .https_only(is_https(&address))
            .build();
        let answer = request.send(&submission.to_text()).and_then(|mut answer| {
            let body = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_string()?;
            Ok((answer.status().as_u16(), body))
        });
        answer.map_err(|error| explain(&error))
    }
}
