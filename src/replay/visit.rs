//! One person's way through an office, as a log has it.

use chrono::NaiveDate;

/// A visit. Times are milliseconds after midnight of its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The day.
    pub day: NaiveDate,
    /// For what, by its place among the log's services.
    pub service: usize,
    /// Whether the person has a head start.
    pub priority: bool,
    /// When they joined.
    pub joined_ms: u64,
    /// How it ended.
    pub ending: Ending,
}

/// How a visit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// At a counter.
    Served {
        /// When they were called.
        called_ms: u64,
        /// When they were done.
        finished_ms: u64,
        /// Where, by its place among the log's counters.
        counter: usize,
    },
    /// They did not wait.
    Left {
        /// When they left.
        left_ms: u64,
    },
}

impl Visit {
    /// How long they waited, if they were served.
    pub fn waited_ms(&self) -> Option<u64> {
        match self.ending {
            Ending::Served { called_ms, .. } => Some(called_ms - self.joined_ms),
            Ending::Left { .. } => None,
        }
    }
}
