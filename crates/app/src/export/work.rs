//! The records of each pack's registers, and the measures that follow from them.

use account::Measured;
use hall::Record;
use pack::{Field, FieldType, Language, Measure, Pack, Visibility};
use store::{Cell, Contribution, RecordRow, Total};

use super::table::{Column, Kind, Sheet, Value};
use super::{ExportError, PAGE, Sink, Source};
use crate::fold;

/// A record in a list, and all that its entries tell of it.
type Kept = (RecordRow, Record);

pub(super) fn tables(source: &Source<'_>, sink: &mut dyn Sink) -> Result<(), ExportError> {
    for pack in source.definitions.packs.values() {
        for register in pack.registers.keys() {
            records(pack, register)
                .write(sink, |out| each_record(source, &pack.id, register, |kept| out(&kept)))?;
        }
    }
    let mut measured = Vec::new();
    for pack in source.definitions.packs.values() {
        for (id, measure) in &pack.measures {
            let name = format!("{}/{id}", pack.id);
            let total = source.figures().measured(&name, source.on)?;
            measured.push(Told { name, id, pack, measure, total });
        }
    }
    measures().write_all(sink, measured)?;
    measure_days(source).write(sink, |out| {
        let mut last = None;
        loop {
            let page = source.store.cells(last.as_ref(), PAGE)?;
            let Some((cell, _)) = page.last() else { return Ok(()) };
            last = Some(cell.clone());
            page.iter().try_for_each(&mut *out)?;
        }
    })?;
    contributions(source).write(sink, |out| {
        let mut last = None;
        loop {
            let mut page = source.store.all_contributions(last.as_ref(), PAGE)?;
            page.iter().try_for_each(&mut *out)?;
            let Some(contribution) = page.pop() else { return Ok(()) };
            last = Some(contribution);
        }
    })
}

fn each_record(
    source: &Source<'_>,
    pack: &str,
    register: &str,
    mut each: impl FnMut(Kept) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut last = String::new();
    loop {
        let page = source.store.all_records(&last, PAGE)?;
        let Some(row) = page.last() else { return Ok(()) };
        last.clone_from(&row.id);
        for row in page {
            if row.pack != pack || row.register != register {
                continue;
            }
            if let Some(record) = fold::record(source.definitions, source.store, &row.id)? {
                each((row, record))?;
            }
        }
    }
}

fn records<'a>(pack: &'a Pack, register: &'a str) -> Sheet<'a, Kept> {
    let (text, from) = (Kind::Text, "record.opened");
    let what = format!("register.{register}");
    let of = |language| pack.message(language, &what);
    let zh = format!("登记簿“{}”的档案，按编号", of(Language::Chinese));
    let en = format!("Records of the register \"{}\", by id", of(Language::English));
    let mut sheet = Sheet::<Kept>::new(&format!("records-{}-{register}", pack.id), [&zh, &en])
        .column(("record", text), ["编号", "Id"], from, |it| (&it.0.id).into())
        .column(("state", text), ["状态", "Where it stands"], "record.stepped", |it| {
            (&it.0.state).into()
        })
        .column(("since", Kind::Date), ["何日起", "Since which day"], "record.stepped", |it| {
            it.0.since.into()
        })
        .column(("opened_on", Kind::Date), ["开立日期", "The day it was opened"], from, |it| {
            it.1.history.first().map(|opened| opened.at.date()).into()
        })
        .column(("opened_by", text), ["开立单位", "The office that opened it"], from, |it| {
            it.1.history.first().map(|opened| &opened.office).into()
        })
        .column(("entry", Kind::Integer), ["日志序号", "Index of the entry"], from, |it| {
            it.1.history.first().map(|opened| opened.entry).into()
        })
        .column(
            ("pack_version", Kind::Integer),
            ["开立时业务包的版本", "The version of the pack it was opened under"],
            from,
            |it| u64::from(it.1.opened.version).into(),
        )
        .column(
            ("goes_by", Kind::Integer),
            ["现按业务包的第几版办理", "The version of the pack it goes by"],
            "record.moved",
            |it| u64::from(it.1.version).into(),
        );
    for field in &pack.registers[register].fields {
        let kind = kind(&field.field_type);
        sheet.field(column(pack, register, field), move |(_, record)| {
            record.field(&field.id).map_or(Value::Empty, |text| value(kind, text))
        });
    }
    sheet
}

/// What the dictionary tells of a register's field, also where it is not public.
fn column(pack: &Pack, register: &str, field: &Field) -> Column {
    let key = format!("field.{register}.{}", field.id);
    let (zh, en) = match field.visibility {
        Visibility::Public => ("", ""),
        Visibility::Office => (
            "。仅供有关单位，存于保险库，不导出",
            ". For offices only; it lies in the vault and is not exported",
        ),
        Visibility::Personal => (
            "。个人信息，只存于保险库，从不导出",
            ". Personal; it lies in the vault and never leaves it",
        ),
    };
    let unit = match &field.field_type {
        FieldType::Number { unit } => unit.clone(),
        FieldType::Money => Some("元".to_owned()),
        _ => None,
    };
    Column {
        name: format!("field_{}", field.id),
        zh: format!("{}{zh}", pack.message(Language::Chinese, &key)),
        en: format!("{}{en}", pack.message(Language::English, &key)),
        kind: kind(&field.field_type),
        unit,
        source: format!("pack {} version {}", pack.id, pack.version),
        visibility: field.visibility,
    }
}

fn kind(field: &FieldType) -> Kind {
    match field {
        FieldType::Text
        | FieldType::Code { .. }
        | FieldType::Place
        | FieldType::Office { .. }
        | FieldType::File { .. }
        | FieldType::Point => Kind::Text,
        FieldType::Number { .. } | FieldType::Money => Kind::Decimal,
        FieldType::Date => Kind::Date,
        FieldType::Flag => Kind::Flag,
    }
}

/// What a record has in a field. A later version of the pack may have given the field another type:
/// what does not fit that is left out here, and stands in the entries.
fn value(kind: Kind, text: &str) -> Value {
    match kind {
        Kind::Text => text.into(),
        Kind::Decimal => text.parse().ok().map(Value::Decimal).into(),
        Kind::Date => text.parse().ok().map(Value::Date).into(),
        Kind::Flag => text.parse().ok().map(Value::Flag).into(),
        Kind::Integer => text.parse().ok().map(Value::Integer).into(),
        Kind::Instant => text.parse().ok().map(Value::Instant).into(),
    }
}

/// A measure with its total.
struct Told<'a> {
    name: String,
    id: &'a str,
    pack: &'a Pack,
    measure: &'a Measure,
    total: Measured,
}

fn measures<'a>() -> Sheet<'a, Told<'a>> {
    let text = Kind::Text;
    let name = |it: &Told<'_>, language| {
        let key = format!("measure.{}", it.id);
        Value::from(it.pack.message(language, &key))
    };
    Sheet::<Told<'a>>::new(
        "measures",
        ["指标及其数值，按名称", "Measures and what they come to, by name"],
    )
    .column(("measure", text), ["名称", "Name"], "pack", |it| (&it.name).into())
    .column(("name_zh", text), ["中文名称", "In Chinese"], "pack", move |it| {
        name(it, Language::Chinese)
    })
    .column(("name_en", text), ["英文名称", "In English"], "pack", move |it| {
        name(it, Language::English)
    })
    .column(("unit", text), ["单位", "Unit"], "pack", |it| (&it.measure.unit).into())
    .column(
        ("on", Kind::Date),
        ["截至日期", "The day up to whose end it counts"],
        "rule",
        |it| it.total.as_of.into(),
    )
    .column(("value", Kind::Decimal), ["数值", "Its value"], "contribution", |it| {
        it.total.value.into()
    })
    .column(
        ("records", Kind::Integer),
        ["计入的档案数", "How many records count"],
        "contribution",
        |it| it.total.acts.into(),
    )
}

fn measure_days<'a>(source: &'a Source<'_>) -> Sheet<'a, (Cell, Total)> {
    let (text, from) = (Kind::Text, "contribution");
    Sheet::<(Cell, Total)>::new(
        "measure_days",
        [
            "指标逐日变动，按指标、日期、辖区、单位",
            "Measures by day, place and office, in that order",
        ],
    )
    .column(("measure", text), ["指标", "The measure"], from, |it| (&it.0.measure).into())
    .column(("day", Kind::Date), ["日期", "The day"], from, |it| it.0.day.into())
    .column(("place", text), ["辖区", "The place"], from, |it| (&it.0.place).into())
    .column(("office", text), ["单位", "The office"], from, |it| (&it.0.office).into())
    .column(
        ("value", Kind::Decimal),
        ["增减，单位同指标", "By how much it rose or fell, in the measure's unit"],
        from,
        |it| source.figures().value(&it.0.measure, it.1).into(),
    )
    .column(
        ("records", Kind::Integer),
        ["档案数的增减", "How many records more or fewer"],
        from,
        |it| Value::Integer(it.1.count),
    )
}

fn contributions<'a>(source: &'a Source<'_>) -> Sheet<'a, Contribution> {
    let (text, from) = (Kind::Text, "contribution");
    Sheet::<Contribution>::new(
        "contributions",
        ["指标计入的记录，按指标和日志序号", "What measures count, by measure and entry"],
    )
    .column(("measure", text), ["指标", "The measure"], from, |it| (&it.measure).into())
    .column(("entry", Kind::Integer), ["日志序号", "Index of the entry"], from, |it| {
        it.entry.into()
    })
    .column(("record", text), ["档案", "The record"], from, |it| (&it.record).into())
    .column(("day", Kind::Date), ["日期", "The day on which it counts"], from, |it| it.day.into())
    .column(("place", text), ["辖区", "The place"], from, |it| (&it.place).into())
    .column(("office", text), ["单位", "The office"], from, |it| (&it.office).into())
    .column(
        ("value", Kind::Decimal),
        ["增减，单位同指标", "By how much it rises or falls, in the measure's unit"],
        from,
        |it| {
            let total = Total { count: it.count, amount: it.amount };
            source.figures().value(&it.measure, total).into()
        },
    )
}
