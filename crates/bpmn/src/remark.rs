//! What of a model could not be taken over.

use pack::Language;

/// Something that a model says and a procedure cannot, or not in that way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Ways that are taken side by side; they were taken for a choice.
    SideBySide(String),
    /// A process within a task; it was taken for one step.
    Inner(String),
    /// Something happens at a time or after one; where the flow waits for it, it was taken for a
    /// step that somebody takes.
    Timer(String),
    /// A record is opened in one way only; this one was left out.
    SecondStart(String),
    /// So many messages between pools were left out.
    Messages(usize),
    /// A step was made for a way that leads to an end without a task.
    StepMade(String),
}

impl Remark {
    /// What was done, and what to write instead.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        match language {
            Language::Chinese => match self {
                Self::SideBySide(at) => {
                    format!("{at}：并行分支按“择一”读入；几个单位同时办理的，请按编写指南改写。")
                }
                Self::Inner(at) => format!("{at}：子流程按一个步骤读入，其中内容未读入。"),
                Self::Timer(at) => {
                    format!(
                        "{at}：定时事件的时间未读入；请写成办理时限（clocks）和到期自动办理的步骤（by_clock）。"
                    )
                }
                Self::SecondStart(at) => format!("{at}：另有一个开始事件，未读入。"),
                Self::Messages(count) => format!("泳池之间的 {count} 条消息流未读入。"),
                Self::StepMade(at) => format!("{at}：通向结束的路线没有任务，已补一个步骤。"),
            },
            Language::English => match self {
                Self::SideBySide(at) => format!(
                    "{at}: ways taken side by side were read as a choice; where several offices \
                     act at once, write it as the guide says."
                ),
                Self::Inner(at) => {
                    format!("{at}: a sub-process was read as one step; what is in it was not.")
                }
                Self::Timer(at) => {
                    format!(
                        "{at}: the time of what happens by itself was not read; write it as a \
                         clock, and what it does as a step by_clock."
                    )
                }
                Self::SecondStart(at) => format!("{at}: another start event was not read."),
                Self::Messages(count) => {
                    format!("messages between pools were not read: {count}.")
                }
                Self::StepMade(at) => {
                    format!("{at}: leads to an end without a task; a step was made for it.")
                }
            },
        }
    }
}
