//! The log itself: all entries, the steps that they record, the documents that they name.

use hall::{Event, Stepped};
use jiff::civil::Date;
use journal::entry::canonical;
use journal::{Entry, Hash, leaf_hash};
use serde_json::Value as Json;

use super::table::{Kind, Sheet, Value};
use super::{ExportError, PAGE, Sink, Source};
use crate::Error;
use crate::upkeep::each_document;

pub(super) fn tables(source: &Source<'_>, sink: &mut dyn Sink) -> Result<(), ExportError> {
    steps().write(sink, |out| {
        each_entry(source, |at| match stepped(&at)? {
            Some(step) => out(&(at, step)),
            None => Ok(()),
        })
    })?;
    documents().write(sink, |out| {
        each_document(source.store, |hash, bytes| out(&(*hash, bytes.len() as u64)))
    })?;
    entries().write(sink, |out| each_entry(source, |at| out(&at)))
}

/// An entry with its place in the log.
struct At {
    index: u64,
    leaf: Hash,
    on: Date,
    entry: Entry,
}

fn each_entry(
    source: &Source<'_>,
    mut each: impl FnMut(At) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut first = 0;
    loop {
        let page = source.store.entries(first, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        first = last.index + 1;
        for stored in page {
            let (index, leaf) = (stored.index, leaf_hash(&stored.bytes));
            let entry = Entry::decode(&stored.bytes)
                .map_err(|error| Error::Journal { index, why: error.to_string() })?;
            let on = source.definitions.city.day(entry.at);
            each(At { index, leaf, on, entry })?;
        }
    }
}

fn stepped(at: &At) -> Result<Option<Stepped>, ExportError> {
    if !Event::KINDS.contains(&at.entry.kind.as_str()) {
        return Ok(None);
    }
    let failed = |why: String| Error::Journal { index: at.index, why };
    let event = Event::from_body(&at.entry.kind, &at.entry.body);
    match event.map_err(|error| failed(error.to_string()))? {
        Event::Stepped(step) => Ok(Some(step)),
        Event::Opened(_) | Event::Moved(_) => Ok(None),
    }
}

fn entries<'a>() -> Sheet<'a, At> {
    let (text, from) = (Kind::Text, "entry");
    Sheet::<At>::new("entries", ["日志的全部记录，按序号", "All entries of the log, by index"])
        .column(("entry", Kind::Integer), ["序号，从0起", "Index, from 0"], from, |it| {
            it.index.into()
        })
        .column(("at", Kind::Instant), ["时间", "When it was made"], from, |it| {
            Value::Instant(it.entry.at)
        })
        .column(("day", Kind::Date), ["当地日期", "The city's day then"], from, |it| {
            it.on.into()
        })
        .column(("kind", text), ["种类", "What kind of act it records"], from, |it| {
            (&it.entry.kind).into()
        })
        .column(("office", text), ["办理单位", "The office that acted"], from, |it| {
            (&it.entry.by.office).into()
        })
        .column(("role", text), ["办理角色", "The role it acted in"], from, |it| {
            (&it.entry.by.role).into()
        })
        .column(("subject", text), ["所涉事项", "What it is about"], from, |it| {
            (&it.entry.subject).into()
        })
        .column(
            ("body", text),
            ["内容，规范JSON（RFC 8785）", "What it says, as canonical JSON (RFC 8785)"],
            from,
            |it| body(&it.entry).into(),
        )
        .column(
            ("leaf", text),
            ["叶哈希，十六进制（RFC 6962）", "Hash of its leaf, hexadecimal (RFC 6962)"],
            "journal",
            |it| (&it.leaf.hex()).into(),
        )
}

/// An entry that was encoded has a body that can be.
fn body(entry: &Entry) -> Option<String> {
    let bytes = canonical::write(&Json::Object(entry.body.clone())).ok()?;
    String::from_utf8(bytes).ok()
}

fn steps<'a>() -> Sheet<'a, (At, Stepped)> {
    let (text, from) = (Kind::Text, "record.stepped");
    Sheet::<(At, Stepped)>::new(
        "steps",
        ["档案办理的步骤，按日志序号", "Steps of records, by entry"],
    )
    .column(("record", text), ["档案", "The record"], from, |(at, _)| (&at.entry.subject).into())
    .column(("entry", Kind::Integer), ["日志序号", "Index of the entry"], from, |(at, _)| {
        at.index.into()
    })
    .column(("day", Kind::Date), ["日期", "The day"], from, |(at, _)| at.on.into())
    .column(("office", text), ["办理单位", "The office that took it"], from, |(at, _)| {
        (&at.entry.by.office).into()
    })
    .column(("step", text), ["步骤", "The step"], from, |(_, it)| (&it.step).into())
    .column(("to", text), ["办后状态", "The state that it led to"], from, |(_, it)| {
        (&it.to).into()
    })
    .column(("evidence", text), ["凭据", "What shows it"], from, |(_, it)| {
        it.evidence.as_ref().into()
    })
    .column(("reason", text), ["理由", "Why"], from, |(_, it)| it.reason.as_ref().into())
    .column(("note", text), ["备注", "A remark"], from, |(_, it)| it.note.as_ref().into())
}

fn documents<'a>() -> Sheet<'a, (Hash, u64)> {
    let from = "document";
    Sheet::<(Hash, u64)>::new(
        "documents",
        ["日志引用的文件，按哈希", "Documents that entries name, by hash"],
    )
    .column(("sha256", Kind::Text), ["SHA-256，十六进制", "SHA-256, hexadecimal"], from, |it| {
        (&it.0.hex()).into()
    })
    .column(("bytes", Kind::Integer), ["字节数", "How many bytes it has"], from, |it| {
        it.1.into()
    })
}
