//! What goes out comes back, and what other tools write is understood.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use pack::{Language, Pack, Source};

use crate::{Reading, Remark, Sketch, Unreadable, read, svg, write};

fn checked(files: &[(String, String)]) -> Pack {
    let sources: Vec<Source<'_>> = files.iter().map(|(path, text)| Source { path, text }).collect();
    let (pack, diagnostics) = pack::check(&sources);
    pack.unwrap_or_else(|| panic!("{diagnostics:#?}"))
}

/// The packs that come with the program.
fn packs() -> Vec<Pack> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut folders: Vec<_> = fs::read_dir(folder)
        .expect("the packs are there")
        .map(|entry| entry.expect("a folder").path())
        .filter(|folder| folder.join("pack.toml").exists())
        .collect();
    folders.sort();
    let files = ["pack.toml", "messages/zh-CN.toml", "messages/en.toml"];
    let read = |folder: &Path, name: &str| {
        (name.to_owned(), fs::read_to_string(folder.join(name)).expect("a file of a pack"))
    };
    folders.iter().map(|folder| checked(&files.map(|name| read(folder, name)))).collect()
}

#[test]
fn a_procedure_that_is_written_is_read_again_with_its_states_steps_and_roles() {
    for pack in packs() {
        for (id, procedure) in &pack.procedures {
            let xml = write(&pack, id, Language::English).expect("it is there");
            let Reading { sketches, remarks } = read(&xml).expect("it is a model");
            // How long is told in words, which no program reads: what a clock does is a step then.
            let timers = procedure.steps.iter().filter(|step| step.role().is_none());
            let boxes: usize =
                timers.map(|it| if it.to.is_some() { 1 } else { it.from.len() }).sum();
            assert_eq!(remarks.len(), boxes, "{id}: {remarks:?}");
            assert!(remarks.iter().all(|it| matches!(it, Remark::Timer(_))), "{id}: {remarks:?}");
            let [found] = &sketches[..] else { panic!("{id}: {}", sketches.len()) };
            assert_eq!((&found.id, &found.start), (id, &procedure.start));
            assert_eq!(found.opened_by, procedure.opened_by, "{id}");
            let mut states: Vec<_> =
                found.states.iter().map(|it| (it.id.as_str(), it.is_final)).collect();
            let mut declared: Vec<_> =
                procedure.states.iter().map(|it| (it.id.as_str(), it.is_final)).collect();
            states.sort_unstable();
            declared.sort_unstable();
            assert_eq!(states, declared, "{id}");
            let sorted = |mut from: Vec<String>| {
                from.sort_unstable();
                from
            };
            let steps: Vec<_> = found
                .steps
                .iter()
                .map(|it| {
                    let declared = procedure.step(&it.id).and_then(|step| step.role());
                    let role = declared.map(|_| it.role.clone());
                    (it.id.clone(), role, sorted(it.from.clone()), it.to.clone())
                })
                .collect();
            let declared: Vec<_> = procedure
                .steps
                .iter()
                .map(|it| {
                    // A step that leads to where the record stands stays there.
                    let to = it.to.clone().filter(|to| it.from != [to.as_str()]);
                    (it.id.clone(), it.role().map(str::to_owned), sorted(it.from.clone()), to)
                })
                .collect();
            assert_eq!(steps, declared, "{id}");
        }
    }
}

#[test]
fn what_is_read_makes_a_pack_without_faults() {
    for pack in packs() {
        for id in pack.procedures.keys() {
            let xml = write(&pack, id, Language::Chinese).expect("it is there");
            let sketch = &read(&xml).expect("it is a model").sketches[0];
            let files: Vec<_> = sketch.pack("tried").into_iter().collect();
            let made = checked(&files);
            assert_eq!(made.procedures[id].steps.len(), pack.procedures[id].steps.len());
        }
    }
}

#[test]
fn a_picture_names_every_state_and_step_and_is_the_same_each_time() {
    for pack in packs() {
        for (id, procedure) in &pack.procedures {
            let picture = svg(&pack, id, Language::English).expect("it is there");
            assert_eq!(Some(&picture), svg(&pack, id, Language::English).as_ref());
            let boxes = picture.matches("<rect").count();
            let of_steps: usize = procedure
                .steps
                .iter()
                .map(|step| if step.to.is_some() { 1 } else { step.from.len() })
                .sum();
            assert_eq!(
                boxes,
                procedure.opened_by.len() + procedure.states.len() + of_steps,
                "{id}"
            );
            assert!(!picture.contains("NaN"), "{id}");
        }
    }
    assert_eq!(svg(&packs()[0], "nothing", Language::English), None);
}

/// A model as tools write them: names with line ends, ids without meaning, a prefix of their own.
fn model(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><semantic:definitions \
         xmlns:semantic=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\
         <semantic:process id=\"Process_0k\">{}</semantic:process></semantic:definitions>",
        inside.replace("<(", "<semantic:").replace("</)", "</semantic:")
    )
}

fn element(kind: &str, id: &str, name: &str) -> String {
    format!("<semantic:{kind} id=\"{id}\" name=\"{name}\"/>")
}

fn flows(ways: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (at, (from, to)) in ways.iter().enumerate() {
        let _ = write!(
            out,
            "<semantic:sequenceFlow id=\"f{at}\" sourceRef=\"{from}\" targetRef=\"{to}\"/>"
        );
    }
    out
}

/// A sketch in a line a step.
fn told(sketch: &Sketch) -> Vec<String> {
    let step = |step: &crate::SketchedStep| {
        format!("{} by {}: {} -> {:?}", step.id, step.role, step.from.join("+"), step.to.as_deref())
    };
    sketch.steps.iter().map(step).collect()
}

#[test]
fn tasks_in_a_row_have_states_between_them() {
    let xml = model(
        &[
            "<semantic:laneSet><semantic:lane id=\"L\" name=\"Clerk\">\
             <semantic:flowNodeRef>a</semantic:flowNodeRef></semantic:lane>\
             <semantic:lane id=\"M\" name=\"处长\">\
             <semantic:flowNodeRef>b</semantic:flowNodeRef></semantic:lane></semantic:laneSet>",
            &element("startEvent", "s", ""),
            &element("task", "a", "Check&#10;the form"),
            &element("userTask", "b", "Sign"),
            &element("endEvent", "e", "Done"),
            &flows(&[("s", "a"), ("a", "b"), ("b", "e")]),
        ]
        .concat(),
    );
    let reading = read(&xml).expect("it is a model");
    assert_eq!(reading.remarks, []);
    let sketch = &reading.sketches[0];
    assert_eq!(
        told(sketch),
        [
            "check_the_form by clerk: before_check_the_form -> Some(\"before_sign\")",
            "sign by role: before_sign -> Some(\"done\")",
        ]
    );
    assert_eq!(sketch.opened_by, ["clerk"]);
    assert_eq!(sketch.roles, [("clerk".into(), "Clerk".into()), ("role".into(), "处长".into())]);
    checked(&sketch.pack("tried").into_iter().collect::<Vec<_>>());
}

#[test]
fn a_choice_is_a_state_and_a_way_past_it_to_the_end_a_step() {
    let xml = model(
        &[
            element("startEvent", "s", ""),
            element("task", "a", "Review"),
            element("exclusiveGateway", "g", "Reviewed"),
            element("task", "b", "Correct"),
            element("exclusiveGateway", "h", ""),
            element("endEvent", "e", "Closed"),
            flows(&[("s", "a"), ("a", "g"), ("g", "b"), ("b", "a"), ("g", "h"), ("h", "e")]),
        ]
        .concat(),
    );
    let Reading { sketches, remarks } = read(&xml).expect("it is a model");
    assert_eq!(remarks, [Remark::StepMade("Closed".into())]);
    assert_eq!(
        told(&sketches[0]),
        [
            "review by clerk: before_review -> Some(\"reviewed\")",
            "correct by clerk: reviewed -> Some(\"before_review\")",
            "closed by clerk: reviewed -> Some(\"closed\")",
        ]
    );
    checked(&sketches[0].pack("tried").into_iter().collect::<Vec<_>>());
}

#[test]
fn what_no_procedure_can_say_is_told() {
    let timer = "<semantic:boundaryEvent id=\"t\" attachedToRef=\"a\" name=\"3 days\">\
                 <semantic:timerEventDefinition/></semantic:boundaryEvent>";
    let inner = "<semantic:subProcess id=\"p\" name=\"Pay\"><semantic:task id=\"x\"/>\
                 </semantic:subProcess>";
    let xml = model(
        &[
            &element("startEvent", "s", ""),
            &element("task", "a", "Ask"),
            timer,
            &element("parallelGateway", "g", "Both"),
            inner,
            &element("endEvent", "e", ""),
            &flows(&[("s", "a"), ("a", "g"), ("g", "p"), ("t", "p"), ("p", "e")]),
        ]
        .concat(),
    );
    let Reading { sketches, remarks } = read(&xml).expect("it is a model");
    let names = ["3 days", "Both", "Pay"].map(str::to_owned);
    let [days, both, pay] = names;
    assert_eq!(remarks, [Remark::Timer(days), Remark::SideBySide(both), Remark::Inner(pay)]);
    assert_eq!(sketches[0].steps.len(), 2);
    for remark in &remarks {
        assert_ne!(remark.say(Language::Chinese), remark.say(Language::English));
    }
}

#[test]
fn what_is_no_model_is_refused() {
    let refused = |text: &str| read(text).map(|_| ()).expect_err("it is no model");
    assert!(matches!(refused("<a><b></a>"), Unreadable::NotXml(_)));
    assert!(matches!(refused(""), Unreadable::NotXml(_)));
    assert_eq!(refused("<html/>"), Unreadable::NotBpmn("html".into()));
    assert_eq!(refused(&model("")), Unreadable::NoTask);
    let many = element("task", "a", "A").repeat(5_000);
    assert_eq!(refused(&model(&many)), Unreadable::TooLarge);
    let ways = element("task", "a", "A") + &flows(&[("a", "a")]).repeat(5_000);
    assert_eq!(refused(&model(&ways)), Unreadable::TooLarge);
}
