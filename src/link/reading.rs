//! The journal as messages: what takes time is read by a thread that may wait for the disk.

use super::outbox::Known;
use crate::domain::branch::Branch;
use crate::domain::planted::{Bug, planted};
use crate::domain::time::Moment;
use crate::journal::{History, JournalError, Recorded};
use crate::protocol::{Fact, FromCentre, OpenDay, Place, Snapshot, SnapshotTicket, What};
use std::path::Path;

/// Events read at one time: some milliseconds.
const EVENTS_MAX: u32 = 1_000;
/// Facts in one message.
const FACTS_MAX: usize = 300;
/// Their JSON.
pub const FACTS_BYTES_MAX: usize = 56 << 10;

/// What is read beside the branch.
pub(super) enum Job {
    Past { round: u64, after: Place, bytes_max: usize },
    Snapshot { round: u64, snapshot: Snapshot, seq: u64 },
    Word(FromCentre),
}

/// What was read.
pub(super) enum Read {
    Past { round: u64, after: Place, past: Result<Past, JournalError> },
    Snapshot { round: u64, snapshot: Snapshot, seq: u64, sum: Result<Option<u32>, JournalError> },
    Word { word: FromCentre, known: Result<Known, JournalError> },
}

impl Job {
    /// Reads with a journal that is open, or opens it first; it stays open for the next.
    pub(super) fn read(self, history: Option<History>, state: &Path) -> (Option<History>, Read) {
        match history.map_or_else(|| History::open(state), Ok) {
            Ok(history) => {
                let read = self.read_in(Ok(&history));
                (Some(history), read)
            }
            Err(error) => (None, self.read_in(Err(error))),
        }
    }

    fn read_in(self, history: Result<&History, JournalError>) -> Read {
        match self {
            Self::Past { round, after, bytes_max } => {
                let past = history.and_then(|history| past(history, after, bytes_max));
                Read::Past { round, after, past }
            }
            Self::Snapshot { round, snapshot, seq } => {
                Read::Snapshot { round, snapshot, seq, sum: history.and_then(|history| history.sum(seq)) }
            }
            Self::Word(word) => {
                let place = match word {
                    FromCentre::Acknowledge { upto, .. } => Some(upto),
                    FromCentre::Resync { after, .. } => after,
                };
                let known = history
                    .and_then(|history| place.map_or(Ok(Known::Forgotten), |place| known(history, place)));
                Read::Word { word, known }
            }
        }
    }
}

/// What the journal has after a place.
#[derive(Debug, PartialEq, Eq)]
pub enum Past {
    /// What concerns others, up to there: it can be none.
    Facts(Vec<Fact>, Place),
    /// It does not reach back so far, or this program does not know what happened then.
    OutOfReach,
}

/// Reads what follows a place, as much as fits into a message.
///
/// # Errors
/// When the journal cannot be read.
fn past(history: &History, after: Place, bytes_max: usize) -> Result<Past, JournalError> {
    match history.entries(after.seq + 1, EVENTS_MAX) {
        Ok(rows) => Ok(told(rows, after, bytes_max)),
        Err(JournalError::Foreign { .. }) => Ok(Past::OutOfReach),
        Err(error) => Err(error),
    }
}

/// What the events after a place say to others, as much as fits into a message: `bytes_max` of JSON, or one fact.
pub fn told(rows: Vec<Recorded>, after: Place, bytes_max: usize) -> Past {
    if rows.first().is_some_and(|first| first.seq != after.seq + 1) {
        return Past::OutOfReach;
    }
    let (mut facts, mut bytes, mut upto) = (Vec::new(), 0, after);
    for row in rows {
        if let Some(what) = What::of(&row.entry.event, wall_of(row.entry.at)) {
            let fact = Fact { seq: row.seq, at_ms: row.entry.at.wall_ms, what };
            bytes += serde_json::to_vec(&fact).map_or(0, |json| json.len());
            if !facts.is_empty() && bytes > bytes_max {
                break;
            }
            facts.push(fact);
        }
        upto = Place { seq: row.seq, sum: row.sum };
        if facts.len() == FACTS_MAX {
            break;
        }
    }
    if planted(Bug::FactLeftOut) && facts.len() > 3 {
        facts.pop();
    }
    Past::Facts(facts, upto)
}

/// What the journal has at a place that the centre names.
///
/// # Errors
/// When it cannot be read.
fn known(history: &History, place: Place) -> Result<Known, JournalError> {
    if place.seq == 0 {
        return Ok(Known::Sum(Place::START.sum));
    }
    // What was told may be durable and not visible yet: the journal says what has happened, not the branch that is shown.
    Ok(match history.sum(place.seq)? {
        Some(sum) => Known::Sum(sum),
        None if place.seq > history.newest_seq()? => Known::Beyond,
        None => Known::Forgotten,
    })
}

/// How everything is.
pub fn snapshot(branch: &Branch, now: Moment) -> Snapshot {
    let state = branch.state();
    let tickets = state.tickets.values().filter_map(|ticket| SnapshotTicket::of(ticket, wall_of(now)));
    let open = state.counters.iter().filter(|(_, counter)| counter.open());
    Snapshot {
        day: state.day.map(|day| OpenDay { date: day.date }),
        tickets: tickets.collect(),
        counters: open.map(|(&counter, _)| counter).collect(),
    }
}

fn wall_of(at: Moment) -> impl Fn(u64) -> i64 {
    move |steady_ms| at.offset_ms().saturating_add_unsigned(steady_ms)
}
