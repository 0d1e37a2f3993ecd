//! Whatever anybody asks, in whatever order and at whatever time: what must hold all the same.
//!
//! A case is an office and a list of numbers; each number is one step, a command or a change of the world, made up in view
//! of the state that it meets. So a failing case shrinks by leaving steps out.

mod explanations;
mod fairness;
mod life;
mod watch;

use crate::domain::branch::Branch;
use crate::domain::forecast::Forecast;
use crate::domain::ids::ServiceId;
use crate::domain::ticket::WaitRange;
use crate::random::Random;
use crate::report::{Day, Group};
use crate::simulation::commands::{self, Kind};
use life::{Clocks, Life};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const STEPS: std::ops::Range<usize> = 1..160;

fn draws() -> impl Strategy<Value = Vec<u64>> {
    vec(any::<u64>(), STEPS)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Invariants, the order of calls, lives and numbers are watched at every event. In the end everybody has come to
    /// rest, and the journal leads to the state that there is.
    #[test]
    fn nothing_is_lost_and_nobody_is_skipped(office in any::<u64>(), draws in draws()) {
        live(Life::new(office, Clocks::Honest), draws);
    }

    /// A time server may lie for as long as it likes, for hours and days.
    #[test]
    fn a_clock_that_lies_loses_nothing(office in any::<u64>(), draws in draws()) {
        live(Life::new(office, Clocks::Lying), draws);
    }

    #[test]
    fn who_joined_earlier_stands_before_unless_somebody_has_credit_or_returned(
        office in any::<u64>(),
        draws in draws(),
    ) {
        let mut life = Life::new(office, Clocks::Honest);
        life.everybody_is_here_and_equal = true;
        for draw in draws {
            life.step(draw);
            let line = &life.branch().state().line;
            prop_assert!(line.is_sorted(), "{line:?}");
        }
    }

    #[test]
    fn a_forecast_is_a_range_and_one_more_person_before_never_makes_it_shorter(
        office in any::<u64>(),
        draws in draws(),
    ) {
        let mut life = Life::new(office, Clocks::Honest);
        for draw in draws {
            life.step(draw);
            let now_ms = life.now().steady_ms;
            check_forecasts(life.branch(), now_ms)?;
        }
    }
}

fn live(mut life: Life, draws: Vec<u64>) {
    for draw in draws {
        life.step(draw);
    }
    life.replay();
    life.comes_to_rest();
    life.replay();
    explanations::are_true(&life);
    everybody_is_in_the_report(&life);
}

/// Whatever happened, each person ends in one way.
fn everybody_is_in_the_report(life: &Life) {
    let mut day = Day::new(life.branch().settings().calendar.zone);
    life.journal().iter().for_each(|entry| day.hear(entry));
    let Some(report) = day.report(90) else { return };
    let ends = report.all.ends;
    let ended = ends.served + ends.did_not_come + ends.cancelled + ends.unserved;
    assert_eq!((ends.came, ends.passed_on), (ended + ends.here(), 0));
    let came = |kinds: &mut dyn Iterator<Item = &Group>| kinds.map(|kind| kind.ends.came).sum::<u32>();
    assert_eq!(came(&mut report.came_by.values()), ends.came);
    let passed_on: u32 = report.services.values().map(|kind| kind.ends.passed_on).sum();
    assert_eq!(came(&mut report.services.values()), ends.came + passed_on);
}

/// Quantiles are in order, of two people who wait for the same service the one behind is told no less, and a person is told
/// of as many before them as the whole line says.
fn check_forecasts(branch: &Branch, now_ms: u64) -> Result<(), TestCaseError> {
    let mut told: BTreeMap<&ServiceId, WaitRange> = BTreeMap::new();
    let line = branch.line();
    let each = line.iter().map(|ticket| branch.forecast_of(ticket.id, now_ms).unwrap());
    let (ahead, waiting): (Vec<u32>, Vec<Option<Forecast>>) = each.unzip();
    prop_assert_eq!(branch.ahead_of_each(), ahead);
    let waiting = line.iter().map(|ticket| &ticket.service).zip(waiting);
    for (service, forecast) in waiting.chain(branch.forecasts_of_joining(now_ms)) {
        let Some(Forecast { wait, .. }) = forecast else { continue };
        prop_assert!(wait.quantiles_ms().is_sorted(), "{wait:?}");
        let before = told.insert(service, wait).unwrap_or(wait);
        prop_assert_eq!(wait.at_least(before), wait, "{} after {:?}", service, before);
    }
    Ok(())
}

#[test]
fn the_generator_has_an_entry_for_every_command() {
    let life = Life::new(7, Clocks::Honest);
    for &kind in Kind::ALL {
        let command = commands::command_of(kind, life.branch(), &mut Random::new(kind.weight()));
        assert_eq!(Kind::of(&command), kind);
    }
    let mut random = Random::new(1);
    let all = 10 * Kind::ALL.iter().map(|kind| kind.weight()).sum::<u64>();
    let seen: BTreeSet<Kind> =
        (0..all).map(|_| Kind::of(&commands::command(life.branch(), &mut random))).collect();
    assert_eq!(seen.len(), Kind::ALL.len());
}
