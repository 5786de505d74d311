//! `cityhall coverage`: which rows of the platform's scope are live.
//!
//! A row is live where a pack says that it serves it and has a scenario named after it, which is
//! played by `cityhall pack test`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use pack::Pack;

use super::Ended;
use super::pack::{Checked, checked};
use crate::messages::Language;

/// Options of `cityhall coverage`.
#[derive(Args)]
pub(crate) struct Coverage {
    /// The folder that holds the packs, a folder each.
    #[arg(default_value = "packs")]
    packs: PathBuf,
    /// The language of the table.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

/// The groups of the scope and how many rows each has. The 19 declined rows, group Z, stay unbuilt.
const GROUPS: [(char, u32, &str, &str); 12] = [
    ('A', 46, "事项办理", "Case workflow"),
    ('B', 39, "审批与法定时限", "Approval with a statutory clock"),
    ('C', 62, "登记簿", "Register"),
    ('D', 50, "指标", "Indicator with target"),
    ('E', 31, "规则与红线", "Rule or red line"),
    ('F', 16, "空间", "Spatial"),
    ('G', 19, "优化与调度", "Optimisation and scheduling"),
    ('H', 18, "数据交换", "Data exchange"),
    ('I', 5, "随机抽取", "Random draw"),
    ('J', 19, "公文", "Document"),
    ('K', 22, "资金与待遇", "Money and entitlement"),
    ('L', 48, "工程与项目", "Programmes and projects"),
];

/// A row of the scope: its group and its number in that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row(char, u32);

impl Row {
    /// The row of that name, `A5`, if the scope has it.
    fn named(name: &str) -> Option<Self> {
        let mut characters = name.chars();
        let group = characters.next()?;
        let number = characters.as_str().parse().ok()?;
        let (_, count, ..) = GROUPS.iter().find(|(letter, ..)| *letter == group)?;
        (1..=*count).contains(&number).then_some(Self(group, number))
    }
}

/// What the packs say of the rows.
#[derive(Default)]
struct Rows {
    /// Served with a scenario: in which pack.
    live: BTreeMap<Row, Vec<String>>,
    /// Served without one.
    declared: BTreeMap<Row, Vec<String>>,
}

impl Coverage {
    pub(crate) fn run(self) -> Ended {
        let mut rows = Rows::default();
        for folder in folders(&self.packs)? {
            let Some(Checked { pack, .. }) = checked(&folder, self.lang)? else {
                return Ok(ExitCode::FAILURE);
            };
            rows.add(&folder, &pack)?;
        }
        print!("{}", rows.table(Language::choose(self.lang)));
        Ok(ExitCode::SUCCESS)
    }
}

/// The folders of packs, by name.
fn folders(packs: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let failed = |error: std::io::Error| format!("{}: {error}", packs.display());
    let mut folders = Vec::new();
    for item in fs::read_dir(packs).map_err(failed)? {
        let path = item.map_err(failed)?.path();
        if path.join("pack.toml").is_file() {
            folders.push(path);
        }
    }
    if folders.is_empty() {
        return Err(format!("{} holds no packs: give the folder that does", packs.display()).into());
    }
    folders.sort();
    Ok(folders)
}

impl Rows {
    fn add(&mut self, folder: &Path, pack: &Pack) -> Result<(), String> {
        for name in &pack.serves {
            let unknown = || format!("{}: the scope has no row `{name}`", folder.display());
            let row = Row::named(name).ok_or_else(unknown)?;
            let scenario = folder.join("scenarios").join(format!("{name}.case"));
            let rows = if scenario.is_file() { &mut self.live } else { &mut self.declared };
            rows.entry(row).or_default().push(pack.id.clone());
        }
        // What one pack shows with a scenario need not be shown by another.
        self.declared.retain(|row, _| !self.live.contains_key(row));
        Ok(())
    }

    fn table(&self, language: Language) -> String {
        let say = |zh: &'static str, en: &'static str| match language {
            Language::Zh => zh,
            Language::En => en,
        };
        let count = |rows: &BTreeMap<Row, Vec<String>>, group: char| {
            rows.keys().filter(|row| row.0 == group).count()
        };
        let total: u32 = GROUPS.iter().map(|(_, count, ..)| count).sum();
        let head = say(
            "| 类 | 引擎 | 行数 | 已上线 | 已声明、尚无场景 |",
            "| group | engine | rows | live | declared, no scenario yet |",
        );
        let mut out = format!("{head}\n| --- | --- | ---: | ---: | ---: |\n");
        for (group, rows, zh, en) in GROUPS {
            let (live, declared) = (count(&self.live, group), count(&self.declared, group));
            let engine = say(zh, en);
            let _ = writeln!(out, "| {group} | {engine} | {rows} | {live} | {declared} |");
        }
        let (live, declared) = (self.live.len(), self.declared.len());
        let sum = say("合计", "Total");
        let _ = writeln!(out, "| | **{sum}** | **{total}** | **{live}** | **{declared}** |");
        let head = say("| 行 | 业务包 | 场景 |", "| row | pack | scenario |");
        let _ = write!(out, "\n{head}\n| --- | --- | --- |\n");
        for (Row(group, number), packs) in &self.live {
            for pack in packs {
                let scenario = format!("packs/{pack}/scenarios/{group}{number}.case");
                let _ = writeln!(out, "| {group}{number} | {pack} | `{scenario}` |");
            }
        }
        out
    }
}
