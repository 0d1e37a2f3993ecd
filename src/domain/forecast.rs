//! How long it takes: the line played forward with the real discipline.
//!
//! **Model.** Every open counter becomes free at some time; the tickets before ours go, in the order of the line, to the
//! counter that is free first and does their service. Service times are learned per service as a mean and a mean
//! deviation (the estimator of TCP's round-trip time: Jacobson, 1988), and lean on the site's typical time while few
//! were seen. The spread of the answer grows with the root of the number of services that have to end first.
//!
//! **Invariants.** The same state gives the same answer; `p10 ≤ low ≤ high`; one more person before never makes it
//! shorter. No floating-point state is kept, so that checkpoints compare equal.
//!
//! **Deliberately not here.** Correction from recent calls and tracking of quantiles: they need the scores of forecasts
//! that were really shown.

use super::branch::Branch;
use super::counter::CounterState;
use super::ids::{CounterId, ServiceId, TicketId};
use super::ticket::{Presence, TicketState, WaitRange};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Learned service times of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pace {
    /// How many services it rests on.
    pub count: u32,
    /// Mean, in milliseconds.
    pub mean_ms: u64,
    /// Mean absolute deviation, in milliseconds.
    pub deviation_ms: u64,
}

/// So many services are remembered: a new clerk or a new form shows within a day.
const MEMORY: u64 = 64;
/// The site's typical time counts as so many services that were seen.
const PRIOR: u64 = 6;
/// A service of more than so many times the mean was not served for so long: somebody forgot to finish it.
const FORGOTTEN: u64 = 4;
/// The same for the first one, and for a mean of next to nothing.
const FORGOTTEN_MS: Range<u64> = 60_000..3_600_000;
/// From one service's end to the next one's start: people walk.
const TURNAROUND_MS: u64 = 20_000;

impl Pace {
    /// Learns from one finished service.
    pub fn learn(&mut self, service_ms: u64) {
        let longest_ms = match self.count {
            0 => FORGOTTEN_MS.end,
            _ => FORGOTTEN * self.mean_ms.max(FORGOTTEN_MS.start),
        };
        let service_ms = service_ms.min(longest_ms);
        let weight = u64::from(self.count).min(MEMORY - 1);
        let deviation_ms = if self.count == 0 { service_ms / 2 } else { service_ms.abs_diff(self.mean_ms) };
        self.deviation_ms = (self.deviation_ms * weight + deviation_ms) / (weight + 1);
        self.mean_ms = (self.mean_ms * weight + service_ms) / (weight + 1);
        self.count = self.count.saturating_add(1);
    }

    /// Mean and deviation, leaning on the typical time while little was learned.
    fn estimate_ms(self, typical_s: u32) -> (u64, u64) {
        let typical_ms = u64::from(typical_s) * 1000;
        let seen = u64::from(self.count).min(MEMORY);
        let mean_ms = (typical_ms * PRIOR + self.mean_ms * seen) / (PRIOR + seen);
        let deviation_ms = (typical_ms / 2 * PRIOR + self.deviation_ms * seen) / (PRIOR + seen);
        (mean_ms, deviation_ms)
    }
}

/// A counter in the play.
struct Server {
    id: CounterId,
    free_ms: u64,
    /// Sum of squared deviations of the services that end before it is free.
    spread_ms2: u128,
    /// What is shown to somebody who waits for this counter.
    wait: WaitRange,
}

impl Server {
    fn new(id: CounterId) -> Self {
        Self { id, free_ms: 0, spread_ms2: 0, wait: range(0, 0) }
    }

    /// One more service before it is free. More people before never make the wait shorter, also where the spread of
    /// their services grows faster than their sum.
    fn serve(&mut self, mean_ms: u64, deviation_ms: u64) {
        self.free_ms += mean_ms + TURNAROUND_MS;
        self.spread_ms2 += u128::from(deviation_ms).pow(2);
        let spread_ms = u64::try_from(self.spread_ms2.isqrt()).unwrap_or(u64::MAX);
        self.wait = each(self.wait, range(self.free_ms, spread_ms), u32::max);
    }
}

impl Branch {
    /// The mean service time of a service, in milliseconds.
    pub fn expected_service_ms(&self, service: &ServiceId) -> u64 {
        self.estimate_ms(service).0
    }

    /// The wait of somebody who stands behind the first `behind` tickets of the line, and for whom `service` is wanted.
    /// `None` when no counter does this service.
    pub fn forecast(&self, service: &ServiceId, behind: usize, now_ms: u64) -> Option<WaitRange> {
        let mut servers = self.servers(service, now_ms)?;
        for ticket in self.line().into_iter().take(behind) {
            if ticket.presence == Presence::Absent {
                continue;
            }
            let (mean_ms, deviation_ms) = self.estimate_ms(&ticket.service);
            if let Some(server) = self.first_free(&mut servers, &ticket.service) {
                server.serve(mean_ms, deviation_ms);
            }
        }
        // Whichever counter is free first, and nobody knows which: the wait is at most that for each of them.
        let able = servers.iter().filter(|server| self.settings().serves(server.id, service));
        able.map(|server| server.wait).reduce(|one, other| each(one, other, u32::min))
    }

    /// How many present tickets stand before index `behind` and compete with `service` for a counter.
    pub fn ahead(&self, service: &ServiceId, behind: usize) -> u32 {
        let line = self.line();
        let before = line.iter().take(behind);
        let competing =
            before.filter(|t| t.presence == Presence::Present && self.competes(service, &t.service));
        u32::try_from(competing.count()).unwrap_or(u32::MAX)
    }

    /// The forecast for a ticket that waits in the line now, with the people ahead of it.
    pub fn forecast_of(&self, ticket: TicketId, now_ms: u64) -> Option<(u32, Option<WaitRange>)> {
        let behind = self.state().line.iter().position(|&id| id == ticket)?;
        let service = &self.state().tickets.get(&ticket)?.service;
        Some((self.ahead(service, behind), self.forecast(service, behind, now_ms)))
    }

    /// The forecast for somebody who would join now.
    pub fn forecast_of_joining(&self, service: &ServiceId, now_ms: u64) -> Option<WaitRange> {
        self.forecast(service, self.state().line.len(), now_ms)
    }

    /// Open counters and when each is free. While nobody has opened one that does `service`, the first that could is taken
    /// to open now: the office has opened, somebody will come.
    fn servers(&self, service: &ServiceId, now_ms: u64) -> Option<Vec<Server>> {
        let open = self.state().counters.iter().filter(|(_, counter)| counter.open());
        let mut servers: Vec<Server> = open.map(|(&id, counter)| self.server(id, *counter, now_ms)).collect();
        if !servers.iter().any(|server| self.settings().serves(server.id, service)) {
            let id = *self.settings().counters.keys().find(|&&id| self.settings().serves(id, service))?;
            servers.push(Server::new(id));
        }
        Some(servers)
    }

    fn server(&self, id: CounterId, counter: CounterState, now_ms: u64) -> Server {
        let mut server = Server::new(id);
        let ticket = counter.ticket().and_then(|ticket| self.state().tickets.get(&ticket));
        let Some(ticket) = ticket else { return server };
        let (mean_ms, deviation_ms) = self.estimate_ms(&ticket.service);
        let elapsed_ms = match ticket.state {
            TicketState::Serving { since_ms, .. } => now_ms.saturating_sub(since_ms),
            TicketState::Waiting
            | TicketState::Called { .. }
            | TicketState::Parked { .. }
            | TicketState::Ended => 0,
        };
        // A service that has outlasted its mean goes on for about one more deviation.
        let rest_ms = mean_ms.saturating_sub(elapsed_ms).max(deviation_ms / 2);
        server.serve(rest_ms, deviation_ms);
        server
    }

    fn first_free<'a>(&self, servers: &'a mut [Server], service: &ServiceId) -> Option<&'a mut Server> {
        let able = servers.iter_mut().filter(|server| self.settings().serves(server.id, service));
        able.min_by_key(|server| (server.free_ms, server.id))
    }

    fn estimate_ms(&self, service: &ServiceId) -> (u64, u64) {
        let typical_s = self.settings().service(service).map_or(600, |settings| settings.typical_s);
        self.state().pace.get(service).copied().unwrap_or_default().estimate_ms(typical_s)
    }
}

fn each(one: WaitRange, other: WaitRange, choose: impl Fn(u32, u32) -> u32) -> WaitRange {
    WaitRange {
        p10_s: choose(one.p10_s, other.p10_s),
        low_s: choose(one.low_s, other.low_s),
        high_s: choose(one.high_s, other.high_s),
    }
}

/// Quantiles of a normal distribution around the mean; a mean absolute deviation is 0.8 standard deviations, so the
/// standard deviation is 1.25 of it: P10 is 1.6 of it below the mean, P30 0.65 below, P80 1.05 above.
fn range(mean_ms: u64, deviation_ms: u64) -> WaitRange {
    let seconds = |ms: u64| u32::try_from(ms / 1000).unwrap_or(u32::MAX);
    WaitRange {
        p10_s: seconds(mean_ms.saturating_sub(deviation_ms * 8 / 5)),
        low_s: seconds(mean_ms.saturating_sub(deviation_ms * 13 / 20)),
        high_s: seconds(mean_ms.saturating_add(deviation_ms * 21 / 20)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Also when services are short on the average and now and then very long.
        #[test]
        fn a_counter_with_one_more_service_is_not_free_earlier(
            services in proptest::collection::vec((0u64..600_000, 0u64..3_600_000), 1..20),
        ) {
            let mut server = Server::new(CounterId(1));
            for (mean_ms, deviation_ms) in services {
                let before = server.wait;
                server.serve(mean_ms, deviation_ms);
                prop_assert_eq!(each(before, server.wait, u32::max), server.wait);
                let WaitRange { p10_s, low_s, high_s } = server.wait;
                prop_assert!(p10_s <= low_s && low_s <= high_s);
            }
        }
    }

    #[test]
    fn a_service_that_was_forgotten_is_not_learned_as_it_stands() {
        let mut pace = Pace::default();
        for service_ms in [600_000, 500_000, 700_000, 14 * 3_600_000] {
            pace.learn(service_ms);
        }
        assert_eq!(pace.mean_ms, (600_000 + 500_000 + 700_000 + 2_400_000) / 4);
    }
}
