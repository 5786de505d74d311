//! What the command line says, in both languages.

/// A language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Language {
    /// 中文
    Zh,
    /// English
    En,
}

impl Language {
    /// The language asked for, else that of the environment, else Chinese.
    pub(crate) fn choose(asked: Option<Self>) -> Self {
        asked.or_else(Self::from_environment).unwrap_or(Self::Zh)
    }

    #[expect(clippy::disallowed_methods, reason = "the binary is where the environment is read")]
    fn from_environment() -> Option<Self> {
        let value = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))?;
        match value.get(..2)? {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The same, as the documents crate calls it.
    pub(crate) fn of_documents(self) -> documents::Language {
        match self {
            Self::Zh => documents::Language::Chinese,
            Self::En => documents::Language::English,
        }
    }

    /// The same, as the pack crate calls it.
    pub(crate) fn of_packs(self) -> pack::Language {
        match self {
            Self::Zh => pack::Language::Chinese,
            Self::En => pack::Language::English,
        }
    }

    /// Its tag in pages (BCP 47).
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The message of a key.
    pub(crate) fn say(self, key: Key) -> &'static str {
        let (zh, en) = key.both();
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// Everything that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Untitled,
    Place,
    Year,
    Unknown,
    Figures,
    Commitments,
    Section,
    Part,
    Review,
    Plan,
    Other,
    Subject,
    Action,
    Amount,
    Meant,
    Object,
    Targets,
    Words,
    Due,
    Level,
    Up,
    Down,
    Change,
    Share,
    Rank,
    FilesFailed,
    NoPlanPart,
    NoReviewPart,
    NoYear,
    NumberTooLarge,
    NotChinese,
    CannotWrite,
    Body,
    Date,
    Speaker,
    Measurable,
    Sections,
    MainTargets,
    Indicator,
    CannotMeasure,
    CheckFirst,
    Sure,
    Beware,
    MoreWith,
    AndMore,
    File,
    Reports,
    Comma,
    LacksNumber,
    LacksDate,
    LacksOwner,
    Glossary,
    Term,
    Uses,
    Explanation,
    Outcome,
    Output,
    Works,
    Money,
    Rule,
    Service,
    Institution,
    Event,
    Kind,
    Where,
    When,
    Owner,
    Normalised,
    Contents,
    Show,
    All,
    OpenOnly,
    HowRead,
    PanelHint,
    InText,
    EmptyFolder,
    NeedsFolder,
    OutputIsInput,
    Notes,
    AsWritten,
    Relation,
    InWords,
    Exactly,
    About,
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    UpBy,
    DownBy,
}

impl Key {
    /// Chinese and English.
    #[expect(clippy::too_many_lines, reason = "a list of messages, a line each")]
    fn both(self) -> (&'static str, &'static str) {
        match self {
            Self::Untitled => ("（未见标题）", "(no title found)"),
            Self::Place => ("地方", "Place"),
            Self::Year => ("年份", "Year"),
            Self::Unknown => ("不详", "unknown"),
            Self::Figures => ("数字", "Figures"),
            Self::Commitments => ("承诺", "Commitments"),
            Self::Section => ("章节", "Section"),
            Self::Part => ("部分", "Part"),
            Self::Review => ("回顾", "review"),
            Self::Plan => ("计划", "plan"),
            Self::Other => ("其他", "other"),
            Self::Subject => ("对象", "Subject"),
            Self::Action => ("动作", "Action"),
            Self::Amount => ("数值", "Amount"),
            Self::Meant => ("含义", "Sense"),
            Self::Object => ("事项", "Object"),
            Self::Targets => ("目标", "Targets"),
            Self::Words => ("原文", "Words"),
            Self::Due => ("期限", "Due"),
            Self::Level => ("总量", "level"),
            Self::Up => ("增", "up"),
            Self::Down => ("减", "down"),
            Self::Change => ("变化", "change"),
            Self::Share => ("比率", "share"),
            Self::Rank => ("位次", "rank"),
            Self::FilesFailed => ("未能读取的文件：", "Files that could not be read:"),
            Self::NoPlanPart => (
                "没有找到部署今年工作的部分，无法列出承诺",
                "no plan part was found, so no commitments are listed",
            ),
            Self::NoReviewPart => {
                ("没有找到回顾上年工作的部分", "no review of the past year was found")
            }
            Self::NoYear => ("看不出是哪一年的报告", "the year of the report is not told"),
            Self::NumberTooLarge => {
                ("有一个数字过大，已略去", "a number is too large and was left out")
            }
            Self::NotChinese => ("不是中文文本", "the text is not Chinese"),
            Self::CannotWrite => ("无法写出结果", "the result cannot be written"),
            Self::Body => ("会议", "Given to"),
            Self::Date => ("日期", "Date"),
            Self::Speaker => ("报告人", "Speaker"),
            Self::Measurable => ("可计量", "measurable"),
            Self::Sections => ("章节", "Sections"),
            Self::MainTargets => ("主要目标", "Main targets"),
            Self::Indicator => ("指标", "Indicator"),
            Self::CannotMeasure => ("无法计量，缺少", "Cannot be measured, lacking"),
            Self::CheckFirst => ("请先核对", "Check first"),
            Self::Sure => ("把握", "Sure"),
            Self::Beware => ("注意", "Beware"),
            Self::MoreWith => (
                "全部内容：--format md、html、jsonl 或 csv（--help 看说明）",
                "All of it: --format md, html, jsonl or csv (see --help)",
            ),
            Self::AndMore => ("另有", "and more:"),
            Self::File => ("文件", "File"),
            Self::Reports => ("合计", "Total"),
            Self::Comma => ("、", ", "),
            Self::LacksNumber => ("数量", "a number"),
            Self::LacksDate => ("期限", "a date"),
            Self::LacksOwner => ("责任单位", "an office"),
            Self::Glossary => ("名词解释", "Glossary"),
            Self::Term => ("名词", "Term"),
            Self::Uses => ("出现", "Uses"),
            Self::Explanation => ("解释", "Explanation"),
            Self::Outcome => ("成果", "outcome"),
            Self::Output => ("产出", "output"),
            Self::Works => ("工程", "works"),
            Self::Money => ("资金", "money"),
            Self::Rule => ("制度", "rule"),
            Self::Service => ("服务", "service"),
            Self::Institution => ("机构", "institution"),
            Self::Event => ("活动", "event"),
            Self::Kind => ("类型", "Kind"),
            Self::Where => ("地点", "Where"),
            Self::When => ("时间", "When"),
            Self::Owner => ("责任单位", "Office"),
            Self::Normalised => ("换算", "Normalised"),
            Self::Contents => ("目录", "Contents"),
            Self::Show => ("显示", "Show"),
            Self::All => ("全部", "all"),
            Self::OpenOnly => ("无法计量的承诺", "commitments that cannot be measured"),
            Self::HowRead => ("怎样读出", "How it was read"),
            Self::PanelHint => (
                "点文中标出的数字或承诺，看它是怎样读出来的。左右方向键或 n、p 键可逐个查看。",
                "Choose a marked figure or commitment to see how it was read. The arrow keys, or n \
                 and p, go from one to the next.",
            ),
            Self::InText => ("原文", "In the text"),
            Self::EmptyFolder => (
                "文件夹里没有报告（.txt .html .docx .pdf）",
                "no report in this folder (.txt .html .docx .pdf)",
            ),
            Self::NeedsFolder => (
                "多份报告的网页要写到文件夹：请加 --output 文件夹",
                "several pages need a folder: add --output FOLDER",
            ),
            Self::OutputIsInput => (
                "--output 指向的是要读的报告，请换一个文件名",
                "--output names a report that is to be read; choose another name",
            ),
            Self::Notes => ("提示", "Notes"),
            Self::AsWritten => ("原数", "As written"),
            Self::Relation => ("关系", "Bound"),
            Self::InWords => ("读作", "In words"),
            Self::Exactly => ("等于", "exactly"),
            Self::About => ("约", "about"),
            Self::AtLeast => ("不低于", "at least"),
            Self::MoreThan => ("超过", "more than"),
            Self::AtMost => ("不超过", "at most"),
            Self::LessThan => ("低于", "less than"),
            Self::UpBy => ("增", "up by"),
            Self::DownBy => ("减", "down by"),
        }
    }
}
