//! The dictionary of an export: what every table and column is, as a table of its own.

use app::export::{Column, Table};

use super::csv::writer;

const HEADER: [&str; 8] =
    ["table", "column", "zh-CN", "en", "type", "unit", "source", "visibility"];

/// What holds for all tables.
const OF_ALL: [&str; 8] = [
    "*",
    "",
    "空白表示没有。个人信息只存于保险库，从不导出；令牌也不导出。\
     各表由日志得出，日志的签名检查点见文件 checkpoint。",
    "Empty means that there is none. Personal data lies in the vault and is never exported, and \
     neither are tokens. All tables follow from the log whose signed checkpoint is in the file \
     checkpoint.",
    "export",
    "",
    "",
    "public",
];

/// The dictionary of these tables, as CSV.
pub(super) fn bytes(tables: &[(Table, u64)], bom: bool) -> csv::Result<Vec<u8>> {
    let mut out = writer(Vec::new(), bom)?;
    out.write_record(HEADER)?;
    out.write_record(OF_ALL)?;
    for (table, _) in tables {
        let Table { name, zh, en, columns } = table;
        out.write_record([name.as_str(), "", zh, en, "table", "", "", "public"])?;
        for column in columns {
            let Column { name: column, zh, en, kind, unit, source, visibility } = column;
            let unit = unit.as_deref().unwrap_or_default();
            let (kind, visibility) = (kind.name(), visibility.name());
            out.write_record([name, column, zh, en, kind, unit, source, visibility])?;
        }
    }
    out.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
