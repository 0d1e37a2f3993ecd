//! What a kiosk can be asked: which numbers are now, which ticket is the newest, whether it works, whether anything may be heard.

use super::Branch;
use crate::domain::counter::CounterState;
use crate::domain::ids::{CallId, CounterId, KioskId, LinkId, Series, TicketNumber};
use crate::domain::kiosk::PrinterState;
use crate::domain::ticket::{Ticket, TicketState};
use crate::domain::time::Moment;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// So long after its slip was settled a ticket counts as that of the person who stands at the kiosk.
const NEWEST_MS: u64 = 5 * 60_000;

/// A number that is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberNow {
    /// Which number.
    pub number: TicketNumber,
    /// Where it was called to.
    pub counter: CounterId,
}

impl Branch {
    /// Everybody who is called to a counter now, the newest call first; then the last number of each series of which nobody
    /// is. A call that is so old that it was forgotten stands as long as its person is at the counter.
    pub fn numbers_now(&self) -> Vec<NumberNow> {
        let state = self.state();
        let tickets = state.tickets.values();
        let mut called: Vec<(CallId, NumberNow)> = tickets
            .filter_map(|ticket| match ticket.state {
                TicketState::Called { counter, call, .. } => {
                    Some((call, NumberNow { number: ticket.number, counter }))
                }
                TicketState::Waiting
                | TicketState::Serving { .. }
                | TicketState::Parked { .. }
                | TicketState::Ended => None,
            })
            .collect();
        called.sort_by_key(|&(call, _)| Reverse(call));
        let mut now: Vec<NumberNow> = called.into_iter().map(|(_, now)| now).collect();
        let at_counters = state.counters.iter().filter_map(|(&counter, counter_state)| {
            let number = state.tickets.get(&CounterState::ticket(*counter_state)?)?.number;
            Some(NumberNow { number, counter })
        });
        let announced =
            state.calls.iter().map(|call| NumberNow { number: call.number, counter: call.counter });
        let newest: BTreeMap<Series, NumberNow> =
            at_counters.chain(announced).map(|now| (now.number.series, now)).collect();
        let missing =
            newest.into_values().filter(|last| now.iter().all(|now| now.number.series != last.number.series));
        let missing: Vec<NumberNow> = missing.collect();
        now.extend(missing);
        now
    }

    /// The number of the newest ticket of a kiosk, while its person may still stand there.
    pub fn newest_number(&self, kiosk: KioskId, now: Moment) -> Option<TicketNumber> {
        let last = self.state().kiosks.get(&kiosk)?.last?;
        let is_new = now.steady_ms.saturating_sub(last.since_ms) < NEWEST_MS;
        is_new.then_some(last.number)
    }

    /// Whether a press at this kiosk can give a ticket at all: the day is open, and nothing is wrong with paper and disk.
    pub fn kiosk_works(&self, kiosk: KioskId) -> bool {
        let printer = self.state().kiosks.get(&kiosk).map(|kiosk| kiosk.printer);
        let prints = matches!(printer, Some(PrinterState::Ready | PrinterState::PaperNearEnd));
        prints && self.state().day.is_some() && !self.state().storage_full
    }

    /// The ticket behind a link, while its life has not ended.
    pub fn ticket_by_link(&self, link: LinkId) -> Option<&Ticket> {
        let mut tickets = self.state().tickets.values();
        tickets.find(|ticket| ticket.link == link && ticket.state != TicketState::Ended)
    }

    /// Whether it is an hour in which nothing is heard. While the clock is not trusted, no hour is.
    pub fn is_quiet(&self, now: Moment) -> bool {
        let settings = self.settings();
        let time = now.utc().with_timezone(&settings.calendar.zone).time();
        self.clock_trusted(now) && settings.sound.quiet.is_some_and(|hours| hours.contains(time))
    }
}
