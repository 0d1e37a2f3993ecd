//! A branch's own journal as a log of visits.
//!
//! **Model.** A visit begins when a ticket is taken, or passed on to another service, and ends when it is served or passed
//! on, or when the person is not there for it: set aside, cancelled, expired, not shown up. Times are counted from the
//! opening of the day on the steady clock, so that a wall clock that was set moves nobody; the day itself begins at midnight
//! UTC.
//!
//! **Deliberately not here.** Returns: who was set aside and came back has no wait that a forecast could be held against.

use super::log::Log;
use super::visit::{Ending, Visit};
use crate::domain::event::{Entry, Event};
use crate::domain::ids::{CounterId, ServiceId, TicketId};
use crate::domain::ticket::Class;
use crate::domain::time::Moment;
use crate::journal::{History, JournalError};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::Path;

/// Events that are read at once.
const PIECE: u32 = 10_000;

/// Reads the journal of a state directory, also while the branch runs. Days that were not opened have no visits.
///
/// # Errors
/// When it cannot be read or is damaged.
pub fn read_journal(state: &Path) -> Result<Log, JournalError> {
    let history = History::open(state)?;
    let (mut reader, mut from_seq) = (Reader::default(), 0);
    loop {
        let piece = history.entries(from_seq, PIECE)?;
        let Some(last) = piece.last() else { break };
        from_seq = last.seq + 1;
        for recorded in &piece {
            reader.read(&recorded.entry);
        }
    }
    Ok(reader.log())
}

/// Somebody who is in the branch.
struct Here {
    day: NaiveDate,
    service: ServiceId,
    priority: bool,
    joined_ms: u64,
    /// When and where they were called first.
    called: Option<(u64, CounterId)>,
}

#[derive(Default)]
struct Reader {
    day: Option<(NaiveDate, Moment)>,
    here: BTreeMap<TicketId, Here>,
    services: Vec<ServiceId>,
    counters: Vec<CounterId>,
    visits: Vec<Visit>,
}

impl Reader {
    fn read(&mut self, entry: &Entry) {
        let Entry { at, event } = entry;
        match event {
            Event::DayOpened { date, .. } => {
                self.here.clear();
                self.day = Some((*date, *at));
            }
            Event::TicketTaken { ticket, service, class, .. } => {
                self.joins(*at, *ticket, service.clone(), *class == Class::Priority);
            }
            Event::Called { ticket, counter, .. } | Event::ServiceStarted { ticket, counter } => {
                let now_ms = self.ms(*at);
                if let Some(here) = self.here.get_mut(ticket) {
                    here.called.get_or_insert((now_ms, *counter));
                }
            }
            Event::ServiceFinished { ticket, .. } => self.is_done(*at, *ticket),
            Event::Transferred { ticket, service, .. } => {
                let priority = self.here.get(ticket).is_some_and(|here| here.priority);
                self.is_done(*at, *ticket);
                self.joins(*at, *ticket, service.clone(), priority);
            }
            Event::Parked { ticket, .. }
            | Event::NoShow { ticket, .. }
            | Event::Cancelled { ticket, .. }
            | Event::Expired { ticket, .. } => self.leaves(*at, *ticket),
            Event::Restarted { .. }
            | Event::ClockChanged { .. }
            | Event::StorageChanged { .. }
            | Event::DayClosed { .. }
            | Event::PressBounced { .. }
            | Event::ButtonStuck { .. }
            | Event::ButtonFreed { .. }
            | Event::KeyBounced { .. }
            | Event::KeyStuck { .. }
            | Event::KeyFreed { .. }
            | Event::PrinterChanged { .. }
            | Event::SlipSent { .. }
            | Event::SlipPrinted { .. }
            | Event::SlipFailed { .. }
            | Event::SlipUncertain { .. }
            | Event::SlipReserved { .. }
            | Event::CounterOpened { .. }
            | Event::CounterClosed { .. }
            | Event::Recalled { .. }
            | Event::CallShown { .. }
            | Event::CheckedIn { .. }
            | Event::RequestAnswered { .. }
            | Event::SteppedBack { .. }
            | Event::RollChanged { .. }
            | Event::PowerCycleConfirmed { .. } => {}
        }
    }

    /// Milliseconds after midnight UTC of the day that was opened last.
    fn ms(&self, at: Moment) -> u64 {
        let Some((date, opened)) = self.day else { return 0 };
        let midnight_ms = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        let opened_ms = u64::try_from(opened.wall_ms - midnight_ms).unwrap_or(0);
        opened_ms + at.steady_ms.saturating_sub(opened.steady_ms)
    }

    fn joins(&mut self, at: Moment, ticket: TicketId, service: ServiceId, priority: bool) {
        let Some((day, _)) = self.day else { return };
        let joined_ms = self.ms(at);
        self.here.insert(ticket, Here { day, service, priority, joined_ms, called: None });
    }

    fn is_done(&mut self, at: Moment, ticket: TicketId) {
        let finished_ms = self.ms(at);
        if let Some(here) = self.here.remove(&ticket)
            && let Some((called_ms, counter)) = here.called
        {
            let counter = place(&mut self.counters, &counter);
            self.visited(&here, Ending::Served { called_ms, finished_ms, counter });
        }
    }

    fn leaves(&mut self, at: Moment, ticket: TicketId) {
        let left_ms = self.ms(at);
        if let Some(here) = self.here.remove(&ticket) {
            self.visited(&here, Ending::Left { left_ms });
        }
    }

    fn visited(&mut self, here: &Here, ending: Ending) {
        let Here { day, priority, joined_ms, .. } = *here;
        let service = place(&mut self.services, &here.service);
        self.visits.push(Visit { day, service, priority, joined_ms, ending });
    }

    fn log(mut self) -> Log {
        self.visits.sort_by_key(|visit| (visit.day, visit.joined_ms));
        Log {
            visits: self.visits,
            services: self.services.iter().map(ServiceId::to_string).collect(),
            counters: self.counters.iter().map(CounterId::to_string).collect(),
            faults: Vec::new(),
        }
    }
}

/// The place of a thing in a list, which gets it if it is new.
fn place<T: Clone + PartialEq>(list: &mut Vec<T>, thing: &T) -> usize {
    list.iter().position(|known| known == thing).unwrap_or_else(|| {
        list.push(thing.clone());
        list.len() - 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Cause, ParkReason, Passing, Place};
    use crate::domain::ids::{CallId, LinkId, TicketNumber};
    use crate::domain::ticket::{Language, Origin, Presence, Promise};
    use crate::domain::time::ClockTrust;

    /// 2026-11-26, 07:00 UTC.
    const OPENED_MS: i64 = 1_795_676_400_000;

    fn taken(ticket: u64, service: &str) -> Event {
        Event::TicketTaken {
            ticket: TicketId(ticket),
            number: TicketNumber { series: 'A'.try_into().unwrap(), count: 1 },
            service: ServiceId::new(service),
            origin: Origin::WalkIn,
            class: Class::Normal,
            language: Language::Lv,
            link: LinkId(1),
            presence: Presence::Present,
            kiosk: None,
            clock_trusted: true,
            promise: Promise { ahead: 0, forecast: None },
            place: Place { behind: 0, passing: Passing::JoinOrder },
        }
    }

    fn called(ticket: u64) -> Event {
        Event::Called { ticket: TicketId(ticket), counter: CounterId(2), call: CallId(1) }
    }

    #[test]
    fn lives_in_the_journal_are_visits() {
        let mut reader = Reader::default();
        let date = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        let done = |ticket, service| Event::ServiceFinished {
            ticket: TicketId(ticket),
            counter: CounterId(2),
            service: ServiceId::new(service),
            service_ms: 1,
        };
        let parked =
            |ticket| Event::Parked { ticket: TicketId(ticket), reason: ParkReason::NoShow, until_ms: 0 };
        let passed_on = Event::Transferred {
            ticket: TicketId(1),
            counter: CounterId(2),
            service: ServiceId::new("eid"),
            place: Place { behind: 0, passing: Passing::JoinOrder },
        };
        let played = [
            (0, Event::DayOpened { date, cause: Cause::Calendar, anew: true }),
            (10, taken(1, "passport")),
            (20, taken(2, "eid")),
            (30, called(1)),
            (90, passed_on),
            (100, called(2)),
            // Somebody sets the wall clock here; the steady clock goes on.
            (110, parked(2)),
            (120, called(1)),
            (150, done(1, "eid")),
        ];
        for (second, event) in played {
            let wall_ms = OPENED_MS + second * if second > 100 { 50_000 } else { 1000 };
            let steady_ms = 5_000_000 + second.unsigned_abs() * 1000;
            reader.read(&Entry { at: Moment { steady_ms, wall_ms, trust: ClockTrust::Synced }, event });
        }
        let log = reader.log();
        assert_eq!(
            (log.services, log.counters),
            (vec!["passport".into(), "eid".into()], vec!["2".to_owned()])
        );
        let at_ms = |second: u64| 7 * 3_600_000 + second * 1000;
        let served = |called, finished| Ending::Served {
            called_ms: at_ms(called),
            finished_ms: at_ms(finished),
            counter: 0,
        };
        let visits: Vec<_> =
            log.visits.into_iter().map(|visit| (visit.service, visit.joined_ms, visit.ending)).collect();
        let expected = [
            (0, at_ms(10), served(30, 90)),
            (1, at_ms(20), Ending::Left { left_ms: at_ms(110) }),
            (1, at_ms(90), served(120, 150)),
        ];
        assert_eq!(visits, expected);
    }
}
