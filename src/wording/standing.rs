//! Where a ticket stands at this moment and what to do, for its holder at a kiosk.

use super::Say;
use crate::domain::branch::Branch;
use crate::domain::ticket::{Presence, Ticket, TicketState};
use crate::domain::time::Moment;

impl Say<'_> {
    /// Where a ticket stands, as sentences.
    pub fn standing(self, branch: &Branch, ticket: &Ticket, now: Moment) -> Vec<String> {
        match ticket.state {
            TicketState::Waiting if ticket.presence == Presence::Absent => vec![self.follow_absent()],
            TicketState::Waiting => self.waits(branch, ticket, now),
            TicketState::Called { counter, .. } => {
                vec![format!("{}.", self.follow_come()), self.speech_called_to(counter)]
            }
            TicketState::Serving { counter, .. } => {
                vec![format!("{}.", self.follow_served()), format!("{}.", self.counter_name(counter))]
            }
            TicketState::Parked { until_ms, .. } => {
                let minutes = until_ms.saturating_sub(now.steady_ms).div_ceil(60_000);
                let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
                vec![format!("{}.", self.follow_parked()), self.follow_parked_advice(minutes)]
            }
            TicketState::Ended => vec![self.follow_over()],
        }
    }

    fn waits(self, branch: &Branch, ticket: &Ticket, now: Moment) -> Vec<String> {
        let Some((ahead, forecast)) = branch.forecast_of(ticket.id, now.steady_ms) else { return Vec::new() };
        if ahead == 0 {
            return vec![self.follow_next()];
        }
        let clock = branch.clock_trusted(now).then(|| (now.utc(), branch.settings().calendar.zone));
        let rows = self.promise(ahead, forecast.map(|forecast| forecast.wait), clock).into_iter();
        rows.map(|(label, value)| format!("{label}: {value}.")).collect()
    }
}
