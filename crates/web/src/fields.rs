//! The fields of the forms by which a person corrects a figure or a promise, with what stands in
//! them.

use account::{Assigned, PROMISE_KINDS, TargetMade};

use crate::form::CorrectionForm;
use crate::portal::{Frame, Portal};

/// The parts of a report.
pub(crate) const PARTS: [&str; 3] = ["review", "plan", "other"];

const SENSES: [&str; 4] = ["level", "change", "share", "rank"];

const RELATIONS: [&str; 6] = ["eq", "approx", "ge", "gt", "le", "lt"];

/// A choice of a form.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) chosen: bool,
}

/// The fields of a form; each form shows those that it is about.
pub(crate) struct Fields {
    pub(crate) quote: String,
    pub(crate) action: String,
    pub(crate) subject: String,
    pub(crate) object: String,
    pub(crate) value: String,
    pub(crate) value_high: String,
    pub(crate) unit: String,
    pub(crate) year: String,
    pub(crate) parts: Vec<Choice>,
    pub(crate) senses: Vec<Choice>,
    pub(crate) directions: Vec<Choice>,
    pub(crate) relations: Vec<Choice>,
    pub(crate) kinds: Vec<Choice>,
    /// The offices, that which leads chosen.
    pub(crate) offices: Vec<Choice>,
    /// The offices, those that support chosen.
    pub(crate) supporting: Vec<Choice>,
    pub(crate) due: String,
}

impl Fields {
    /// Of a figure.
    pub(crate) fn of_target(portal: &Portal, frame: &Frame, target: &TargetMade) -> Self {
        Self {
            action: target.action.clone(),
            subject: target.subject.clone(),
            value: target.value.normalize().to_string(),
            value_high: target.value_high.map(|it| it.normalize().to_string()).unwrap_or_default(),
            unit: target.unit.clone(),
            senses: choices(frame, "sense", &SENSES, &target.sense),
            directions: choices(frame, "direction-name", &["up", "down"], &target.direction),
            relations: choices(frame, "relation-name", &RELATIONS, &target.relation),
            ..Self::empty(portal, frame)
        }
    }

    /// Of those who answer for a promise.
    pub(crate) fn of_owner(portal: &Portal, frame: &Frame, assigned: Option<&Assigned>) -> Self {
        let Some(Assigned { lead, supporting, due, .. }) = assigned else {
            return Self::empty(portal, frame);
        };
        Self {
            offices: offices(portal, frame, |office| office == lead),
            supporting: offices(portal, frame, |office| supporting.iter().any(|it| it == office)),
            due: due.map(|due| due.to_string()).unwrap_or_default(),
            ..Self::empty(portal, frame)
        }
    }

    /// With nothing in them.
    pub(crate) fn empty(portal: &Portal, frame: &Frame) -> Self {
        Self {
            quote: String::new(),
            action: String::new(),
            subject: String::new(),
            object: String::new(),
            value: String::new(),
            value_high: String::new(),
            unit: String::new(),
            year: String::new(),
            parts: choices(frame, "part", &PARTS, "plan"),
            senses: choices(frame, "sense", &SENSES, "level"),
            directions: choices(frame, "direction-name", &["up", "down"], "up"),
            relations: choices(frame, "relation-name", &RELATIONS, "eq"),
            kinds: choices(frame, "promise-kind", &PROMISE_KINDS, "output"),
            offices: offices(portal, frame, |_| false),
            supporting: offices(portal, frame, |_| false),
            due: String::new(),
        }
    }

    /// Whether any office supports.
    pub(crate) fn has_supporting(&self) -> bool {
        self.supporting.iter().any(|office| office.chosen)
    }

    /// Puts in what was typed before the form was refused.
    pub(crate) fn retype(&mut self, typed: &CorrectionForm) {
        let texts = [
            ("quote", &mut self.quote),
            ("action", &mut self.action),
            ("subject", &mut self.subject),
            ("object", &mut self.object),
            ("value", &mut self.value),
            ("value_high", &mut self.value_high),
            ("unit", &mut self.unit),
            ("year", &mut self.year),
            ("due", &mut self.due),
        ];
        for (name, field) in texts {
            if typed.has(name) {
                typed.get(name).clone_into(field);
            }
        }
        let lists = [
            ("part", &mut self.parts),
            ("sense", &mut self.senses),
            ("direction", &mut self.directions),
            ("relation", &mut self.relations),
            ("kind", &mut self.kinds),
            ("lead", &mut self.offices),
        ];
        for (name, list) in lists {
            if typed.has(name) {
                for choice in list {
                    choice.chosen = choice.value == typed.get(name);
                }
            }
        }
        // A box that is not ticked sends nothing: the form has them where it asks who leads.
        if typed.has("lead") {
            for office in &mut self.supporting {
                office.chosen = typed.all("supporting").any(|chosen| chosen == office.value);
            }
        }
    }
}

/// The choices of a list whose names are messages.
pub(crate) fn choices(frame: &Frame, kind: &str, values: &[&str], chosen: &str) -> Vec<Choice> {
    let choice = |value: &&str| Choice {
        value: (*value).to_owned(),
        text: frame.t(&format!("{kind}-{value}")),
        chosen: *value == chosen,
    };
    values.iter().map(choice).collect()
}

fn offices(portal: &Portal, frame: &Frame, is_chosen: impl Fn(&str) -> bool) -> Vec<Choice> {
    let choice = |office: &hall::Office| Choice {
        value: office.id.clone(),
        text: frame.texts.name(&office.name).to_owned(),
        chosen: is_chosen(&office.id),
    };
    portal.app.city().offices.iter().map(choice).collect()
}
