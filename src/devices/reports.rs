//! Reports about buttons and keys on their way to the branch: a stuck one must not be forgotten because the disk was full.

use crate::domain::command::Command;
use crate::engine::{AskError, Handle};
use std::collections::VecDeque;
use std::time::Duration;

/// Reports that the branch had no room for are given again after this.
const RETRY: Duration = Duration::from_secs(1);
/// Reports that may wait; buttons make at most some a minute.
const WAITING_MAX: usize = 64;

/// Reports that the branch has not taken yet, oldest first.
#[derive(Debug, Default)]
pub(super) struct Reports(VecDeque<Command>);

impl Reports {
    /// One more. When there are too many the oldest is lost, and the log says which.
    pub(super) fn push(&mut self, report: Command) {
        self.0.push_back(report);
        if self.0.len() > WAITING_MAX {
            tracing::warn!("nobody took {:?}; it is lost", self.0.pop_front());
        }
    }

    /// When to give again what waits.
    pub(super) fn retry_in(&self) -> Option<Duration> {
        (!self.0.is_empty()).then_some(RETRY)
    }

    /// Gives what waits, as far as the branch takes it.
    ///
    /// # Errors
    /// When there is no branch any more.
    pub(super) async fn give(&mut self, handle: &Handle) -> Result<(), AskError> {
        while let Some(report) = self.0.front() {
            match handle.ask(report.clone()).await {
                Ok(_) => self.0.pop_front(),
                Err(AskError::Refused(_)) => return Ok(()),
                Err(stopped @ AskError::Stopped) => return Err(stopped),
            };
        }
        Ok(())
    }
}
