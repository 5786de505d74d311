//! The parts of a BPMN model that say how work flows, as they stand in its XML.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::read::Unreadable;

/// A process: what stands in one pool.
#[derive(Debug, Default)]
pub(crate) struct Process {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) elements: Vec<Element>,
    pub(crate) flows: Vec<Flow>,
    pub(crate) lanes: Vec<Lane>,
}

/// A node of the flow.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) shape: Shape,
    /// Whether it waits for a time.
    pub(crate) timer: bool,
}

impl Element {
    /// Whether it takes a record further: a task, or a time that is waited for.
    pub(crate) fn is_task(&self) -> bool {
        match self.shape {
            Shape::Task | Shape::Inner => true,
            Shape::Between => self.timer,
            _ => false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    Start,
    End,
    Task,
    /// A task with a process of its own inside.
    Inner,
    /// One way is taken.
    Choice,
    /// Several ways are taken at once, or are waited for.
    Split,
    /// Something happens between tasks.
    Between,
    /// Something happens during the task of that id.
    During(String),
}

/// A way from one node to another.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) name: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// A lane, and the ids of the nodes in it.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) nodes: Vec<String>,
}

/// What is found in a file.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) processes: Vec<Process>,
    /// How many messages pass between pools.
    pub(crate) messages: usize,
}

/// Finds the processes in a model's XML. What stands inside a sub-process is passed over.
pub(crate) fn parse(xml: &str) -> Result<Model, Unreadable> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut model = Model::default();
    let mut open: Vec<String> = Vec::new();
    // How many elements were open when the outermost sub-process began.
    let mut inside = None;
    let mut root = None;
    loop {
        match reader.read_event() {
            Err(error) => return Err(Unreadable::NotXml(error.to_string())),
            Ok(Event::Eof) => break,
            Ok(Event::Start(start)) => {
                let local = start.local_name().as_ref().to_owned();
                root.get_or_insert_with(|| local.clone());
                if inside.is_none() {
                    let parent = open.last().map_or("", String::as_str);
                    model.begin(&local, parent, &start);
                    if shape(&local, &start) == Some(Shape::Inner) {
                        inside = Some(open.len());
                    }
                }
                open.push(local);
            }
            Ok(Event::End(_)) => {
                open.pop();
                if inside == Some(open.len()) {
                    inside = None;
                }
            }
            Ok(Event::Text(written)) if open.last().is_some_and(|it| it == "flowNodeRef") => {
                model.name_node(written.trim());
            }
            Ok(_) => {}
        }
    }
    match root {
        Some(name) if name == "definitions" => Ok(model),
        Some(name) => Err(Unreadable::NotBpmn(name)),
        None => Err(Unreadable::NotXml(String::new())),
    }
}

impl Model {
    fn begin(&mut self, local: &str, parent: &str, start: &BytesStart<'_>) {
        let [id, name] = ["id", "name"].map(|key| attribute(start, key).unwrap_or_default());
        if local == "process" {
            self.processes.push(Process { id, name, ..Process::default() });
            return;
        }
        if local == "messageFlow" {
            self.messages += 1;
        }
        let Some(process) = self.processes.last_mut() else { return };
        match local {
            "sequenceFlow" => {
                let [from, to] =
                    ["sourceRef", "targetRef"].map(|key| attribute(start, key).unwrap_or_default());
                process.flows.push(Flow { name, from, to });
            }
            "lane" => process.lanes.push(Lane { id, name, nodes: Vec::new() }),
            "timerEventDefinition" if parent.ends_with("Event") => {
                if let Some(event) = process.elements.last_mut() {
                    event.timer = true;
                }
            }
            _ => {
                if let Some(shape) = shape(local, start) {
                    process.elements.push(Element { id, name, shape, timer: false });
                }
            }
        }
    }

    /// A node is in the lane that was begun last.
    fn name_node(&mut self, id: &str) {
        let lane = self.processes.last_mut().and_then(|process| process.lanes.last_mut());
        if let Some(lane) = lane {
            lane.nodes.push(id.to_owned());
        }
    }
}

fn shape(local: &str, start: &BytesStart<'_>) -> Option<Shape> {
    Some(match local {
        "startEvent" => Shape::Start,
        "endEvent" => Shape::End,
        "task" | "userTask" | "manualTask" | "serviceTask" | "scriptTask" | "sendTask"
        | "receiveTask" | "businessRuleTask" | "callActivity" => Shape::Task,
        "subProcess" | "transaction" | "adHocSubProcess" => Shape::Inner,
        "exclusiveGateway" | "eventBasedGateway" => Shape::Choice,
        "parallelGateway" | "inclusiveGateway" | "complexGateway" => Shape::Split,
        "intermediateCatchEvent" | "intermediateThrowEvent" => Shape::Between,
        "boundaryEvent" => Shape::During(attribute(start, "attachedToRef").unwrap_or_default()),
        _ => return None,
    })
}

fn attribute(start: &BytesStart<'_>, key: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|found| found.key.as_ref() == key)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    // Tools break names with line ends so that they fit their boxes.
    Some(value.split_whitespace().collect::<Vec<_>>().join(" "))
}
