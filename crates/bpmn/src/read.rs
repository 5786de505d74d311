//! A model read as procedures: tasks are steps, and where a record waits for one are states.
//!
//! A record waits at a gateway that leaves a choice, and before a task that follows upon another.
//! Gateways that only bring ways together, and events between tasks, are passed.

use std::collections::BTreeMap;

use crate::graph::{IN, ROLE, STATE, STEP};
use crate::parse::{Element, Flow, Lane, Process, Shape, parse};
use crate::remark::Remark;
use crate::sketch::{Ids, Sketch, SketchedState, SketchedStep};

/// What a model gave.
#[derive(Debug)]
pub struct Reading {
    /// A procedure for each of its processes that has a task, in their order.
    pub sketches: Vec<Sketch>,
    /// What was not taken over as it stands.
    pub remarks: Vec<Remark>,
}

/// Why a file is no model that could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is no well-formed XML.
    #[error("this is no XML that can be read: {0}")]
    NotXml(String),
    /// It is XML of another kind.
    #[error("this is no BPMN 2.0 model: its root is `{0}`, not `definitions`")]
    NotBpmn(String),
    /// A process has more nodes or ways than anybody could draw.
    #[error("a process of the model has more than {MOST} nodes or {MOST_WAYS} ways; split it")]
    TooLarge,
    /// There is nothing in it to be done.
    #[error("the model has no process with a task in it")]
    NoTask,
}

/// The most nodes of a process that is read: what can be done in each place is found by looking
/// through all nodes and ways.
const MOST: usize = 500;

/// The most ways between them.
const MOST_WAYS: usize = 4 * MOST;

/// Reads a BPMN 2.0 model, as written by [`write`](fn@crate::write) or by any tool.
///
/// # Errors
/// [`Unreadable`] if it is no model, or one in which nothing is to be done.
pub fn read(xml: &str) -> Result<Reading, Unreadable> {
    let model = parse(xml)?;
    let too_large = |it: &Process| it.elements.len() > MOST || it.flows.len() > MOST_WAYS;
    if model.processes.iter().any(too_large) {
        return Err(Unreadable::TooLarge);
    }
    let mut remarks = Vec::new();
    let sketches: Vec<Sketch> =
        model.processes.iter().filter_map(|process| sketch(process, &mut remarks)).collect();
    if model.messages > 0 {
        remarks.push(Remark::Messages(model.messages));
    }
    if sketches.is_empty() { Err(Unreadable::NoTask) } else { Ok(Reading { sketches, remarks }) }
}

fn sketch(process: &Process, remarks: &mut Vec<Remark>) -> Option<Sketch> {
    let elements = &process.elements;
    if !elements.iter().any(Element::is_task) {
        return None;
    }
    remark(elements, remarks);
    let number = |id: &str| elements.iter().position(|element| element.id == id);
    let flows = process.flows.iter();
    let flows = flows.filter_map(|flow| Some((number(&flow.from)?, number(&flow.to)?, flow)));
    let net = Net { process, flows: flows.collect() };
    Some(net.sketch(remarks))
}

fn remark(elements: &[Element], remarks: &mut Vec<Remark>) {
    for element in elements {
        let name = || called(element).to_owned();
        match element.shape {
            Shape::Split => remarks.push(Remark::SideBySide(name())),
            Shape::Inner => remarks.push(Remark::Inner(name())),
            _ => {}
        }
        if element.timer {
            remarks.push(Remark::Timer(name()));
        }
    }
}

/// Its name, or its id where it has none.
fn called(element: &Element) -> &str {
    if element.name.is_empty() { &element.id } else { &element.name }
}

/// Where a record waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// At a gateway or an event, or behind a task from which several ways lead on.
    At(usize),
    /// Before a task.
    Before(usize),
}

/// What can be done in a place.
#[derive(Debug, Clone, Copy)]
enum Move<'a> {
    /// A task.
    Task(usize),
    /// Going from a node to an end by a way without a task.
    Short(usize, &'a Flow, usize),
}

/// A step between places.
struct Way {
    id: String,
    name: String,
    role: Option<String>,
    from: Place,
    to: Place,
}

/// A process whose ways are known by the numbers of the elements that they join.
struct Net<'a> {
    process: &'a Process,
    flows: Vec<(usize, usize, &'a Flow)>,
}

impl<'a> Net<'a> {
    fn element(&self, at: usize) -> &'a Element {
        &self.process.elements[at]
    }

    fn out(&self, at: usize) -> impl Iterator<Item = (usize, &'a Flow)> {
        let leaving = self.flows.iter().filter(move |(from, ..)| *from == at);
        leaving.map(|(_, to, flow)| (*to, *flow))
    }

    /// The only way out of what is no place to wait in.
    fn passed(&self, at: usize) -> Option<usize> {
        let element = self.element(at);
        let gateway = matches!(element.shape, Shape::Choice | Shape::Split);
        let mut out = self.out(at);
        match (out.next(), out.next()) {
            (Some((to, _)), None) if !gateway || element.name.is_empty() => Some(to),
            _ => None,
        }
    }

    /// Where a record comes to wait that is led to an element.
    fn settle(&self, mut at: usize) -> Place {
        // A ring of nothing but gateways has no end.
        for _ in 0..self.process.elements.len() {
            if self.element(at).is_task() {
                return Place::Before(at);
            }
            match self.passed(at) {
                Some(next) => at = next,
                None => break,
            }
        }
        Place::At(at)
    }

    /// Where a record waits after a node.
    fn behind(&self, at: usize) -> Place {
        let mut out = self.out(at);
        match (out.next(), out.next()) {
            (Some((to, _)), None) => self.settle(to),
            _ => Place::At(at),
        }
    }

    /// What can be done in a place; `seen` are the places that led here without a task.
    fn moves(&self, place: Place, seen: &mut Vec<Place>) -> Vec<Move<'a>> {
        if seen.contains(&place) {
            return Vec::new();
        }
        seen.push(place);
        match place {
            Place::Before(task) => self.task(task, seen),
            Place::At(at) => {
                self.out(at).flat_map(|(to, flow)| self.reach(at, flow, to, seen)).collect()
            }
        }
    }

    fn reach(&self, at: usize, flow: &'a Flow, to: usize, seen: &mut Vec<Place>) -> Vec<Move<'a>> {
        match self.settle(to) {
            Place::Before(task) => self.task(task, seen),
            Place::At(end) if self.out(end).next().is_none() => vec![Move::Short(at, flow, end)],
            place @ Place::At(_) => self.moves(place, seen),
        }
    }

    /// A task, and what may happen while it is waited for.
    fn task(&self, task: usize, seen: &mut Vec<Place>) -> Vec<Move<'a>> {
        let id = &self.element(task).id;
        let mut moves = vec![Move::Task(task)];
        for (at, element) in self.process.elements.iter().enumerate() {
            if matches!(&element.shape, Shape::During(during) if during == id) {
                for (to, flow) in self.out(at) {
                    moves.extend(self.reach(at, flow, to, seen));
                }
            }
        }
        moves
    }

    /// The start events, and where a record is opened: after the first of them, or before the first
    /// task that nothing leads to. Start events that lead elsewhere are left out.
    fn first(&self, remarks: &mut Vec<Remark>) -> (Vec<usize>, Place) {
        let elements = &self.process.elements;
        let mut starts: Vec<usize> =
            (0..elements.len()).filter(|at| elements[*at].shape == Shape::Start).collect();
        let Some(&start) = starts.first() else {
            let led_to = |task: usize| self.flows.iter().any(|(_, to, _)| *to == task);
            let tasks = || (0..elements.len()).filter(|at| elements[*at].is_task());
            let first = tasks().find(|task| !led_to(*task)).or_else(|| tasks().next());
            return (starts, Place::Before(first.unwrap_or(0)));
        };
        let first = self.behind(start);
        starts.retain(|at| {
            let same = self.behind(*at) == first;
            if !same {
                remarks.push(Remark::SecondStart(called(self.element(*at)).to_owned()));
            }
            same
        });
        (starts, first)
    }

    /// Every place that a record can come to from the first, as it comes to them, and every step
    /// that can be taken, in the order of the model.
    fn ways(
        &self,
        first: Place,
        roles: &Roles<'_>,
        remarks: &mut Vec<Remark>,
    ) -> (Vec<Place>, Vec<Way>) {
        let mut ids = Ids::default();
        let mut places = vec![first];
        let mut moves: Vec<(Place, Move<'_>)> = Vec::new();
        let mut next = 0;
        while let Some(&place) = places.get(next) {
            next += 1;
            for it in self.moves(place, &mut Vec::new()) {
                let to = self.leads_to(it);
                if !places.contains(&to) {
                    places.push(to);
                }
                moves.push((place, it));
            }
        }
        moves.sort_by_key(|(_, it)| match it {
            Move::Task(task) => (false, *task),
            Move::Short(at, ..) => (true, *at),
        });
        let mut named: BTreeMap<usize, String> = BTreeMap::new();
        let mut ways = Vec::new();
        for (from, it) in moves {
            let to = self.leads_to(it);
            let (id, name, role) = match it {
                Move::Task(task) => {
                    let element = self.element(task);
                    let id = named.entry(task).or_insert_with(|| {
                        let own = element.id.strip_prefix(STEP);
                        let own = own.map(|id| id.split_once(IN).map_or(id, |(step, _)| step));
                        ids.id(own, called(element), "step")
                    });
                    (id.clone(), called(element).to_owned(), roles.of_node(&element.id))
                }
                Move::Short(at, flow, end) => {
                    let end = called(self.element(end));
                    let name = if flow.name.is_empty() { end } else { &flow.name }.to_owned();
                    remarks.push(Remark::StepMade(name.clone()));
                    (ids.id(None, &name, "step"), name, roles.of_node(&self.element(at).id))
                }
            };
            ways.push(Way { id, name, role, from, to });
        }
        (places, ways)
    }

    fn leads_to(&self, it: Move<'_>) -> Place {
        match it {
            Move::Task(task) => self.behind(task),
            Move::Short(.., end) => Place::At(end),
        }
    }

    fn sketch(&self, remarks: &mut Vec<Remark>) -> Sketch {
        let roles = Roles::of(self.process);
        let (starts, first) = self.first(remarks);
        let (places, ways) = self.ways(first, &roles, remarks);
        let mut states = self.states(&places, &ways);
        let fallback = roles.fallback();
        let openers = starts.iter().filter_map(|at| roles.of_node(&self.element(*at).id));
        let mut opened_by: Vec<String> = openers.collect();
        if opened_by.is_empty() {
            let by_first = ways.iter().find(|way| way.from == first);
            let by_first = by_first.and_then(|way| way.role.clone());
            opened_by.push(by_first.unwrap_or_else(|| fallback.clone()));
        }
        let process = self.process;
        let name = if process.name.is_empty() { &process.id } else { &process.name };
        Sketch {
            id: Ids::default().id(Some(&process.id), name, "procedure"),
            name: name.clone(),
            start: states[&first].id.clone(),
            steps: merged(&ways, &states, &fallback),
            roles: roles.finish(&ways, &opened_by),
            opened_by,
            states: places.iter().filter_map(|place| states.remove(place)).collect(),
        }
    }

    /// The states by their places: named after the gateway or event where it has a name, else after
    /// the step that is waited for.
    fn states(&self, places: &[Place], ways: &[Way]) -> BTreeMap<Place, SketchedState> {
        let mut ids = Ids::default();
        let mut states = BTreeMap::new();
        for &place in places {
            let own = match place {
                Place::At(at) => Some(self.element(at)).filter(|it| !it.name.is_empty()),
                Place::Before(_) => None,
            };
            let next = ways.iter().find(|way| way.from == place);
            let (id, name) = match (own, next) {
                (Some(element), _) if !element.is_task() => {
                    let id = ids.id(element.id.strip_prefix(STATE), &element.name, "state");
                    (id, element.name.clone())
                }
                (_, Some(way)) => {
                    let id = ids.id(Some(&format!("before_{}", way.id)), "", "state");
                    (id, format!("… → {}", way.name))
                }
                _ => (ids.id(Some("ended"), "", "state"), "■".to_owned()),
            };
            states.insert(place, SketchedState { id, name, is_final: next.is_none() });
        }
        states
    }
}

/// Boxes of one step are one step: those that stay where they are, and those that lead to one
/// state.
fn merged(
    ways: &[Way],
    states: &BTreeMap<Place, SketchedState>,
    fallback: &str,
) -> Vec<SketchedStep> {
    let mut steps: Vec<SketchedStep> = Vec::new();
    for way in ways {
        let from = states[&way.from].id.clone();
        let to = (way.to != way.from).then(|| states[&way.to].id.clone());
        let role = way.role.clone().unwrap_or_else(|| fallback.to_owned());
        let same =
            |step: &&mut SketchedStep| step.name == way.name && step.role == role && step.to == to;
        match steps.iter_mut().find(same) {
            Some(step) if step.from.contains(&from) => {}
            Some(step) => step.from.push(from),
            None => steps.push(SketchedStep {
                id: way.id.clone(),
                name: way.name.clone(),
                role,
                from: vec![from],
                to,
            }),
        }
    }
    steps
}

/// Roles by lane.
struct Roles<'a> {
    process: &'a Process,
    /// The role of each lane and its name, in the order of the lanes.
    lanes: Vec<(String, String)>,
}

impl<'a> Roles<'a> {
    fn of(process: &'a Process) -> Self {
        let mut ids = Ids::default();
        let lanes = process.lanes.iter().map(|lane| {
            let name = if lane.name.is_empty() { &lane.id } else { &lane.name };
            (ids.id(lane.id.strip_prefix(ROLE), name, "role"), name.clone())
        });
        Self { process, lanes: lanes.collect() }
    }

    /// The role in whose lane a node lies: the innermost, which comes last.
    fn of_node(&self, id: &str) -> Option<String> {
        let holds = |lane: &Lane| lane.nodes.iter().any(|node| node == id);
        let lane = self.process.lanes.iter().rposition(holds)?;
        Some(self.lanes[lane].0.clone())
    }

    /// Who acts where no lane tells: the pool is one role.
    fn fallback(&self) -> String {
        self.lanes.first().map_or_else(|| "clerk".to_owned(), |(id, _)| id.clone())
    }

    /// The roles that act, each with its name.
    fn finish(self, ways: &[Way], openers: &[String]) -> Vec<(String, String)> {
        let fallback = self.fallback();
        let mut roles = self.lanes;
        roles.retain(|(id, _)| {
            openers.contains(id) || ways.iter().any(|way| way.role.as_ref() == Some(id))
        });
        if roles.is_empty() {
            roles.push((fallback.clone(), fallback));
        }
        roles
    }
}
