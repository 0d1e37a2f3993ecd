//! The last things that happened, in words, for whoever has to understand a failing seed.

use std::collections::VecDeque;

/// How many of the last lines are kept.
const LINES_MAX: usize = 2_000;

/// Lines that are only written when somebody wants to read them: a seed that fails is played again with a trace.
#[derive(Debug, Default)]
pub(super) struct Trace {
    wanted: bool,
    lines: VecDeque<String>,
}

impl Trace {
    /// A trace that is kept, or one that is not.
    pub(super) fn new(wanted: bool) -> Self {
        Self { wanted, lines: VecDeque::new() }
    }

    /// Something happened at this true time.
    pub(super) fn line(&mut self, truth_ms: i64, words: impl FnOnce() -> String) {
        if !self.wanted {
            return;
        }
        if self.lines.len() == LINES_MAX {
            self.lines.pop_front();
        }
        let at = chrono::DateTime::from_timestamp_millis(truth_ms).unwrap_or_default();
        self.lines.push_back(format!("{} {}", at.format("%d %H:%M:%S%.3f"), words()));
    }

    /// The newest lines, at most so many.
    pub(super) fn newest(&self, lines_max: usize) -> String {
        let skipped = self.lines.len().saturating_sub(lines_max);
        self.lines.iter().skip(skipped).map(|line| format!("{line}\n")).collect()
    }
}
