//! Where the nodes of a graph stand and how the ways between them run.

use dagre::graph::{Graph as Dagre, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir, layout};

use crate::graph::Graph;

/// A point, in the units of the sizes given; x to the right and y down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// Width and height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Size {
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// Which way a graph is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From above, as on a phone.
    Down,
    /// From the left, as tools for models draw.
    Right,
}

/// A graph laid out.
#[derive(Debug)]
pub(crate) struct Laid {
    pub(crate) size: Size,
    /// The middle of each node.
    pub(crate) middles: Vec<Point>,
    /// The points that each way runs through, from the edge of a node to that of another.
    pub(crate) lines: Vec<Vec<Point>>,
}

/// Free room around the whole.
const MARGIN: f64 = 12.0;

/// Lays a graph out: `sizes` has the size of each node. The same graph is laid out the same way.
pub(crate) fn lay_out(graph: &Graph, sizes: &[Size], direction: Direction) -> Laid {
    let mut plan: Dagre<NodeLabel, EdgeLabel> =
        Dagre::with_options(GraphOptions { directed: true, ..GraphOptions::default() });
    for (node, size) in graph.nodes.iter().zip(sizes) {
        let label = NodeLabel { width: size.width, height: size.height, ..NodeLabel::default() };
        plan.set_node(node.id.as_str(), Some(label));
    }
    let name = |at: usize| graph.nodes[at].id.as_str();
    for &(from, to) in &graph.ways {
        plan.set_edge(name(from), name(to), Some(EdgeLabel::default()), None);
    }
    let rankdir = match direction {
        Direction::Down => RankDir::TB,
        Direction::Right => RankDir::LR,
    };
    let options = LayoutOptions {
        rankdir,
        nodesep: 28.0,
        edgesep: 16.0,
        ranksep: 34.0,
        marginx: MARGIN,
        marginy: MARGIN,
        ..LayoutOptions::default()
    };
    layout(&mut plan, Some(options));
    let middles: Vec<Point> = graph
        .nodes
        .iter()
        .map(|node| {
            let label = plan.node(&node.id);
            let at = |of: fn(&NodeLabel) -> Option<f64>| label.and_then(of).unwrap_or_default();
            Point { x: at(|label| label.x), y: at(|label| label.y) }
        })
        .collect();
    let lines: Vec<Vec<Point>> = graph
        .ways
        .iter()
        .map(|&(from, to)| {
            let points = plan.edge(name(from), name(to), None).map(|edge| edge.points.as_slice());
            points.unwrap_or_default().iter().map(|at| Point { x: at.x, y: at.y }).collect()
        })
        .collect();
    let corners = middles.iter().zip(sizes).map(|(middle, size)| Point {
        x: middle.x + size.width / 2.0,
        y: middle.y + size.height / 2.0,
    });
    let furthest = corners.chain(lines.iter().flatten().copied()).fold(
        Size { width: 0.0, height: 0.0 },
        |size, at| Size { width: size.width.max(at.x), height: size.height.max(at.y) },
    );
    let size = Size { width: furthest.width + MARGIN, height: furthest.height + MARGIN };
    Laid { size, middles, lines }
}
