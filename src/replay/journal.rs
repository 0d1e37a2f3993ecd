//! A branch's own journal as a log of visits.
//!
//! **Model.** A visit begins when a ticket is taken, or passed on to another service, and ends when it is served or passed
//! on, or when the person is not there for it: set aside, cancelled, expired, not shown up. Times are those of a
//! [`DayClock`]; the day itself begins at midnight UTC.
//!
//! **Deliberately not here.** Returns: who was set aside and came back has no wait that a forecast could be held against.

use super::day_clock::DayClock;
use super::log::Log;
use super::visit::{Ending, Visit};
use crate::domain::event::{Entry, Event};
use crate::domain::ids::{CounterId, ServiceId, TicketId};
use crate::domain::ticket::Class;
use crate::domain::time::Moment;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Somebody who is in the branch.
struct Here {
    day: NaiveDate,
    service: ServiceId,
    priority: bool,
    joined_ms: u64,
    /// When and where they were called first.
    called: Option<(u64, CounterId)>,
}

/// Hears the events of a journal in their order. Days that were not opened have no visits.
#[derive(Default)]
pub struct JournalReader {
    clock: Option<DayClock>,
    here: BTreeMap<TicketId, Here>,
    services: Vec<ServiceId>,
    counters: Vec<CounterId>,
    visits: Vec<Visit>,
}

impl JournalReader {
    /// Hears what happened next.
    pub fn hear(&mut self, entry: &Entry) {
        let Entry { at, event } = entry;
        match event {
            // A day that goes on goes on by its clock, and so does one that takes over who had come at night.
            Event::DayOpened { date, anew, .. } => {
                if self.clock.is_none() || (*anew && self.here.is_empty()) {
                    self.clock = Some(DayClock::new(*date, *at));
                }
            }
            Event::ClockChanged { missed_ms, .. } => {
                if let Some(clock) = &mut self.clock {
                    clock.missed(*missed_ms);
                }
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
            | Event::TimeStated { .. }
            | Event::CounterHeld { .. }
            | Event::CounterReleased { .. }
            | Event::StorageChanged { .. }
            | Event::ConfigurationChanged { .. }
            | Event::PartRestarted { .. }
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
            | Event::TestPaperSent { .. }
            | Event::PowerCycleConfirmed { .. } => {}
        }
    }

    fn ms(&self, at: Moment) -> u64 {
        self.clock.map_or(0, |clock| clock.ms(at))
    }

    fn joins(&mut self, at: Moment, ticket: TicketId, service: ServiceId, priority: bool) {
        let Some(clock) = self.clock else { return };
        let (day, joined_ms) = (clock.date, clock.ms(at));
        self.here.insert(ticket, Here { day, service, priority, joined_ms, called: None });
    }

    fn is_done(&mut self, at: Moment, ticket: TicketId) {
        let finished_ms = self.ms(at);
        if let Some(here) = self.here.remove(&ticket)
            && let Some((called_ms, counter)) = here.called
        {
            // By their places among what was seen; they get those of the log in the end.
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

    /// What was heard, with services and counters in the order of their first visits, as in a file.
    pub fn log(mut self) -> Log {
        self.visits.sort_by_key(|visit| (visit.day, visit.joined_ms));
        let (mut services, mut counters) = (Vec::new(), Vec::new());
        for visit in &mut self.visits {
            visit.service = place(&mut services, &self.services[visit.service]);
            if let Ending::Served { counter, .. } = &mut visit.ending {
                *counter = place(&mut counters, &self.counters[*counter]);
            }
        }
        Log {
            visits: self.visits,
            services: services.iter().map(ServiceId::to_string).collect(),
            counters: counters.iter().map(CounterId::to_string).collect(),
            faults: Vec::new(),
            backwards: Vec::new(),
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
    use crate::domain::event::{Cause, ParkReason, Place};
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
            place: Place::in_join_order(0),
        }
    }

    fn called(ticket: u64) -> Event {
        Event::Called { ticket: TicketId(ticket), counter: CounterId(2), call: CallId(1) }
    }

    #[test]
    fn lives_in_the_journal_are_visits() {
        let mut reader = JournalReader::default();
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
            place: Place::in_join_order(0),
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
            reader.hear(&Entry { at: Moment { steady_ms, wall_ms, trust: ClockTrust::Synced }, event });
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
