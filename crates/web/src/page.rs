//! The pages, one file each.

pub(crate) mod about;
pub(crate) mod check;
pub(crate) mod clocks;
pub(crate) mod commitment;
pub(crate) mod commitments;
pub(crate) mod correct;
pub(crate) mod desk;
pub(crate) mod draft;
pub(crate) mod duplicates;
pub(crate) mod entry;
pub(crate) mod home;
pub(crate) mod input;
pub(crate) mod intake;
pub(crate) mod log;
pub(crate) mod measure;
pub(crate) mod mine;
pub(crate) mod moving;
pub(crate) mod open;
pub(crate) mod personal;
pub(crate) mod record;
pub(crate) mod records;
pub(crate) mod report;
pub(crate) mod rules;
pub(crate) mod steps;
pub(crate) mod submit;

use axum::response::Response;

use crate::failure::{self, Failure};
use crate::visit::Visit;

/// How many rows a page of a list has.
const PAGE_ROWS: usize = 25;

/// Where a list goes on.
pub(crate) struct Pages {
    pub(crate) number: usize,
    pub(crate) count: usize,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
}

impl Pages {
    /// The page that an address asks for, of a list of `rows`. Past the end is the last.
    fn new(address: &crate::address::Address, rows: usize) -> Self {
        let count = rows.div_ceil(PAGE_ROWS).max(1);
        let asked = address.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
        let number = asked.clamp(1, count);
        let to = |page: usize| address.with("page", &page.to_string()).to_string();
        Self {
            number,
            count,
            previous: (number > 1).then(|| to(number - 1)),
            next: (number < count).then(|| to(number + 1)),
        }
    }

    /// How many rows come before it.
    fn offset(&self) -> usize {
        (self.number - 1) * PAGE_ROWS
    }
}

/// Any address that no page has.
pub(crate) async fn not_found(visit: Visit) -> Response {
    let failure =
        Failure { status: axum::http::StatusCode::NOT_FOUND, code: "not-found", detail: None };
    failure::page(visit.language, &visit.address, &failure)
}
