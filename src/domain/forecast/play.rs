//! The line played forward: who comes to a counter when, if things go as they usually do.
//!
//! **Model.** Some tens of plays, each with other luck. In each, every counter ends its service after what such services
//! still take, then takes whom the discipline calls next there ([`discipline::first`]), again and again. Each person and each counter
//! meets every quantile of its distribution once in all plays ([`luck`](super::luck)). Whoever is on the way comes
//! after what such people still need. If their turn comes before, it passes, and once here they are the next. In a break nobody is taken; what has begun before
//! it is ended. A counter whose last shift is over takes those whom no other counter serves, after all others: they have a
//! ticket.
//!
//! **Invariants.** The same snapshot gives the same answer. Nobody is taken before somebody who stands before them and has
//! the same service.
//!
//! **Deliberately not here.** Quantiles of waits: how far plays go wrong is learned from what happens ([`super::corrector`]).

use super::super::discipline;
use super::WAY_MS;
use super::luck::{LONGEST_MS, PLAYS, Table, luck};
use super::pace::{LogNormal, as_real};
use super::snapshot::{Desk, Skills, Snapshot, Waiting, Work, skill};

/// Mean times until the turn, in milliseconds from now.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Turns {
    /// Of each in the line; `None` where no counter does the service.
    pub(super) of_line: Vec<Option<f64>>,
    /// Of somebody who joins at the end of the line, by service; `None` where no counter does it.
    pub(super) of_joining: Vec<Option<f64>>,
}

/// Everything that is the same in all plays.
struct Stage<'a> {
    snapshot: &'a Snapshot,
    services: Vec<Table>,
    gap: Table,
    coming: Table,
    /// For each counter, the first one that does the same services.
    groups: Vec<usize>,
}

/// Plays from a snapshot; `gap` lies between two services, and `coming` between joining and being here for somebody who is expected
/// after [`WAY_MS`].
pub(super) fn play(snapshot: &Snapshot, gap: LogNormal, coming: LogNormal) -> Turns {
    let services = snapshot.services.iter().map(|service| Table::of(service.duration)).collect();
    let (gap, coming) = (Table::of(gap), Table::of(coming));
    let desks = &snapshot.desks;
    let first = |desk: &Desk| desks.iter().position(|other| other.skills == desk.skills).unwrap_or(0);
    let stage = Stage { snapshot, services, gap, coming, groups: desks.iter().map(first).collect() };
    let mut of_line = vec![0.0; snapshot.line.len()];
    let mut of_joining = vec![0.0; snapshot.services.len()];
    for number in 0..PLAYS {
        let (line, services) = (snapshot.line.len(), snapshot.services.len());
        let play = Play {
            stage: &stage,
            number,
            left: vec![false; line],
            from: vec![0; snapshot.desks.len()],
            late: Vec::new(),
            last_ms: vec![0.0; services],
            joining_ms: vec![None; services],
        };
        play.run(&mut of_line, &mut of_joining);
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
    /// Which of [`Play::from`] is its own.
    group: usize,
}

impl<'a> Player<'a> {
    fn new(desk: &'a Desk, free_ms: f64, group: usize) -> Self {
        let mut player = Self { desk, free_ms, is_over: false, order_ms: free_ms, group };
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

/// Somebody whose turn has passed while they were on the way.
struct Late {
    /// When they come.
    comes_ms: f64,
    /// Their place in the line before.
    at: usize,
}

/// One play: what has happened in it so far.
struct Play<'a> {
    stage: &'a Stage<'a>,
    number: usize,
    /// Who is out of the line, by their places in it.
    left: Vec<bool>,
    /// Nobody before this place in the line is left for the counters of a group, which do the same services.
    from: Vec<usize>,
    /// In the order in which they come.
    late: Vec<Late>,
    /// The newest turn, by service.
    last_ms: Vec<f64>,
    /// The turn of somebody who joins, by service.
    joining_ms: Vec<Option<f64>>,
}

impl Play<'_> {
    /// Plays on until nobody is left, and adds the turns to the sums.
    fn run(mut self, of_line: &mut [f64], of_joining: &mut [f64]) {
        let desks = self.stage.snapshot.desks.iter().enumerate();
        let mut players: Vec<Player<'_>> = desks
            .map(|(index, desk)| {
                let free_ms = self.stage.free_ms(desk, luck(self.number, index));
                Player::new(desk, free_ms, self.stage.groups[index])
            })
            .collect();
        let mut left = players.len();
        while left > 0 {
            let next = (1..left).fold(0, |best, index| {
                if players[index].order_ms < players[best].order_ms { index } else { best }
            });
            let player = &mut players[next];
            if let Some(at) = self.comes_back(player).or_else(|| self.is_called(player, of_line)) {
                player.is_free(self.done_ms(at, player));
                continue;
            }
            for (service, joining_ms) in self.joining_ms.iter_mut().enumerate() {
                if player.desk.does(service) {
                    joining_ms.get_or_insert(player.turn_ms(self.last_ms[service]));
                }
            }
            match self.late.iter().find(|late| player.desk.does(self.stage.service(late.at))) {
                Some(late) => player.is_free(late.comes_ms),
                // Nobody is left for it: it waits for those who join.
                None => {
                    left -= 1;
                    players.swap(next, left);
                }
            }
        }
        for (sum, joining_ms) in of_joining.iter_mut().zip(self.joining_ms) {
            *sum += joining_ms.unwrap_or(0.0);
        }
    }

    /// Somebody who is here after their turn: they go first. (That some others go before them is left out.)
    fn comes_back(&mut self, player: &Player<'_>) -> Option<usize> {
        let here = self.late.iter().take_while(|late| late.comes_ms <= player.free_ms);
        let index = here.enumerate().find(|(_, late)| player.desk.does(self.stage.service(late.at)))?.0;
        Some(self.late.remove(index).at)
    }

    /// The discipline's choice from the line. Whoever stands before it and is on the way, has had their turn.
    fn is_called(&mut self, player: &Player<'_>, of_line: &mut [f64]) -> Option<usize> {
        loop {
            let waits = |at: usize| !self.left[at];
            let served = |at: usize| player.desk.does(self.stage.service(at));
            let at = discipline::first(self.from[player.group]..self.left.len(), waits, served)?;
            (self.left[at], self.from[player.group]) = (true, at + 1);
            let turn_ms = player.turn_ms(self.last_ms[self.stage.service(at)]);
            self.last_ms[self.stage.service(at)] = turn_ms;
            of_line[at] += turn_ms;
            let comes_ms = self.stage.comes_ms(at, luck(self.number, at + 47));
            if comes_ms <= player.free_ms {
                return Some(at);
            }
            if !self.is_gone(at) {
                let place = self.late.partition_point(|late| late.comes_ms <= comes_ms);
                self.late.insert(place, Late { comes_ms, at });
            }
        }
    }

    /// When the counter is free again that has called somebody.
    fn done_ms(&self, at: usize, player: &Player<'_>) -> f64 {
        let service = self.stage.service(at);
        let turn_ms = player.turn_ms(self.last_ms[service]);
        if self.is_gone(at) {
            return turn_ms;
        }
        let service_ms = self.stage.services[service].at(luck(self.number, at + 13)) * player.desk.factor;
        turn_ms + service_ms + self.stage.gap.at(luck(self.number, at + 29))
    }

    /// Each play is one share of luck, also for who is not there.
    fn is_gone(&self, at: usize) -> bool {
        let gone = self.stage.snapshot.line[at].gone;
        as_real(luck(self.number, at + 7) as u64) + 0.5 < gone * as_real(PLAYS as u64)
    }
}

impl Stage<'_> {
    fn service(&self, at: usize) -> usize {
        self.snapshot.line[at].service
    }

    /// When somebody is here.
    fn comes_ms(&self, at: usize, luck: usize) -> f64 {
        let Waiting { joined_ms, expected_ms, .. } = self.snapshot.line[at];
        expected_ms.map_or(0.0, |expected_ms| {
            let elapsed_ms = as_real(self.snapshot.now_ms.saturating_sub(joined_ms));
            self.coming.rest_ms(elapsed_ms, as_real(expected_ms.max(WAY_MS)) / as_real(WAY_MS), luck)
        })
    }

    fn free_ms(&self, desk: &Desk, luck: usize) -> f64 {
        let elapsed_ms = |since_ms: u64| as_real(self.snapshot.now_ms.saturating_sub(since_ms));
        match desk.work {
            Work::Busy { service, since_ms } => {
                let rest_ms = self.services[service].rest_ms(elapsed_ms(since_ms), desk.factor, luck);
                rest_ms + self.gap.at(PLAYS - 1 - luck)
            }
            // A clerk who has nobody here does not keep people waiting; who keeps them waiting is away.
            Work::Idle { since_ms } => {
                let here = self.snapshot.line.iter().filter(|waiting| waiting.expected_ms.is_none());
                let waited = here.filter(|waiting| desk.does(waiting.service));
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

    /// Twenty minutes, more or less.
    const COMING: LogNormal = LogNormal { mean_ln: 14.0, deviation_ln: 0.5 };

    fn paces() -> Vec<ServicePace> {
        let mean_lns = [12.0, 13.0, 13.5];
        mean_lns.map(|mean_ln| ServicePace { duration: LogNormal { mean_ln, deviation_ln: 0.8 } }).to_vec()
    }

    fn desk(number: u8, skills: Skills, work: Work) -> Desk {
        Desk { counter: CounterId(number), skills, work, breaks: Vec::new(), factor: 1.0 }
    }

    fn waiting(service: usize) -> Waiting {
        Waiting::here(service, 0, 0.0)
    }

    /// A free counter that has nobody, and such a line.
    fn idle(now_ms: u64, line: Vec<Waiting>) -> Snapshot {
        let desks = vec![desk(1, skill(0), Work::Idle { since_ms: 0 })];
        Snapshot { now_ms, services: paces(), line, desks }
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
        let turns = play(&snapshot, GAP, COMING);
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
        let turns = play(&snapshot, GAP, COMING);
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

    /// Nobody is here, and two are on the way: a counter has nobody to take but who joins now.
    #[test]
    fn whoever_is_on_the_way_keeps_no_counter_from_those_who_are_here() {
        let on_the_way = Waiting { expected_ms: Some(0), ..waiting(0) };
        let snapshot = |line| idle(0, line);
        let alone = play(&snapshot(vec![waiting(0)]), GAP, COMING).of_line[0].unwrap();
        let turns = play(&snapshot(vec![on_the_way, on_the_way, waiting(0), waiting(0)]), GAP, COMING);
        let turns_ms: Vec<f64> = turns.of_line.iter().map(|turn_ms| turn_ms.unwrap()).collect();
        assert_eq!(turns_ms[..3], [alone; 3], "the turn comes for all, and one is there");
        let joining = play(&snapshot(vec![on_the_way]), GAP, COMING).of_joining[0].unwrap();
        assert_eq!(joining, alone);
        // Who is expected long ago comes soon, and then goes first.
        let due = Waiting { joined_ms: 0, ..on_the_way };
        let eight = vec![waiting(0); 8];
        let with_one = [vec![due], eight.clone()].concat();
        let (later, without) = (idle(3_600_000, with_one), idle(3_600_000, eight));
        let last_ms =
            |snapshot: &Snapshot| play(snapshot, GAP, COMING).of_line.last().copied().flatten().unwrap();
        assert!(last_ms(&later) > last_ms(&without) + 60_000.0);
    }

    /// A clerk who has had nobody here for an hour is not away, however long somebody has been on the way.
    #[test]
    fn whoever_is_on_the_way_does_not_prove_that_a_clerk_is_away() {
        let on_the_way = Waiting { expected_ms: Some(36_000_000), ..waiting(0) };
        let now_ms = 3_600_000;
        let joining = |line| play(&idle(now_ms, line), GAP, COMING).of_joining[0].unwrap();
        assert_eq!(joining(vec![on_the_way]), joining(vec![]));
        let kept = |joined_ms| {
            let line = vec![Waiting { joined_ms, ..waiting(0) }];
            play(&idle(now_ms, line), GAP, COMING).of_line[0].unwrap()
        };
        assert_ne!(kept(0), kept(now_ms), "how long somebody here was kept is looked at");
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
        let line = proptest::collection::vec(
            (0usize..3, 0u64..3_600_000, 0.0f64..0.3, proptest::option::of(0u64..3_600_000)),
            0..40,
        );
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
                .map(|(service, joined_ms, gone, expected_ms)| Waiting {
                    expected_ms,
                    ..Waiting::here(service, joined_ms, gone)
                })
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
            let turns = play(&snapshot, GAP, COMING);
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
            // Whoever begins sooner can be in the middle of it when the others take their break, or somebody comes.
            let mut less = snapshot;
            less.desks.iter_mut().for_each(|desk| desk.breaks.clear());
            less.line.iter_mut().for_each(|waiting| waiting.expected_ms = None);
            let before = play(&less, GAP, COMING);
            let mut more = less.clone();
            more.desks.push(desk(9, skill(0) | skill(1) | skill(2), Work::Idle { since_ms: 3_600_000 }));
            let after = play(&more, GAP, COMING);
            let sum = |turns: &Turns| turns.of_line.iter().map(|turn_ms| turn_ms.unwrap_or(LONGEST_MS)).sum::<f64>();
            prop_assert!(sum(&after) <= sum(&before) + 1.0);
        }
    }
}
