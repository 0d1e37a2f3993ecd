//! "Was I skipped?": a ticket's way through the line, why it was called and not another, and everybody who was called while
//! it waited, with the reason.
//!
//! **Model.** The line is built anew from the events of the journal: every event says where a ticket entered and how, and
//! calling takes tickets out. Whoever is called while the ticket in question waits either stood before it, and how they got
//! there is known, or stood behind it, and then the counter does not do its service: an absent ticket whose turn comes is set
//! aside, and the event stands before that call. While a ticket is set aside its turn cannot come, and that is the reason,
//! where the counter has been seen to do its service; where it has not, nobody has gone before it.
//!
//! **Invariants.** Nobody who is called while a ticket waits or is set aside is left out. Everything comes from the journal; nothing is taken from what the branch believes now, so that an answer
//! can be held against the record.
//!
//! **Deliberately not here.** Whether the rules are good ones: the site has them.

mod line;
#[cfg(test)]
mod tests;
mod words;

pub use words::Told;

use crate::domain::event::{Entry, ParkReason};
use crate::domain::ids::{CounterId, ServiceId, TicketNumber};
use crate::domain::settings::Settings;
use crate::domain::time::Moment;
use crate::journal::{History, JournalError};
use crate::wording::Say;
use std::ops::ControlFlow;
use std::path::Path;

/// So many events are read for one answer: those of a fortnight in a large branch. A number from before is not known.
const EVENTS_MAX: usize = 200_000;

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
        /// How many people, here or on the way, were before it who can be called at the same counters.
        ahead: u32,
    },
    /// It was called.
    Called {
        /// Where.
        counter: CounterId,
        /// Of those who had been taken earlier and waited or were set aside, the one whom it was called before, and why.
        instead_of: Option<(TicketNumber, Because)>,
    },
    /// It was called again.
    CalledAgain(CounterId),
    /// Its person came to the counter.
    Started(CounterId),
    /// A clerk served it without a place in the line.
    StartedWithoutTurn(CounterId),
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
    /// Somebody else was called, or served, while it waited or was set aside.
    Other {
        /// Who.
        number: TicketNumber,
        /// Where.
        counter: CounterId,
        /// Why it was them.
        because: Because,
    },
}

/// Why one ticket was called before another that waited, too, or was set aside.
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
    /// The person was not here when their turn came, and has not come since.
    NotHere,
    /// The ticket was set aside: nobody had come to the counter, or a clerk decided so.
    SetAside,
    /// They wait for another service, the other ticket was set aside, and nothing shows that the counter does its service.
    OtherErrand,
    /// The person who waits had let them go first.
    LetGoFirst,
    /// They stood there already when the ticket that waits came back into the line, or was passed on into it.
    StoodBefore,
    /// They were passed on and kept their place among those who joined; the ticket that waits has given up its own.
    PassedOn,
    /// A clerk served them without a place in the line.
    WithoutTurn,
}

impl Because {
    /// Whether joining earlier would not have helped: nobody was passed.
    pub fn in_order(self) -> bool {
        match self {
            Self::JoinedEarlier | Self::OtherService | Self::OtherErrand => true,
            Self::Priority
            | Self::Returned
            | Self::NotHere
            | Self::SetAside
            | Self::LetGoFirst
            | Self::StoodBefore
            | Self::PassedOn
            | Self::WithoutTurn => false,
        }
    }

    /// Whether the other ticket was set aside.
    pub fn is_aside(self) -> bool {
        match self {
            Self::NotHere | Self::SetAside | Self::OtherErrand => true,
            Self::JoinedEarlier
            | Self::Priority
            | Self::Returned
            | Self::OtherService
            | Self::LetGoFirst
            | Self::StoodBefore
            | Self::PassedOn
            | Self::WithoutTurn => false,
        }
    }
}

/// Tells the way of the newest ticket with this number, from the journal of a state directory; also while a branch runs on
/// it, which does not notice. The answer is for one person: how long it takes is bounded, and so is what it keeps.
///
/// # Errors
/// When the journal cannot be read or is damaged.
pub fn explain(
    state: &Path,
    number: TicketNumber,
    settings: &Settings,
    say: Say<'_>,
) -> Result<Told, JournalError> {
    Ok(words::told(number, story_of(state, number)?.as_ref(), settings, say))
}

/// Reads the newest day first, and then the days before it.
fn story_of(state: &Path, number: TicketNumber) -> Result<Option<Story>, JournalError> {
    let history = History::open(state)?;
    let (mut left, mut day_ends) = (EVENTS_MAX, u64::MAX);
    loop {
        let day_begins = history.day_before(day_ends)?.map_or(0, |opening| opening.seq);
        let mut teller = line::Teller::new(number);
        history.tell(day_begins, |recorded| {
            // A ticket of this day may live longer than the day.
            let heard_enough =
                (recorded.seq >= day_ends && !teller.knows_it()) || teller.is_over() || left == 0;
            if heard_enough {
                return ControlFlow::Break(());
            }
            left -= 1;
            teller.hear(&recorded.entry);
            ControlFlow::Continue(())
        })?;
        let story = teller.story();
        if story.is_some() || day_begins == 0 || left == 0 {
            return Ok(story);
        }
        day_ends = day_begins;
    }
}

/// The same from events in memory.
pub fn story(entries: &[Entry], number: TicketNumber) -> Option<Story> {
    let mut teller = line::Teller::new(number);
    for entry in entries {
        teller.hear(entry);
    }
    teller.story()
}
