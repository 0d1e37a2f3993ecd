//! What a kiosk can be asked: which numbers are now, what the newest ticket says, whether anything may be heard.

use super::Branch;
use crate::domain::counter::CounterState;
use crate::domain::ids::{CounterId, KioskId, Series, TicketNumber};
use crate::domain::ticket::Ticket;
use crate::domain::time::Moment;
use std::collections::BTreeMap;

/// So long after its slip was settled a ticket counts as that of the person who stands at the kiosk.
const NEWEST_MS: u64 = 5 * 60_000;

/// The number that is now, of one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberNow {
    /// Which number.
    pub number: TicketNumber,
    /// Where it was called to.
    pub counter: CounterId,
}

impl Branch {
    /// The number of each series that was called last, by series. A call that is so old that it was forgotten stands as
    /// long as its person is at the counter.
    pub fn numbers_now(&self) -> Vec<NumberNow> {
        let state = self.state();
        let at_counters = state.counters.iter().filter_map(|(&counter, counter_state)| {
            let number = state.tickets.get(&CounterState::ticket(*counter_state)?)?.number;
            Some(NumberNow { number, counter })
        });
        let called = state.calls.iter().map(|call| NumberNow { number: call.number, counter: call.counter });
        let newest: BTreeMap<Series, NumberNow> =
            at_counters.chain(called).map(|now| (now.number.series, now)).collect();
        newest.into_values().collect()
    }

    /// The newest ticket of a kiosk, while its person may still stand there.
    pub fn newest_ticket(&self, kiosk: KioskId, now: Moment) -> Option<&Ticket> {
        let last = self.state().kiosks.get(&kiosk)?.last?;
        let is_new = now.steady_ms.saturating_sub(last.since_ms) < NEWEST_MS;
        self.ticket_by_number(last.number).filter(|_| is_new)
    }

    /// Whether it is an hour in which nothing is heard. While the clock is not trusted, no hour is.
    pub fn is_quiet(&self, now: Moment) -> bool {
        let settings = self.settings();
        let time = now.utc().with_timezone(&settings.calendar.zone).time();
        self.clock_trusted(now) && settings.sound.quiet.is_some_and(|hours| hours.contains(time))
    }
}
