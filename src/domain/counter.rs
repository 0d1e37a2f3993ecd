//! A counter: where a clerk serves one person at a time.

use super::ids::TicketId;
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
