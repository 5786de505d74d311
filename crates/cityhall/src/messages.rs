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
}

impl Key {
    /// Chinese and English.
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
        }
    }
}
