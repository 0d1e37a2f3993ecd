//! A counter: where a clerk serves one person at a time.

use super::command::Command;
use super::ids::{CounterId, TicketId};
use serde::{Deserialize, Serialize};

/// What a counter is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CounterState {
    /// No clerk.
    Closed,
    /// A clerk, nobody called.
    Free,
    /// Waits for a person to come.
    Calling {
        /// Whom.
        ticket: TicketId,
    },
    /// Has a person.
    Serving {
        /// Whom.
        ticket: TicketId,
    },
}

impl CounterState {
    /// The ticket at this counter, called or being served.
    pub fn ticket(self) -> Option<TicketId> {
        match self {
            Self::Closed | Self::Free => None,
            Self::Calling { ticket } | Self::Serving { ticket } => Some(ticket),
        }
    }

    /// Whether a clerk is there.
    pub fn open(self) -> bool {
        self != Self::Closed
    }
}

/// What a key of a counter's keypad asks for: what a clerk does with a person in front of them, many times a day. Opening and
/// closing stay at the console. A key that is leant on at an empty desk must call nobody there, and a counter that only a
/// key had opened would promise a clerk to every forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CounterKey {
    /// Call the next person; finishes the service under way.
    CallNext,
    /// Call the same person again.
    Recall,
    /// The called person did not come.
    NoShow,
    /// The called person is here.
    Start,
    /// The person was served.
    Finish,
    /// Set the ticket aside.
    Park,
}

impl CounterKey {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::CallNext, Self::Recall, Self::NoShow, Self::Start, Self::Finish, Self::Park];

    /// What a press of it asks of the branch.
    pub fn command(self, counter: CounterId) -> Command {
        match self {
            Self::CallNext => Command::CallNext { counter },
            Self::Recall => Command::Recall { counter },
            Self::NoShow => Command::NoShow { counter },
            Self::Start => Command::Start { counter },
            Self::Finish => Command::Finish { counter },
            Self::Park => Command::Park { counter },
        }
    }
}
