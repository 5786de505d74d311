//! A procedure as a model of BPMN 2.0 that other tools open, with its picture (BPMN DI).

use std::collections::BTreeMap;

use pack::{Language, Pack};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::graph::{Graph, Kind, Node, ROLE};
use crate::layout::{Direction, Laid, Size, lay_out};

/// Writes a procedure of a pack, with names in a language, as a model of BPMN 2.0 in XML.
///
/// Steps are user tasks in the lane of their role (of several instances, where several offices take
/// them), what a clock does timer events, states exclusive gateways, final states end events; a
/// limit's law is the documentation of its state. Read again by [`read`](fn@crate::read), it
/// gives the same states, steps and roles. Nothing if the pack has no such procedure.
#[must_use]
pub fn write(pack: &Pack, procedure: &str, language: Language) -> Option<String> {
    let graph = Graph::of(pack, procedure, language)?;
    let sizes: Vec<Size> = graph.nodes.iter().map(|node| size(node.kind)).collect();
    let laid = lay_out(&graph, &sizes, Direction::Right);
    let key = format!("procedure.{procedure}");
    let name = pack.message(language, &key);
    let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 2));
    xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    let namespace = format!("urn:cityhall:pack:{}", pack.id);
    let definitions = [
        ("xmlns:bpmn", "http://www.omg.org/spec/BPMN/20100524/MODEL"),
        ("xmlns:bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI"),
        ("xmlns:dc", "http://www.omg.org/spec/DD/20100524/DC"),
        ("xmlns:di", "http://www.omg.org/spec/DD/20100524/DI"),
        ("id", "definitions"),
        ("targetNamespace", &namespace),
        ("exporter", "Cityhall"),
        ("exporterVersion", env!("CARGO_PKG_VERSION")),
    ];
    xml.within("bpmn:definitions", &definitions, |xml| {
        let about = [("id", procedure), ("name", name), ("isExecutable", "false")];
        xml.within("bpmn:process", &about, |xml| process(xml, &graph));
        xml.within("bpmndi:BPMNDiagram", &[("id", "diagram")], |xml| {
            let plane = [("id", "plane"), ("bpmnElement", procedure)];
            xml.within("bpmndi:BPMNPlane", &plane, |xml| picture(xml, &graph, &sizes, &laid));
        });
    });
    Some(xml.text())
}

/// The sizes that tools for models draw.
fn size(kind: Kind) -> Size {
    let (width, height) = match kind {
        Kind::Start | Kind::Final | Kind::Timer => (36.0, 36.0),
        Kind::State => (50.0, 50.0),
        Kind::Step => (100.0, 80.0),
    };
    Size { width, height }
}

fn process(xml: &mut Xml, graph: &Graph) {
    let mut lanes: BTreeMap<&str, (&str, Vec<&str>)> = BTreeMap::new();
    for node in &graph.nodes {
        let by = node.by.as_ref().filter(|_| node.kind != Kind::Timer);
        if let Some((role, name)) = by {
            lanes.entry(role).or_insert((name, Vec::new())).1.push(&node.id);
        }
    }
    xml.within("bpmn:laneSet", &[("id", "lanes")], |xml| {
        for (role, (name, nodes)) in &lanes {
            let lane = [("id", format!("{ROLE}{role}")), ("name", (*name).to_owned())];
            xml.within("bpmn:lane", &lane, |xml| {
                nodes.iter().for_each(|node| xml.text_in("bpmn:flowNodeRef", node));
            });
        }
    });
    for (at, node) in graph.nodes.iter().enumerate() {
        flow_node(xml, graph, at, node);
    }
    for (at, &(from, to)) in graph.ways.iter().enumerate() {
        let ends = [
            ("id", way(at)),
            ("sourceRef", graph.nodes[from].id.clone()),
            ("targetRef", graph.nodes[to].id.clone()),
        ];
        xml.within("bpmn:sequenceFlow", &ends, |_| ());
    }
}

fn flow_node(xml: &mut Xml, graph: &Graph, at: usize, node: &Node) {
    let element = match node.kind {
        Kind::Start => "bpmn:startEvent",
        Kind::State => "bpmn:exclusiveGateway",
        Kind::Final => "bpmn:endEvent",
        Kind::Step => "bpmn:userTask",
        Kind::Timer => "bpmn:intermediateCatchEvent",
    };
    let mut about = vec![("id", node.id.as_str())];
    if !node.name.is_empty() {
        about.push(("name", &node.name));
    }
    xml.within(element, &about, |xml| {
        let clock = node.by.as_ref().filter(|_| node.kind == Kind::Timer);
        if let Some(told) = node.basis.as_ref().or(clock.map(|(_, name)| name)) {
            xml.text_in("bpmn:documentation", told);
        }
        let ways = || graph.ways.iter().enumerate();
        for (place, _) in ways().filter(|(_, (_, to))| *to == at) {
            xml.text_in("bpmn:incoming", &way(place));
        }
        for (place, _) in ways().filter(|(_, (from, _))| *from == at) {
            xml.text_in("bpmn:outgoing", &way(place));
        }
        if node.kind == Kind::Timer {
            xml.within::<&str>("bpmn:timerEventDefinition", &[], |_| ());
        }
        if node.each {
            let at_once = [("isSequential", "false")];
            xml.within("bpmn:multiInstanceLoopCharacteristics", &at_once, |_| ());
        }
    });
}

fn picture(xml: &mut Xml, graph: &Graph, sizes: &[Size], laid: &Laid) {
    for ((node, size), middle) in graph.nodes.iter().zip(sizes).zip(&laid.middles) {
        let shape = [("id", format!("shape_{}", node.id)), ("bpmnElement", node.id.clone())];
        xml.within("bpmndi:BPMNShape", &shape, |xml| {
            let bounds = [
                ("x", pixels(middle.x - size.width / 2.0)),
                ("y", pixels(middle.y - size.height / 2.0)),
                ("width", pixels(size.width)),
                ("height", pixels(size.height)),
            ];
            xml.within("dc:Bounds", &bounds, |_| ());
        });
    }
    for (at, line) in laid.lines.iter().enumerate() {
        let edge = [("id", format!("edge_{at}")), ("bpmnElement", way(at))];
        xml.within("bpmndi:BPMNEdge", &edge, |xml| {
            for point in line {
                let at = [("x", pixels(point.x)), ("y", pixels(point.y))];
                xml.within("di:waypoint", &at, |_| ());
            }
        });
    }
}

fn way(at: usize) -> String {
    format!("way_{at}")
}

fn pixels(length: f64) -> String {
    format!("{length:.0}")
}

/// XML that is written into memory, where nothing fails.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn event(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("memory takes all that is written");
    }

    /// An element with attributes and what `content` writes.
    fn within<V: AsRef<str>>(
        &mut self,
        name: &str,
        attributes: &[(&str, V)],
        content: impl FnOnce(&mut Self),
    ) {
        let pairs = attributes.iter().map(|(name, value)| (*name, value.as_ref()));
        self.event(Event::Start(BytesStart::new(name).with_attributes(pairs)));
        content(self);
        self.event(Event::End(BytesEnd::new(name)));
    }

    fn text_in(&mut self, name: &str, text: &str) {
        self.event(Event::Start(BytesStart::new(name)));
        self.event(Event::Text(BytesText::new(text)));
        self.event(Event::End(BytesEnd::new(name)));
    }

    fn text(self) -> String {
        String::from_utf8(self.0.into_inner()).expect("text was written")
    }
}
