//! Numbers, counters and waits for the ear: what is short for the eye is said in whole words.

use super::Say;
use super::times::clock_bounds;
use crate::domain::ids::{CounterId, TicketNumber};
use crate::domain::ticket::WaitRange;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

impl Say<'_> {
    /// A ticket number as it is called: "A 42", without the zeros of the slip.
    pub fn spoken_number(self, number: TicketNumber) -> String {
        let letter = self.speech_letter(&number.series.to_string());
        self.speech_number(&letter, number.count.into())
    }

    /// A call: "Ticket A 42, counter 3."
    pub fn spoken_call(self, number: TicketNumber, counter: CounterId) -> String {
        self.speech_call(&self.spoken_number(number), counter)
    }

    /// What a slip says about the wait, as sentences. Clock times are counted from `joined`; without it (the clock was
    /// not trusted) minutes are said.
    pub fn spoken_promise(
        self,
        ahead: u32,
        wait: Option<WaitRange>,
        joined: Option<(DateTime<Utc>, Tz)>,
    ) -> Vec<String> {
        let turn = match (wait, joined) {
            (None, _) => self.slip_no_forecast(),
            (Some(wait), _) if wait.p90_s == 0 => self.speech_turn_now(),
            (Some(wait), Some((joined, zone))) => {
                let (from, until) = clock_bounds(joined, zone, wait);
                match from == until {
                    true => self.speech_turn_at(&from),
                    false => self.speech_turn_between(&from, &until),
                }
            }
            (Some(wait), None) => match (wait.p10_s / 60, wait.p90_s.div_ceil(60)) {
                (0, high_min) => self.speech_turn_within(high_min),
                (low_min, high_min) => self.speech_turn_in(low_min, high_min.max(low_min + 1)),
            },
        };
        vec![self.speech_ahead(ahead), turn]
    }
}
