//! "Was I skipped?": a ticket's way through the line, and everybody who was called while it waited, with the reason.
//!
//! **Model.** The line is built anew from the events of the journal: every event says where a ticket entered and how, and
//! calling takes tickets out. Whoever is called while the ticket in question waits either stood before it, and how they got
//! there is known, or stood behind it, and then the counter does not do its service, or its person was not here.
//!
//! **Invariants.** Everything comes from the journal; nothing is taken from what the branch believes now, so that an answer
//! can be held against the record.
//!
//! **Deliberately not here.** Whether the rules are good ones: the site has them.

mod line;
#[cfg(test)]
mod tests;
mod words;

pub use words::in_words;

use crate::domain::event::{Entry, ParkReason};
use crate::domain::ids::{CounterId, ServiceId, TicketNumber};
use crate::domain::time::Moment;
use crate::journal::{History, JournalError};
use std::path::Path;

/// Events that are read at once.
const PIECE: u32 = 10_000;

/// A ticket's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// Whose.
    pub number: TicketNumber,
    /// What happened, in order.
    pub steps: Vec<(Moment, Step)>,
}

/// Something that happened to a ticket, or to somebody else while it waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It was taken.
    Joined {
        /// For what.
        service: ServiceId,
        /// How many people were before it.
        ahead: u32,
    },
    /// It was called.
    Called(CounterId),
    /// It was called again.
    CalledAgain(CounterId),
    /// Its person came to the counter.
    Started(CounterId),
    /// It was set aside.
    SetAside(ParkReason),
    /// Its person was here (again).
    CameBack,
    /// Its person let others go first.
    LetOthersGoFirst,
    /// It was passed on to another service.
    PassedOn(ServiceId),
    /// It was served.
    Served,
    /// Its person did not come.
    DidNotCome,
    /// It was cancelled.
    Cancelled,
    /// It expired.
    Expired,
    /// Somebody else was called, or served, while it waited.
    Other {
        /// Who.
        number: TicketNumber,
        /// Where.
        counter: CounterId,
        /// Why it was them.
        because: Because,
    },
}

/// Why somebody else was called first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// They had joined earlier.
    JoinedEarlier,
    /// They have priority, which counts as joining a little earlier.
    Priority,
    /// They had been set aside before, and came back within the time that the rules give.
    Returned,
    /// The counter does not do the service.
    OtherService,
    /// The person was not here.
    NotHere,
    /// A clerk served them without a place in the line.
    WithoutTurn,
}

impl Because {
    /// Whether joining earlier would not have helped: nobody was passed.
    pub fn in_order(self) -> bool {
        match self {
            Self::JoinedEarlier | Self::OtherService => true,
            Self::Priority | Self::Returned | Self::NotHere | Self::WithoutTurn => false,
        }
    }
}

/// The way of the newest ticket with this number, from the journal of a state directory; also while a branch runs on it.
/// `None` when the journal knows of no such ticket.
///
/// # Errors
/// When the journal cannot be read or is damaged.
pub fn story_of(state: &Path, number: TicketNumber) -> Result<Option<Story>, JournalError> {
    let history = History::open(state)?;
    let (mut teller, mut from_seq) = (line::Teller::new(number), 0);
    loop {
        let piece = history.entries(from_seq, PIECE)?;
        let Some(last) = piece.last() else { break };
        from_seq = last.seq + 1;
        for recorded in &piece {
            teller.hear(&recorded.entry);
        }
    }
    Ok(teller.story())
}

/// The same from events in memory.
pub fn story(entries: &[Entry], number: TicketNumber) -> Option<Story> {
    let mut teller = line::Teller::new(number);
    for entry in entries {
        teller.hear(entry);
    }
    teller.story()
}
