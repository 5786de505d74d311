//! A procedure as nodes and the ways between them. Steps are nodes too: each has a box of its own,
//! in which its role is told, and no name has to find room beside an arrow.

use std::iter::once;
use std::slice;

use pack::{Language, Pack, Step};

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
    /// The role that acts here: its id and its name for people.
    pub(crate) role: Option<(String, String)>,
    /// By which law a record may stand here for a limited time only.
    pub(crate) basis: Option<String>,
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
}

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
        let role = |role: &str| (role.to_owned(), word(format!("role.{role}")));
        let start = Node {
            id: "start".to_owned(),
            kind: Kind::Start,
            name: String::new(),
            role: Some(role(&procedure.opened_by)),
            basis: None,
        };
        let states = procedure.states.iter().map(|state| Node {
            id: format!("{STATE}{}", state.id),
            kind: if state.is_final { Kind::Final } else { Kind::State },
            name: word(format!("state.{id}.{}", state.id)),
            role: None,
            basis: state.limit.as_ref().map(|limit| limit.basis.clone()),
        });
        let mut graph = Self { nodes: once(start).chain(states).collect(), ways: Vec::new() };
        graph.ways.extend(graph.state(&procedure.start).map(|start| (0, start)));
        for step in &procedure.steps {
            let name = word(format!("step.{id}.{}", step.id));
            graph.add_step(step, &name, &role(&step.role));
        }
        Some(graph)
    }

    /// A step that leads on has one box. One that stays has a box for each state that it stays in,
    /// since a box has one way out.
    fn add_step(&mut self, step: &Step, name: &str, role: &(String, String)) {
        let mut add = |id: String, from: &[String], to: &str| {
            let (name, role) = (name.to_owned(), Some(role.clone()));
            self.nodes.push(Node { id, kind: Kind::Step, name, role, basis: None });
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
