//! The process killed at random points under load.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::city::{Client, INSPECTOR, OWNER, Server, data, run, succeed, token};
use super::sample::Random;

/// Who acts at once.
const WRITERS: usize = 6;

/// How often the process is killed, unless `CITYHALL_KILLS` says otherwise.
const KILLS: usize = 20;

/// What was acknowledged: the entry where it was told, else only that it is there.
type Acknowledged = Mutex<Vec<(String, &'static str, Option<u64>)>>;

#[test]
fn what_was_acknowledged_survives_every_kill_and_nothing_is_half_there() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let data = data(&folder);
    let builder = token(&data, OWNER, "builder");
    let inspector = token(&data, INSPECTOR, "inspector");
    let mut random = Random::new();
    let acknowledged = Acknowledged::default();
    let mut server = Server::start(&data);
    let mut before = server.log().len();
    for round in 0..kills() {
        let told = acknowledged.lock().expect("unused").len();
        load_and_kill(&mut server, [&builder, &inspector], round, &acknowledged, &mut random);
        if round % 5 == 4 {
            let rebuilt = succeed(&data, &["journal", "rebuild"]);
            assert!(rebuilt.starts_with("ok"), "lists and totals are whole: {rebuilt}");
        }
        server = Server::start(&data);
        let second = run(&data, &["serve", "--addr", "127.0.0.1:0"]);
        assert!(!second.status.success(), "a second appender is refused after a crash too");
        before = check(&server, before, told, &acknowledged);
    }
}

/// Has many act until the process is killed after a random number of acknowledgements.
fn load_and_kill(
    server: &mut Server,
    tokens: [&str; 2],
    round: usize,
    acknowledged: &Acknowledged,
    random: &mut Random,
) {
    let told = AtomicUsize::new(0);
    let target = random.below(60);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let clients = tokens.map(|token| server.client(token));
            let told = &told;
            scope.spawn(move || {
                let mut acts = 0..;
                while let Some(act) = acts.next()
                    && work(&clients, &format!("K-{round}-{writer}-{act}"), acknowledged, told)
                        .is_some()
                {}
            });
        }
        while told.load(Ordering::SeqCst) < target {
            thread::yield_now();
        }
        // Anywhere between two acknowledgements.
        (0..random.below(20_000)).for_each(|_| std::hint::spin_loop());
        server.kill();
    });
}

/// Brings one record to its acceptance; `None` once the server is gone.
fn work(
    [builder, inspector]: &[Client; 2],
    number: &str,
    acknowledged: &Acknowledged,
    told: &AtomicUsize,
) -> Option<()> {
    let id = format!("works/{number}");
    let tell = |step, (status, body): (u16, serde_json::Value)| {
        assert_eq!(status, 201, "{id} {step}: {body}");
        let entry = body["entry"].as_u64();
        acknowledged.lock().expect("unused").push((id.clone(), step, entry));
        told.fetch_add(1, Ordering::SeqCst);
    };
    tell("open", builder.open(number)?);
    tell("begin", builder.step(number, "begin")?);
    tell("report", builder.step(number, "report")?);
    tell("accept", inspector.step(number, "accept")?);
    Some(())
}

/// Checks the log after a kill; returns how long it is. `told` were acknowledged before the round.
fn check(server: &Server, before: usize, told: usize, acknowledged: &Acknowledged) -> usize {
    let log = server.log();
    let acknowledged = acknowledged.lock().expect("unused");
    let mut there: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for (index, entry) in (0..).zip(&log).skip(before) {
        let step = entry.body.get("step").and_then(serde_json::Value::as_str);
        let twice = there.insert((&entry.subject, step.unwrap_or("open")), index);
        assert_eq!(twice, None, "entry {index} is there once");
    }
    for (id, step, entry) in &acknowledged[told..] {
        let found = there.get(&(id.as_str(), *step));
        let found = found.unwrap_or_else(|| panic!("{id} {step} was acknowledged and is lost"));
        assert!(entry.is_none_or(|entry| entry == *found), "{id} {step} is where it was said");
    }
    let unacknowledged = there.len() - (acknowledged.len() - told);
    assert!(unacknowledged <= WRITERS, "one act of each writer was under way");
    log.len()
}

#[expect(clippy::disallowed_methods, reason = "nightly runs ask for more kills")]
fn kills() -> usize {
    let asked = std::env::var("CITYHALL_KILLS").ok();
    asked.map_or(KILLS, |count| count.parse().expect("CITYHALL_KILLS is a number"))
}
