//! Progress of long work on standard error, where somebody sees it.

use std::borrow::Cow;
use std::io::{self, IsTerminal};

use app::upkeep::Stage;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar; hidden where nobody sees it.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new() -> Self {
        if !io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template("{msg:>18} {bar:30} {percent}%  {eta}");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        Self(ProgressBar::new(0).with_style(style))
    }

    /// Shows how much of how much of some work is done.
    pub(crate) fn show(&self, work: impl Into<Cow<'static, str>>, done: u64, of: u64) {
        self.0.set_message(work);
        self.0.set_length(of);
        self.0.set_position(done);
    }

    /// The same of what the use cases tell.
    pub(crate) fn stage(&self, stage: Stage, done: u64, of: u64) {
        let work = match stage {
            Stage::Copy => "copying",
            Stage::Check => "checking",
            Stage::Fold => "folding anew",
        };
        self.show(work, done, of);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
