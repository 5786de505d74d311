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
    Kept,
    Missed,
    Incomparable,
    Silent,
    Promised,
    Result,
    Verdict,
    By,
    Why,
    LastResult,
    BelowLast,
    NextPlan,
    AgainSame,
    AgainOther,
    OnlyInWords,
    NoLonger,
    NoNumber,
    SpokenOf,
    Beside,
    OverYears,
    Search,
    NothingToCompare,
    AccountNotes,
    Below,
    NotAnswered,
    MachineJudges,
    RemarkNoPlace,
    RemarkNoYear,
    RemarkSameTwice,
    RemarkTwoOfOneYear,
    RemarkYearsMissing,
    RemarkRenamed,
    RemarkAlone,
    RemarkCutOff,
    RemarkReviewsYears,
    WhySameWords,
    WhySameThing,
    WhyLikeWords,
    WhySameUnit,
    WhyConverted,
    WhySameSection,
    WhyEndOfYears,
    WhyThreshold,
    WhyDueLater,
    WhyNothingTold,
    DiffersSense,
    DiffersUnit,
    DiffersAverage,
    DiffersYears,
    DiffersNarrower,
    DiffersWider,
    DiffersTotal,
    DiffersStock,
    DiffersShare,
    DiffersDue,
    PackNeedsName,
    PackFolderTaken,
    ModelTooLarge,
    ProcessLeftOut,
    PackSame,
    PackOtherId,
    PackRaise,
    PackStateGone,
    Everyone,
    Evidence,
    Reason,
    Note,
    WorkingDays,
    Days,
    Months,
    WorkingHours,
    Hours,
    OpenedBy,
    WrittenDown,
    Field,
    Required,
    SeenBy,
    Steps,
    Step,
    Role,
    From,
    To,
    ComesWith,
    Stays,
    Clocks,
    MeasuresOfPack,
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
            Self::Kept => ("已兑现", "kept"),
            Self::Missed => ("未兑现", "missed"),
            Self::Incomparable => ("口径不同", "incomparable"),
            Self::Silent => ("无人回应", "silent"),
            Self::Promised => ("承诺", "Promised"),
            Self::Result => ("结果", "Result"),
            Self::Verdict => ("判定", "Verdict"),
            Self::By => ("相差", "By"),
            Self::Why => ("理由", "Why"),
            Self::LastResult => ("上年实绩", "Last result"),
            Self::BelowLast => ("低于上年实绩", "below the last result"),
            Self::NextPlan => ("下年计划", "Next plan"),
            Self::AgainSame => ("原数再提", "promised again, same number"),
            Self::AgainOther => ("再提，数字改变", "promised again, another number"),
            Self::OnlyInWords => ("只提文字，不再有数字", "only in words, without a number"),
            Self::NoLonger => ("不再提起", "no longer spoken of"),
            Self::NoNumber => ("没有数字的承诺", "promises without a number"),
            Self::SpokenOf => ("下年报告谈到", "the next report says"),
            Self::Beside => ("目标完成情况对照表", "Targets against completion"),
            Self::OverYears => ("历年对照", "Over the years"),
            Self::Search => ("查找", "Search"),
            Self::NothingToCompare => (
                "没有同一地方相邻两年的报告，只能与上年实绩对照",
                "no place has reports of two years in a row: promises stand beside last results only",
            ),
            Self::AccountNotes => ("须知：", "To be known:"),
            Self::Below => ("低于上年", "below last"),
            Self::NotAnswered => ("尚无下年报告", "no next report yet"),
            Self::MachineJudges => (
                "判定由程序作出，可能有误；以原文为准。",
                "Verdicts are by the program and may be wrong: the quoted words have the last say.",
            ),
            Self::RemarkNoPlace => (
                "看不出是哪个地方的报告：请加 --place 地名",
                "its place is not told: add --place NAME",
            ),
            Self::RemarkNoYear => (
                "看不出是哪一年的报告：请加 --year 文件=年份",
                "its year is not told: add --year FILE=YEAR",
            ),
            Self::RemarkSameTwice => {
                ("与此文件相同，不重复计算：", "the same text as, and left out:")
            }
            Self::RemarkTwoOfOneYear => (
                "同一地方同一年已有另一份报告，采用的是：",
                "another report of the same place and year is taken:",
            ),
            Self::RemarkYearsMissing => (
                "此后缺少年份，不与后面的报告对照：",
                "years are missing after it; it is not set beside:",
            ),
            Self::RemarkRenamed => (
                "地名有变，视为同一地方，前一份是：",
                "the place is called otherwise and taken to be the same as in:",
            ),
            Self::RemarkAlone => ("这个地方只有一份报告", "the only report of its place"),
            Self::RemarkCutOff => ("结尾好像不完整", "it looks cut off"),
            Self::RemarkReviewsYears => (
                "回顾以多年为主，上年的结果可能很少",
                "its review is mostly of several years: it may tell little of the last one",
            ),
            Self::WhySameWords => ("用词相同", "the same words"),
            Self::WhySameThing => ("说的是同一事项", "two names of one thing"),
            Self::WhyLikeWords => ("用词相近", "like words"),
            Self::WhySameUnit => ("单位相同", "the same unit"),
            Self::WhyConverted => ("单位可以换算", "units that can be converted"),
            Self::WhySameSection => ("同在章节", "under a like heading"),
            Self::WhyEndOfYears => (
                "多年回顾中所述的期末数",
                "the state at the end of several years, told in a look-back",
            ),
            Self::WhyThreshold => {
                ("这个数字是范围条件，本身不是目标", "the number is a condition and no target")
            }
            Self::WhyDueLater => ("到期年份", "due in"),
            Self::WhyNothingTold => {
                ("下一份报告的回顾没有对应的数字", "the next review has no figure of it")
            }
            Self::DiffersSense => (
                "一个是总量，一个是增长、比率或位次",
                "level, growth, share and rank are different things",
            ),
            Self::DiffersUnit => ("单位不同", "another unit"),
            Self::DiffersAverage => ("年均数与当年数不同", "a yearly mean, not the year"),
            Self::DiffersYears => {
                ("多年累计与当年数不同", "a sum over several years, not the year")
            }
            Self::DiffersNarrower => ("结果的范围较窄", "the result is of less"),
            Self::DiffersWider => ("结果的范围较宽", "the result is of more"),
            Self::DiffersTotal => {
                ("几项合计，不能分开比较", "one number for several things together")
            }
            Self::DiffersStock => {
                ("一个是总数，一个是新增数", "how many there are is not how many are new")
            }
            Self::DiffersShare => {
                ("一个是占比，一个是本身", "a share of something is not the thing itself")
            }
            Self::DiffersDue => ("还没有到期", "not yet due"),
            Self::PackNeedsName => (
                "文件夹名就是业务包的标识：小写英文字母、数字和下划线，以字母开头",
                "the folder's name is the pack's id: lower-case letters, digits and underscores, a letter first",
            ),
            Self::PackFolderTaken => {
                ("已经存在，请换一个文件夹", "it exists already; choose another folder")
            }
            Self::ModelTooLarge => {
                ("模型文件超过 8 MiB，请拆分", "the model has more than 8 MiB; split it")
            }
            Self::ProcessLeftOut => {
                ("模型中的另一个流程，未读入", "another process of the model, left out")
            }
            Self::PackSame => ("没有变化", "nothing changes"),
            Self::PackOtherId => {
                ("标识不同，不是同一个业务包", "the ids differ: this is another pack")
            }
            Self::PackRaise => {
                ("内容有变化，版本号必须提高：", "what changes needs a higher version:")
            }
            Self::PackStateGone => (
                "此状态不再存在，停在这里的记录不能转到新版本",
                "this state is gone; records that stand in it cannot move to the new version",
            ),
            Self::Everyone => ("所有人", "everyone"),
            Self::Evidence => ("证明", "evidence"),
            Self::Reason => ("理由", "a reason"),
            Self::Note => ("说明", "a note"),
            Self::WorkingDays => ("个工作日", "working days"),
            Self::Days => ("日", "days"),
            Self::Months => ("个月", "months"),
            Self::WorkingHours => ("个工作时", "working hours"),
            Self::Hours => ("小时", "hours"),
            Self::OpenedBy => ("登记单位：", "opened by:"),
            Self::WrittenDown => ("登记内容", "What is written down"),
            Self::Field => ("项目", "Field"),
            Self::Required => ("必填", "Required"),
            Self::SeenBy => ("谁可以看", "Seen by"),
            Self::Steps => ("步骤", "Steps"),
            Self::Step => ("步骤", "Step"),
            Self::Role => ("角色", "Role"),
            Self::From => ("从", "From"),
            Self::To => ("到", "To"),
            Self::ComesWith => ("同时提交", "Comes with"),
            Self::Stays => ("状态不变", "stays"),
            Self::Clocks => ("办理时限", "Clocks"),
            Self::MeasuresOfPack => ("指标", "Measures"),
        }
    }
}
