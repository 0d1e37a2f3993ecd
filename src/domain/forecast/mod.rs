//! How long it takes: the line as the discipline has ordered it, played forward with its choice of who is next, and corrected by
//! what really happened.
//!
//! **Model.** A [`Snapshot`] says who waits and what goes on at the counters. It is played forward ([`play`]) with learned
//! durations ([`pace`]) to the mean time of each turn. What such a turn is worth is learned from every call
//! ([`corrector`]): waits in the office follow much that no play knows, as lunch, clerks who help each other, people who
//! give up. The result is a range ([`WaitRange`]): one wait in ten is shorter than its P10, one in ten is longer than its P90.
//!
//! **Invariants.** The same state gives the same answer, on every machine. Of two people who wait for the same service, the
//! one behind is never told less. What is learned is bounded, and part of the state.
//!
//! **Deliberately not here.** The branch: [`of_branch`] takes the snapshots, and logs of other offices can be played as well. Who
//! will come back or be passed on is not played, and counters without hours stay as they are now: the corrector learns what that does.

mod corrector;
mod luck;
mod of_branch;
mod pace;
mod play;
mod shifts;
mod snapshot;
mod teller;

pub use corrector::{Corrector, Cues, QUANTILES};
pub(super) use of_branch::expected_ms;
pub use shifts::Break;
pub use snapshot::{Desk, SERVICES_MAX, ServicePace, Skills, Snapshot, Waiting, Work, skill};

use super::ids::{CounterId, ServiceId};
use super::ticket::WaitRange;
use pace::{CounterPace, Pace, as_real};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use teller::Teller;

/// From one service's end to the next one's start, until better is known: people walk.
const TYPICAL_GAP_MS: f64 = 20_000.0;
/// Who is on the way is never expected sooner after joining than this: people have to come.
const WAY_MS: u64 = 1_200_000;
/// So many waits are recent.
const RECENT: usize = 20;
/// So many waits are kept to find recent ones of each service among them.
const RECENT_KEPT: usize = 100;
/// So many people are remembered to know which share of them goes away.
const GONE_MEMORY: f64 = 200.0;
/// The share of people who go away, and as how many people that counts, until better is known.
const GONE_PRIOR: f64 = 0.05;
const GONE_PRIOR_COUNT: f64 = 20.0;

/// People who join in one way, and how many of them are gone when their turn comes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
struct GoneShare {
    count: f64,
    share: f64,
}

impl GoneShare {
    fn learn(&mut self, gone: bool) {
        self.count = (self.count + 1.0).min(GONE_MEMORY);
        self.share += (f64::from(u8::from(gone)) - self.share) / self.count;
    }

    fn estimate(self) -> f64 {
        (self.share * self.count + GONE_PRIOR * GONE_PRIOR_COUNT) / (self.count + GONE_PRIOR_COUNT)
    }
}

/// How somebody joined, as far as staying is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// Here.
    Here,
    /// From elsewhere, and they are here by now.
    FromElsewhere,
    /// From elsewhere, and they are on the way.
    OnTheWay,
}

/// Waits of today that ended with a call, held against the range that was told for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Kept {
    told: u32,
    held: u32,
}

/// Of fewer waits nobody can say whether the ranges hold.
pub const TOLD_MIN: u32 = 10;

/// Everything that is learned.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Experience {
    services: BTreeMap<ServiceId, Pace>,
    counters: BTreeMap<CounterId, CounterPace>,
    gap: Pace,
    gone_here: GoneShare,
    gone_elsewhere: GoneShare,
    /// Of those who are on the way: who never come.
    #[serde(default)]
    gone_on_the_way: GoneShare,
    /// From joining to being here, of people who were expected after [`WAY_MS`]; others count in proportion.
    #[serde(default)]
    coming: Pace,
    /// Waits that ended with a call today, the newest last.
    recent: VecDeque<(ServiceId, u64)>,
    /// How well the ranges of today have held.
    kept: Kept,
    corrector: Corrector,
}

/// How much earlier than needed people are told to set out. With three minutes, 3 of 100 who follow the notice are late, and
/// those who come wait for 10 minutes in the hall (`rinda simulate`); with none 9 are late, with ten they wait for 13.
pub const SET_OUT_MARGIN_S: u32 = 180;

/// When somebody who is elsewhere has to set out at the latest, in seconds from now; 0 is now. They are there with
/// `margin_s` to spare when their turn comes as early as one time in ten.
pub fn set_out_in_s(p10_s: u32, travel_s: u32, margin_s: u32) -> u32 {
    p10_s.saturating_sub(travel_s.saturating_add(margin_s))
}

/// A forecast with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// The wait.
    pub wait: WaitRange,
    /// What was known.
    pub cues: Cues,
}

/// The forecasts for everybody at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecasts {
    /// For each in the line; `None` where no counter does the service.
    pub of_line: Vec<Option<Forecast>>,
    /// For somebody who joins at its end, by service; `None` where no counter does it.
    pub of_joining: Vec<Option<Forecast>>,
}

impl Experience {
    /// What is known of a service; `typical_ms` is what the site says of it.
    pub fn service(&self, service: &ServiceId, typical_ms: u64) -> ServicePace {
        let learned = self.services.get(service).copied().unwrap_or_default();
        ServicePace { duration: learned.leaning_on(as_real(typical_ms)) }
    }

    /// A counter in a snapshot.
    pub fn desk(&self, counter: CounterId, skills: Skills, work: Work) -> Desk {
        let factor = self.counters.get(&counter).copied().unwrap_or_default().factor();
        Desk { counter, skills, work, breaks: Vec::new(), factor }
    }

    /// The share of people who came so and are gone when their turn comes.
    pub fn gone(&self, came: Came) -> f64 {
        match came {
            Came::Here => self.gone_here.estimate(),
            Came::FromElsewhere => self.gone_elsewhere.estimate(),
            Came::OnTheWay => self.gone_on_the_way.estimate(),
        }
    }

    /// A new day begins: yesterday's waits say little about this morning's.
    pub fn day_begins(&mut self) {
        self.recent.clear();
        self.kept = Kept::default();
    }

    /// Of a hundred ranges of today, how many held; nothing while there were too few.
    pub fn held_percent(&self) -> Option<u8> {
        let Kept { told, held } = self.kept;
        (told >= TOLD_MIN).then(|| u8::try_from(u64::from(held) * 100 / u64::from(told)).unwrap_or(100))
    }

    /// How many ranges of today came to something: who waited was called.
    pub fn told(&self) -> u32 {
        self.kept.told
    }

    /// Somebody was called after `wait_ms`, for whom this had been told.
    pub fn learn_wait(&mut self, service: &ServiceId, told: &Forecast, wait_ms: u64) {
        // Who was called at once learned nothing about waiting, nor do we.
        if wait_ms == 0 {
            return;
        }
        let [p10_ms, _, _, p90_ms] = told.wait.quantiles_ms();
        self.kept.told = self.kept.told.saturating_add(1);
        self.kept.held = self.kept.held.saturating_add(u32::from((p10_ms..=p90_ms).contains(&wait_ms)));
        self.corrector.learn(service, &told.cues, told.wait.quantiles_ms(), wait_ms);
        self.recent.push_back((service.clone(), wait_ms));
        if self.recent.len() > RECENT_KEPT {
            self.recent.pop_front();
        }
    }

    /// A service has ended.
    pub fn learn_service(&mut self, counter: CounterId, service: &ServiceId, service_ms: u64) {
        let learned = self.services.entry(service.clone()).or_default();
        // The first service of its kind can be compared with none.
        if let Some(usual) = learned.seen() {
            self.counters.entry(counter).or_default().learn(service_ms, usual);
        }
        learned.learn(service_ms);
    }

    /// A counter had nobody for so long while somebody waited for it.
    pub fn learn_gap(&mut self, gap_ms: u64) {
        self.gap.learn(gap_ms);
    }

    /// Somebody's turn came, or they left before.
    pub fn learn_gone(&mut self, came: Came, gone: bool) {
        match came {
            Came::Here => self.gone_here.learn(gone),
            Came::FromElsewhere => self.gone_elsewhere.learn(gone),
            Came::OnTheWay => self.gone_on_the_way.learn(gone),
        }
    }

    /// Somebody who was told to be here so long after joining has come after so long.
    pub fn learn_coming(&mut self, expected_ms: u64, came_ms: u64) {
        self.coming.learn(came_ms.saturating_mul(WAY_MS) / expected_ms.max(WAY_MS));
    }

    /// What everybody can be told now. `services` are the keys of the snapshot's.
    pub fn forecasts(&self, snapshot: &Snapshot, services: &[&ServiceId]) -> Forecasts {
        let gap = self.gap.leaning_on(TYPICAL_GAP_MS);
        let coming = self.coming.leaning_on(as_real(WAY_MS));
        let turns = play::play(snapshot, gap, coming);
        let mut teller = Teller::new(self, snapshot, gap, services);
        let of_line = snapshot.line.iter().zip(turns.of_line).map(|(waiting, turn_ms)| {
            let told = turn_ms.map(|turn_ms| teller.tell(waiting.service, turn_ms));
            teller.pass(waiting.service);
            told
        });
        let of_line = of_line.collect();
        let of_joining = turns.of_joining.into_iter().enumerate();
        let of_joining =
            of_joining.map(|(service, turn_ms)| turn_ms.map(|turn_ms| teller.tell(service, turn_ms)));
        Forecasts { of_line, of_joining: of_joining.collect() }
    }

    /// The mean of the newest waits for the same clerks.
    fn recent_wait_ms(&self, services: &[&ServiceId], competing: Skills) -> Option<f64> {
        let is_rival = |of: &ServiceId| {
            services.iter().position(|service| *service == of).is_some_and(|at| competing & skill(at) != 0)
        };
        let waits: Vec<f64> = self
            .recent
            .iter()
            .rev()
            .filter(|(service, _)| is_rival(service))
            .take(RECENT)
            .map(|(_, wait_ms)| as_real(*wait_ms))
            .collect();
        (!waits.is_empty()).then(|| waits.iter().sum::<f64>() / as_real(waits.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_today_are_counted_once_there_are_enough() {
        let mut experience = Experience::default();
        let service = ServiceId::new("passport");
        let wait = WaitRange { p10_s: 60, p50_s: 120, p80_s: 180, p90_s: 240 };
        let told = Forecast { wait, cues: Cues { turn_ms: 120_000, ahead: 1, ratios: [0; 3] } };
        for wait_s in [30, 60, 100, 120, 150, 180, 200, 240, 250] {
            experience.learn_wait(&service, &told, wait_s * 1000);
        }
        assert_eq!(experience.held_percent(), None, "nine are too few");
        experience.learn_wait(&service, &told, 61_000);
        assert_eq!(experience.held_percent(), Some(80), "two of ten were outside");
        experience.day_begins();
        assert_eq!(experience.held_percent(), None);
    }

    /// Whoever is told to be here in 40 minutes and comes after 60 makes it 30 of 20 for others.
    #[test]
    fn arrivals_are_learned_in_proportion_to_what_was_expected() {
        let minute_ms = 60_000;
        let learned = |expected_ms: u64, came_ms: u64| {
            let mut experience = Experience::default();
            (0..1000).for_each(|_| experience.learn_coming(expected_ms, came_ms));
            experience.coming.leaning_on(as_real(WAY_MS)).mean_ms() / as_real(minute_ms)
        };
        assert!((learned(40 * minute_ms, 60 * minute_ms) - 30.0).abs() < 2.0);
        assert!((learned(20 * minute_ms, 30 * minute_ms) - 30.0).abs() < 2.0);
        assert!((learned(0, 30 * minute_ms) - 30.0).abs() < 2.0, "nobody comes in no time");
    }

    #[test]
    fn whoever_sets_out_in_time_is_there_before_an_early_turn() {
        assert_eq!(set_out_in_s(40 * 60, 25 * 60, 5 * 60), 10 * 60);
        assert_eq!(set_out_in_s(30 * 60, 25 * 60, 5 * 60), 0, "now");
        assert_eq!(set_out_in_s(10 * 60, 25 * 60, 5 * 60), 0, "too late is now, too");
        assert_eq!(set_out_in_s(u32::MAX, u32::MAX, u32::MAX), 0);
    }
}
