//! Witnesses as C2SP `tlog-witness` wants them: asked over HTTP, stopped without warning, several
//! of one log.

use std::collections::BTreeMap;
use std::thread;

use journal::tree::consistency_proof;
use journal::witness::Submission;
use journal::{Files, TileNodes, tile};

use super::world::{Server, World, done, refused, serve, size_of};

/// A witness with a key and a memory of its own.
struct Witness {
    arguments: Vec<String>,
    key: String,
}

impl Witness {
    fn new(world: &World, name: &str, log_key: &str) -> Self {
        let secret = world.path(&format!("{name}.key"));
        let key = done(&["key", "new", &format!("witness.example/{name}"), &secret]);
        let seen = world.path(&format!("{name}.seen"));
        let arguments = ["witness", "--key", &secret, "--log", log_key, "--data", &seen];
        Self { arguments: arguments.map(str::to_owned).to_vec(), key }
    }

    fn serve(&self) -> Server {
        serve(&self.arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// The status, the media type and the text that a witness answers.
fn ask(witness: &str, body: &str) -> (u16, String, String) {
    let asked = ureq::post(format!("{witness}/add-checkpoint"))
        .config()
        .http_status_as_error(false)
        .build()
        .send(body);
    let mut answer = asked.expect("answers");
    let media_type = answer.headers().get("content-type").and_then(|it| it.to_str().ok());
    let media_type = media_type.unwrap_or_default().to_owned();
    let text = answer.body_mut().read_to_string().expect("reads");
    (answer.status().as_u16(), media_type, text)
}

/// A log of some states, each with what a witness is sent that has an earlier one.
struct Log {
    notes: Vec<String>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Log {
    /// The log of a city after each of so many acts.
    fn of(city: &Server, token: &str, acts: usize) -> Self {
        let mut notes = vec![city.get("/log/checkpoint")];
        for act in 0..acts {
            city.open_work(token, &format!("W-{act}"));
            notes.push(city.get("/log/checkpoint"));
        }
        let size = size_of(notes.last().expect("there is one"));
        let fetch = |path: tile::TilePath| {
            let address = format!("{}/{path}", city.log());
            let mut answer = ureq::get(address).call().expect("answers");
            (path.to_string(), answer.body_mut().read_to_vec().expect("reads"))
        };
        Self { notes, files: tile::paths(0, size).map(fetch).collect() }
    }

    fn size(&self, state: usize) -> u64 {
        size_of(&self.notes[state])
    }

    /// What is sent to a witness that has the log at a size.
    fn submission(&self, old: u64, state: usize) -> String {
        let all = self.size(self.notes.len() - 1);
        let nodes = TileNodes::new(&self.files as &dyn Files, all);
        let proof = consistency_proof(old, self.size(state), &nodes).expect("the tiles are there");
        Submission { old, proof, note: self.notes[state].clone() }.to_text()
    }
}

#[test]
fn a_witness_goes_forward_only_and_forgets_nothing() {
    let world = World::new();
    let token = world.city("city");
    let log_key = world.key_of("city");
    let city = serve(&["serve", "--data", &world.path("city")]);
    let log = Log::of(&city, &token, 3);
    let witness = Witness::new(&world, "one", &log_key);
    let serving = witness.serve();
    let cosigned = |asked: &(u16, String, String)| {
        asked.0 == 200 && asked.2.starts_with("— witness.example/one ") && asked.2.ends_with('\n')
    };
    let first = ask(&serving.base, &log.submission(0, 1));
    assert!(cosigned(&first), "{first:?}");
    // What cannot be proven is not cosigned, and changes nothing.
    let (old, note) = (log.size(1), log.notes[2].clone());
    let unproven = Submission { old, proof: Vec::new(), note };
    assert_eq!(ask(&serving.base, &unproven.to_text()).0, 422);
    let mut kept = world.listed("one.seen").into_iter();
    assert!(kept.clone().any(|name| name.ends_with(".unproven")));
    assert!(!kept.any(|name| name.ends_with(".evidence")), "anyone can send a wrong proof");
    assert!(cosigned(&ask(&serving.base, &log.submission(log.size(1), 3))));

    // Back it does not go, not even after it was stopped without warning.
    let size = format!("{}\n", log.size(3));
    let has = (409, "text/x.tlog.size".to_owned(), size);
    let back =
        [log.submission(0, 1), log.submission(log.size(1), 2), log.submission(log.size(1), 1)];
    for asked in &back {
        assert_eq!(ask(&serving.base, asked), has);
    }
    drop(serving);
    // It may have been stopped while it wrote.
    world.keep("one.seen/.tmp-half", &log.notes[0][..20]);
    let serving = witness.serve();
    for asked in &back {
        assert_eq!(ask(&serving.base, asked), has);
    }
    assert!(cosigned(&ask(&serving.base, &log.submission(log.size(3), 3))), "the same again");
    for (body, status) in [("", 400), ("old 1\n\nx", 400), ("old x\n\n", 400)] {
        assert_eq!(ask(&serving.base, body).0, status, "{body:?}");
    }
    let ahead = Submission { old: log.size(3) + 1, proof: Vec::new(), note: log.notes[3].clone() };
    assert_eq!(ask(&serving.base, &ahead.to_text()).0, 400);
    let unknown = log.submission(0, 3).replace("cityhall.example", "other.example");
    assert_eq!(ask(&serving.base, &unknown).0, 404);
}

#[test]
fn of_many_who_ask_at_once_none_sets_a_witness_back() {
    let world = World::new();
    let token = world.city("city");
    let log_key = world.key_of("city");
    let city = serve(&["serve", "--data", &world.path("city")]);
    let log = Log::of(&city, &token, 8);
    let serving = Witness::new(&world, "one", &log_key).serve();
    let base = serving.base.as_str();
    assert_eq!(ask(base, &log.submission(0, 0)).0, 200);
    // All prove from the first state: one of them is believed, the others are told which.
    let bodies: Vec<String> = (1..=8).map(|state| log.submission(log.size(0), state)).collect();
    let answers: Vec<(u16, String, String)> = thread::scope(|scope| {
        let asked = bodies.iter().map(|body| scope.spawn(move || ask(base, body)));
        let asked: Vec<_> = asked.collect();
        asked.into_iter().map(|it| it.join().expect("asks")).collect()
    });
    let believed: Vec<usize> = (1..=8).filter(|state| answers[state - 1].0 == 200).collect();
    let [state] = believed[..] else { panic!("one is believed: {answers:?}") };
    let size = format!("{}\n", log.size(state));
    for (_, _, text) in answers.iter().filter(|answer| answer.0 != 200) {
        assert_eq!(*text, size);
    }
    assert_eq!(ask(base, &log.submission(0, 0)).2, size);
}

#[test]
fn several_witnesses_cosign_one_checkpoint() {
    let world = World::new();
    let token = world.city("city");
    let log_key = world.key_of("city");
    let [one, two] = ["one", "two"].map(|name| Witness::new(&world, name, &log_key));
    let serving = [one.serve(), two.serve()];
    let data = world.path("city");
    let mut arguments = vec!["serve", "--data", &data];
    for (witness, server) in [&one, &two].into_iter().zip(&serving) {
        arguments.extend(["--witness", &server.base, &witness.key]);
    }
    let city = serve(&arguments);
    let by = |note: &str, name: &str| note.contains(&format!("— witness.example/{name} "));
    city.checkpoint(|note| by(note, "one") && by(note, "two"));
    let log = city.log();
    let verify = ["journal", "verify", &log, "--key", &log_key];
    let verify = [&verify[..], &["--witness", &one.key, "--witness", &two.key]].concat();
    let told = done(&verify);
    for name in ["one", "two"] {
        let line = format!("ok: the witness witness.example/{name} saw it at 20");
        assert_eq!(told.matches(&line).count(), 1, "{told}");
    }
    // One that has gone holds nothing up, and is missed only by who asks for it.
    let [_stays, gone] = serving;
    drop(gone);
    city.open_work(&token, "W-1");
    let size = size_of(&city.get("/log/checkpoint"));
    city.checkpoint(|note| size_of(note) >= size && by(note, "one") && !by(note, "two"));
    assert!(refused(&verify).contains("1 of the witnesses that you named have cosigned"));
    done(&[&verify[..], &["--quorum", "1"]].concat());
}
