//! A procedure as nodes and the ways between them. Steps are nodes too: each has a box of its own,
//! in which its role is told, and no name has to find room beside an arrow.

use std::slice;

use pack::{Language, Pack, Step, Taker};

/// Nodes, and the ways between them by their places in the list.
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    pub(crate) ways: Vec<(usize, usize)>,
}

/// A state or a step, or where a record is opened.
pub(crate) struct Node {
    /// Unique in its graph: `state_filed`, `step_assign`.
    pub(crate) id: String,
    pub(crate) kind: Kind,
    /// Its name for people.
    pub(crate) name: String,
    /// The role that acts here, its id and its name for people; or the name of a clock, without id.
    pub(crate) by: Option<(String, String)>,
    /// By which law a record may stand here for a limited time only.
    pub(crate) basis: Option<String>,
    /// Whether several offices take the step, each once.
    pub(crate) each: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Where a record is opened.
    Start,
    /// A state that steps lead out of.
    State,
    /// A state that nothing leads out of.
    Final,
    /// A step.
    Step,
    /// A step that a clock takes when it has run out.
    Timer,
}

/// The id of the node where a role opens a record.
pub(crate) const START: &str = "start_";
/// The id of a state's node.
pub(crate) const STATE: &str = "state_";
/// The id of a step's node.
pub(crate) const STEP: &str = "step_";
/// The id of a role's lane.
pub(crate) const ROLE: &str = "role_";
/// Between the id of a step that stays and the state in which it stays.
pub(crate) const IN: &str = "__in__";

impl Graph {
    /// The graph of a procedure of a pack, with names in a language; nothing if there is none.
    pub(crate) fn of(pack: &Pack, id: &str, language: Language) -> Option<Self> {
        let procedure = pack.procedures.get(id)?;
        let word = |key: String| pack.message(language, &key).to_owned();
        let role = |role: &str| (role.to_owned(), pack.role_name(language, role));
        let starts = procedure.opened_by.iter().map(|opener| Node {
            id: format!("{START}{opener}"),
            kind: Kind::Start,
            name: String::new(),
            by: Some(role(opener)),
            basis: None,
            each: false,
        });
        let states = procedure.states.iter().map(|state| Node {
            id: format!("{STATE}{}", state.id),
            kind: if state.is_final { Kind::Final } else { Kind::State },
            name: word(format!("state.{id}.{}", state.id)),
            by: None,
            each: false,
            basis: state.limit.as_ref().map(|limit| limit.basis.clone()),
        });
        let mut graph = Self { nodes: starts.chain(states).collect(), ways: Vec::new() };
        if let Some(first) = graph.state(&procedure.start) {
            graph.ways.extend((0..procedure.opened_by.len()).map(|start| (start, first)));
        }
        for step in &procedure.steps {
            let name = word(format!("step.{id}.{}", step.id));
            let clock = |clock: &str| word(format!("clock.{id}.{clock}"));
            let (kind, by) = match &step.taker {
                Taker::Role(taker) => (Kind::Step, role(taker)),
                Taker::Clock(taker) => (Kind::Timer, (String::new(), clock(taker))),
            };
            graph.add_step(step, kind, &name, &by);
        }
        Some(graph)
    }

    /// A step that leads on has one box. One that stays has a box for each state that it stays in,
    /// since a box has one way out.
    fn add_step(&mut self, step: &Step, kind: Kind, name: &str, by: &(String, String)) {
        let mut add = |id: String, from: &[String], to: &str| {
            let (name, by) = (name.to_owned(), Some(by.clone()));
            self.nodes.push(Node { id, kind, name, by, basis: None, each: step.each_of.is_some() });
            let step = self.nodes.len() - 1;
            let into = from.iter().filter_map(|state| self.state(state)).map(|at| (at, step));
            let out = self.state(to).map(|at| (step, at));
            let ways: Vec<_> = into.chain(out).collect();
            self.ways.extend(ways);
        };
        let id = format!("{STEP}{}", step.id);
        match &step.to {
            Some(to) => add(id, &step.from, to),
            None => step.from.iter().for_each(|state| {
                add(format!("{id}{IN}{state}"), slice::from_ref(state), state);
            }),
        }
    }

    fn state(&self, id: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.id.strip_prefix(STATE) == Some(id))
    }
}
