//! The line played forward: who comes to a counter when, if things go as they usually do.
//!
//! **Model.** Some tens of plays, each with other luck. In each, every counter ends its service after what such services
//! still take, then takes whom the discipline calls next there ([`discipline::first`]), again and again. Each person and each counter
//! meets every quantile of its distribution once in all plays (a Latin hypercube: McKay, Beckman, Conover, Technometrics
//! 21, 1979), so few plays give a steady mean, and nothing has to be drawn. In a break nobody is taken; what has begun before
//! it is ended. A counter whose last shift is over takes those whom no other counter serves, after all others: they have a
//! ticket.
//!
//! **Invariants.** The same snapshot gives the same answer. Nobody is taken before somebody who stands before them and has
//! the same service.
//!
//! **Deliberately not here.** Quantiles of waits: how far plays go wrong is learned from what happens ([`super::corrector`]).

use super::super::discipline;
use super::pace::{LogNormal, as_real};
use super::snapshot::{Desk, Skills, Snapshot, Work, skill};

/// Plays, and quantiles of each distribution.
const PLAYS: usize = 32;
/// A service that has outlasted all quantiles goes on for this share of the time that it has taken, but for no longer than
/// a usual one takes: somebody may have forgotten to end it.
const OUTLASTED: f64 = 0.25;
/// Nobody is told of more than a day.
const LONGEST_MS: f64 = 86_400_000.0;

/// Mean times until the turn, in milliseconds from now.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Turns {
    /// Of each in the line; `None` where no counter does the service.
    pub(super) of_line: Vec<Option<f64>>,
    /// Of somebody who joins at the end of the line, by service; `None` where no counter does it.
    pub(super) of_joining: Vec<Option<f64>>,
}

/// Standard normal quantiles in the middle of [`PLAYS`] equal shares.
fn quantiles() -> [f64; PLAYS] {
    std::array::from_fn(|index| normal_quantile((as_real(index as u64) + 0.5) / as_real(PLAYS as u64)))
}

/// Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23: wrong by less than 0.00045.
fn normal_quantile(p: f64) -> f64 {
    let tail = libm::sqrt(-2.0 * libm::log(p.min(1.0 - p)));
    let above = 2.515_517 + tail * (0.802_853 + tail * 0.010_328);
    let below = 1.0 + tail * (1.432_788 + tail * (0.189_269 + tail * 0.001_308));
    let distance = tail - above / below;
    if p < 0.5 { -distance } else { distance }
}

/// A distribution by its quantiles, ascending.
struct Table([f64; PLAYS]);

impl Table {
    fn of(duration: LogNormal, normal: &[f64; PLAYS]) -> Self {
        let raw = normal.map(|z| libm::exp(duration.mean_ln + duration.deviation_ln * z));
        // The middles of the outer shares are too near: the mean must not suffer.
        let scale = duration.mean_ms() * as_real(PLAYS as u64) / raw.iter().sum::<f64>();
        Self(raw.map(|ms| (ms * scale).min(LONGEST_MS)))
    }

    /// What is left of something that has taken `elapsed_ms` and is not over.
    fn rest_ms(&self, elapsed_ms: f64, factor: f64, luck: usize) -> f64 {
        let shorter = self.0.partition_point(|ms| ms * factor <= elapsed_ms);
        match PLAYS - shorter {
            0 => (elapsed_ms * OUTLASTED).min(self.0[PLAYS / 2] * factor),
            longer => self.0[shorter + luck * longer / PLAYS] * factor - elapsed_ms,
        }
    }
}

/// The quantile that the `index`-th of its kind meets in a play: every one once in all plays, and in another order than
/// its neighbours.
fn luck(play: usize, index: usize) -> usize {
    let mixed = (index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let (step, start) = ((mixed >> 40) | 1, mixed >> 20);
    #[allow(clippy::cast_possible_truncation, reason = "less than PLAYS")]
    let quantile = ((play as u64).wrapping_mul(step).wrapping_add(start) % PLAYS as u64) as usize;
    quantile
}

/// Everything that is the same in all plays.
struct Stage<'a> {
    snapshot: &'a Snapshot,
    services: Vec<Table>,
    gap: Table,
}

pub(super) fn play(snapshot: &Snapshot, gap: LogNormal) -> Turns {
    let normal = quantiles();
    let services = snapshot.services.iter().map(|service| Table::of(service.duration, &normal)).collect();
    let stage = Stage { snapshot, services, gap: Table::of(gap, &normal) };
    let mut of_line = vec![0.0; snapshot.line.len()];
    let mut of_joining = vec![0.0; snapshot.services.len()];
    for number in 0..PLAYS {
        stage.play(number, &mut of_line, &mut of_joining);
    }
    let done: Skills = snapshot.desks.iter().fold(0, |skills, desk| skills | desk.skills);
    let mean = |service: usize, sum: f64| {
        (done & skill(service) != 0).then(|| (sum / as_real(PLAYS as u64)).min(LONGEST_MS))
    };
    let of_line = snapshot.line.iter().zip(of_line).map(|(waiting, sum)| mean(waiting.service, sum));
    let of_joining = of_joining.into_iter().enumerate().map(|(service, sum)| mean(service, sum));
    Turns { of_line: of_line.collect(), of_joining: of_joining.collect() }
}

/// Later than anything in a play.
const AFTER_ALL_MS: f64 = 1e12;

/// A counter in a play.
struct Player<'a> {
    desk: &'a Desk,
    free_ms: f64,
    /// Whether its last shift has ended.
    is_over: bool,
    /// Who takes somebody next has the smallest; compared most often of all.
    order_ms: f64,
    /// Nobody before this place in the line is left for it.
    from: usize,
}

impl<'a> Player<'a> {
    fn new(desk: &'a Desk, free_ms: f64) -> Self {
        let mut player = Self { desk, free_ms, is_over: false, order_ms: free_ms, from: 0 };
        player.is_free(free_ms);
        player
    }

    /// It could take somebody at this time, if it is there.
    fn is_free(&mut self, free_ms: f64) {
        self.free_ms = free_ms;
        for pause in &self.desk.breaks {
            let until_ms = pause.until_ms.map(signed);
            if signed(pause.from_ms) <= self.free_ms
                && until_ms.is_none_or(|until_ms| self.free_ms < until_ms)
            {
                self.free_ms = until_ms.unwrap_or(self.free_ms);
                self.is_over = until_ms.is_none();
            }
        }
        self.order_ms = if self.is_over { AFTER_ALL_MS + self.free_ms } else { self.free_ms };
    }

    /// When it takes somebody, if the last one for the same service was taken at this time: whoever stays on, stays for those who
    /// are left.
    fn turn_ms(&self, last_ms: f64) -> f64 {
        if self.is_over { self.free_ms.max(last_ms) } else { self.free_ms }
    }
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds of a day")]
fn signed(ms: i64) -> f64 {
    ms as f64
}

impl Stage<'_> {
    /// Plays once and adds the turns to the sums.
    fn play(&self, number: usize, of_line: &mut [f64], of_joining: &mut [f64]) {
        let line = &self.snapshot.line;
        let mut taken = vec![false; line.len()];
        let mut players: Vec<Player<'_>> = self
            .snapshot
            .desks
            .iter()
            .enumerate()
            .map(|(index, desk)| Player::new(desk, self.free_ms(desk, luck(number, index))))
            .collect();
        let mut last_ms = vec![0.0; self.services.len()];
        let mut left = players.len();
        while left > 0 {
            let next = (1..left).fold(0, |best, index| {
                if players[index].order_ms < players[best].order_ms { index } else { best }
            });
            let player = &mut players[next];
            let served = |at: usize| player.desk.does(line[at].service);
            let found = discipline::first(player.from..line.len(), |at| !taken[at], served);
            let Some(at) = found else {
                // Nobody is left for it: it waits for those who join.
                left -= 1;
                players.swap(next, left);
                continue;
            };
            taken[at] = true;
            player.from = at + 1;
            let waiting = &line[at];
            let turn_ms = player.turn_ms(last_ms[waiting.service]);
            last_ms[waiting.service] = turn_ms;
            of_line[at] += turn_ms;
            // Each play is one share of luck, also for who is not there.
            let gone = as_real(luck(number, at + 7) as u64) + 0.5 < waiting.gone * as_real(PLAYS as u64);
            let mut free_ms = turn_ms;
            if !gone {
                let service_ms = self.services[waiting.service].0[luck(number, at + 13)] * player.desk.factor;
                free_ms += service_ms + self.gap.0[luck(number, at + 29)];
            }
            player.is_free(free_ms);
        }
        for (service, sum) in of_joining.iter_mut().enumerate() {
            let able = players.iter().filter(|player| player.desk.does(service));
            let first =
                able.reduce(|best, player| if player.order_ms < best.order_ms { player } else { best });
            *sum += first.map_or(0.0, |player| player.turn_ms(last_ms[service]));
        }
    }

    fn free_ms(&self, desk: &Desk, luck: usize) -> f64 {
        let elapsed_ms = |since_ms: u64| as_real(self.snapshot.now_ms.saturating_sub(since_ms));
        match desk.work {
            Work::Busy { service, since_ms } => {
                let rest_ms = self.services[service].rest_ms(elapsed_ms(since_ms), desk.factor, luck);
                rest_ms + self.gap.0[PLAYS - 1 - luck]
            }
            // A clerk who has nobody does not keep people waiting; who keeps them waiting is away.
            Work::Idle { since_ms } => {
                let waited = self.snapshot.line.iter().filter(|waiting| desk.does(waiting.service));
                let kept_ms = waited.map(|waiting| waiting.joined_ms.max(since_ms)).min();
                self.gap.rest_ms(kept_ms.map_or(0.0, elapsed_ms), 1.0, luck)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shifts::Break;
    use super::super::snapshot::{ServicePace, Waiting};
    use super::*;
    use crate::domain::ids::CounterId;
    use proptest::prelude::*;

    const GAP: LogNormal = LogNormal { mean_ln: 9.2, deviation_ln: 0.5 };

    fn paces() -> Vec<ServicePace> {
        let mean_lns = [12.0, 13.0, 13.5];
        mean_lns.map(|mean_ln| ServicePace { duration: LogNormal { mean_ln, deviation_ln: 0.8 } }).to_vec()
    }

    fn desk(number: u8, skills: Skills, work: Work) -> Desk {
        Desk { counter: CounterId(number), skills, work, breaks: Vec::new(), factor: 1.0 }
    }

    fn waiting(service: usize) -> Waiting {
        Waiting { service, joined_ms: 0, gone: 0.0 }
    }

    #[test]
    fn every_quantile_is_met_once_in_all_plays() {
        for index in 0..100 {
            let mut met: Vec<usize> = (0..PLAYS).map(|play| luck(play, index)).collect();
            met.sort_unstable();
            assert_eq!(met, (0..PLAYS).collect::<Vec<_>>(), "{index}");
        }
    }

    #[test]
    fn a_table_has_the_mean_of_its_distribution() {
        for deviation_ln in [0.1, 0.8, 1.5] {
            let duration = LogNormal { mean_ln: 12.0, deviation_ln };
            let Table(quantiles) = Table::of(duration, &quantiles());
            let mean_ms = quantiles.iter().sum::<f64>() / as_real(PLAYS as u64);
            assert!((mean_ms / duration.mean_ms() - 1.0).abs() < 1e-9, "{mean_ms}");
            assert!(quantiles.is_sorted());
        }
    }

    /// One counter and one service: who stands at place n waits for n services and n + 1 gaps, on the average.
    #[test]
    fn behind_n_people_are_n_services() {
        let snapshot = Snapshot {
            now_ms: 0,
            services: paces(),
            line: vec![waiting(0); 4],
            desks: vec![desk(1, skill(0), Work::Idle { since_ms: 0 })],
        };
        let turns = play(&snapshot, GAP);
        let (service_ms, gap_ms) = (paces()[0].duration.mean_ms(), GAP.mean_ms());
        for (place, turn_ms) in turns.of_line.iter().enumerate() {
            let place = as_real(place as u64);
            let expected = place * service_ms + (place + 1.0) * gap_ms;
            assert!(
                (turn_ms.unwrap() / expected - 1.0).abs() < 0.001,
                "{place}: {turn_ms:?}, not {expected}"
            );
        }
        assert_eq!(turns.of_joining[1..], [None, None], "nobody does the others");
    }

    /// Two counters for one service. The one goes home when its first service is over, the other pauses meanwhile.
    #[test]
    fn nobody_is_taken_in_a_break_nor_after_the_last_shift_while_another_counter_works() {
        let hour_ms = 3_600_000;
        let rests = Break { from_ms: 0, until_ms: Some(hour_ms) };
        let leaves = Break { from_ms: 60_000, until_ms: None };
        let idle =
            |number, skills, breaks| Desk { breaks, ..desk(number, skills, Work::Idle { since_ms: 0 }) };
        let snapshot = Snapshot {
            now_ms: 0,
            services: paces(),
            line: vec![waiting(1), waiting(1), waiting(0)],
            desks: vec![idle(1, skill(1), vec![rests]), idle(2, skill(0) | skill(1), vec![leaves])],
        };
        let turns = play(&snapshot, GAP);
        let [first_ms, second_ms, other_ms] = turns.of_line[..] else { panic!("three") };
        let (first_ms, second_ms, other_ms) = (first_ms.unwrap(), second_ms.unwrap(), other_ms.unwrap());
        assert!(first_ms < 60_000.0, "before the shift ends: {first_ms}");
        assert!((second_ms - signed(hour_ms)).abs() < 1.0, "after the break: {second_ms}");
        assert!(
            first_ms < other_ms && other_ms < second_ms,
            "one stays on for whom nobody else serves: {other_ms}"
        );
        assert!(turns.of_joining[1].unwrap() > second_ms);
    }

    #[test]
    fn a_service_that_has_gone_on_for_long_is_nearly_over_or_will_last() {
        let table = Table::of(LogNormal { mean_ln: 12.0, deviation_ln: 0.8 }, &quantiles());
        let mean_rest_ms = |elapsed_ms: f64| {
            let rests = (0..PLAYS).map(|luck| table.rest_ms(elapsed_ms, 1.0, luck));
            rests.sum::<f64>() / as_real(PLAYS as u64)
        };
        assert!(mean_rest_ms(60_000.0) < mean_rest_ms(0.0));
        assert!(mean_rest_ms(400_000.0) > mean_rest_ms(60_000.0), "log-normal services have long tails");
        assert!(mean_rest_ms(36_000_000.0) < mean_rest_ms(0.0), "this one was forgotten");
    }

    fn breaks() -> impl Strategy<Value = Vec<Break>> {
        let lengths = proptest::collection::vec(0i64..7_200_000, 0..4);
        (lengths, any::<bool>()).prop_map(|(lengths, ends)| {
            let times: Vec<i64> = lengths
                .iter()
                .scan(0, |at, length| {
                    *at += length;
                    Some(*at)
                })
                .collect();
            let pairs = times.chunks(2);
            let breaks = pairs.map(|pair| Break { from_ms: pair[0], until_ms: pair.get(1).copied() });
            breaks.filter(|pause| ends || pause.until_ms.is_some()).collect()
        })
    }

    fn snapshots() -> impl Strategy<Value = Snapshot> {
        let line = proptest::collection::vec((0usize..3, 0u64..3_600_000, 0.0f64..0.3), 0..40);
        let work = prop_oneof![
            (0u64..3_600_000).prop_map(|since_ms| Work::Idle { since_ms }),
            (0usize..3, 0u64..3_600_000).prop_map(|(service, since_ms)| Work::Busy { service, since_ms }),
        ];
        let desks = proptest::collection::vec((1u64..8, work, 0.5f64..2.0, breaks()), 0..8);
        (line, desks).prop_map(|(line, desks)| Snapshot {
            now_ms: 3_600_000,
            services: paces(),
            line: line
                .into_iter()
                .map(|(service, joined_ms, gone)| Waiting { service, joined_ms, gone })
                .collect(),
            desks: (1..)
                .zip(desks)
                .map(|(number, (skills, work, factor, breaks))| Desk {
                    factor,
                    breaks,
                    ..desk(number, skills, work)
                })
                .collect(),
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nobody_is_taken_before_somebody_who_stands_before_them(snapshot in snapshots()) {
            let turns = play(&snapshot, GAP);
            for service in 0..3 {
                let same = snapshot.line.iter().zip(&turns.of_line).filter(|(who, _)| who.service == service);
                let turns_ms: Vec<f64> = same.filter_map(|(_, turn_ms)| *turn_ms).collect();
                prop_assert!(turns_ms.is_sorted(), "{turns_ms:?}");
                if let (Some(last_ms), Some(joining_ms)) = (turns_ms.last(), turns.of_joining[service]) {
                    prop_assert!(joining_ms >= *last_ms);
                }
            }
        }

        #[test]
        fn one_more_counter_makes_nobody_wait_longer(snapshot in snapshots()) {
            // Whoever begins sooner can be in the middle of it when the others take their break.
            let mut less = snapshot;
            less.desks.iter_mut().for_each(|desk| desk.breaks.clear());
            let before = play(&less, GAP);
            let mut more = less.clone();
            more.desks.push(desk(9, skill(0) | skill(1) | skill(2), Work::Idle { since_ms: 3_600_000 }));
            let after = play(&more, GAP);
            let sum = |turns: &Turns| turns.of_line.iter().map(|turn_ms| turn_ms.unwrap_or(LONGEST_MS)).sum::<f64>();
            prop_assert!(sum(&after) <= sum(&before) + 1.0);
        }
    }
}
