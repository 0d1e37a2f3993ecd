//! What everybody but the engine holds of a branch: a way to ask, and a way to look.

use super::clock::Clock;
use super::time_source::TimeSource;
use crate::domain::branch::Branch;
use crate::domain::command::{Answer, Command};
use crate::domain::refusal::Refusal;
use crate::domain::time::Moment;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::{oneshot, watch};

/// Commands that may wait for the next turn; more are refused in words.
pub(super) const INBOX_MAX: usize = 256;

/// Why a command has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The branch said no.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The branch has stopped; whether the command took effect will be seen after the restart.
    #[error("the branch has stopped")]
    Stopped,
}

/// A command and where its answer goes.
pub(super) type Letter = (Command, oneshot::Sender<Result<Answer, Refusal>>);

/// The clocks, shared by all who need to know the time.
#[derive(Debug)]
pub(super) struct SharedClock {
    pub(super) source: Arc<dyn TimeSource>,
    pub(super) clock: Mutex<Clock>,
}

impl SharedClock {
    pub(super) fn now(&self) -> Moment {
        let reading = self.source.read();
        self.clock.lock().unwrap_or_else(PoisonError::into_inner).moment(reading)
    }

    pub(super) fn follow(&self, stated_offset_ms: i64) {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner).follow(stated_offset_ms);
    }
}

/// A way to a running branch. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Handle {
    pub(super) inbox: SyncSender<Letter>,
    pub(super) branch: Arc<RwLock<Branch>>,
    pub(super) shown_seq: Arc<AtomicU64>,
    pub(super) clock: Arc<SharedClock>,
    pub(super) turns: watch::Receiver<u64>,
}

impl Handle {
    /// Gives a command at once; the future waits for the turn that decides and commits it.
    ///
    /// # Errors
    /// The refusal, or that the branch has stopped.
    pub fn ask(&self, command: Command) -> impl Future<Output = Result<Answer, AskError>> + Send + use<> {
        let (sender, answer) = oneshot::channel();
        let given = self.inbox.try_send((command, sender));
        async move {
            match given {
                Ok(()) => answer.await.map_err(|_| AskError::Stopped)?.map_err(AskError::Refused),
                Err(TrySendError::Full(_)) => Err(AskError::Refused(Refusal::Overloaded)),
                Err(TrySendError::Disconnected(_)) => Err(AskError::Stopped),
            }
        }
    }

    /// Looks at the committed branch. Keep it short: a turn waits until everybody has looked.
    pub fn read<R>(&self, look: impl FnOnce(&Branch, Moment) -> R) -> R {
        let now = self.clock.now();
        look(&self.branch.read().unwrap_or_else(PoisonError::into_inner), now)
    }

    /// Looks at the committed branch with the place in the journal that it shows. Keep it short, too.
    pub fn read_at_place<R>(&self, look: impl FnOnce(&Branch, Moment, u64) -> R) -> R {
        self.read(|branch, now| look(branch, now, self.shown_seq.load(Ordering::Acquire)))
    }

    /// The time.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Counts the turns that changed something; closed when the branch stops.
    pub fn turns(&self) -> watch::Receiver<u64> {
        self.turns.clone()
    }
}
