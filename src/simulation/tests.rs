//! Seeds, many of them.

use super::{Failure, Report, play, trace};
use std::time::Instant;

/// Seeds of the quick run.
const SEEDS: u64 = 300;
/// Seeds in which a planted bug has to be found.
#[cfg(feature = "planted-bugs")]
const HUNT_SEEDS: u64 = 2_000;
/// Lines of the trace of a seed that fails; `RINDA_TRACE` asks for more.
const LINES: usize = 40;

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// The line that plays a failing seed again, and what happened before it failed.
fn complain(failure: &Failure, lines_max: usize) -> ! {
    let seed = failure.seed;
    let text = trace(seed, lines_max);
    panic!("{text}\nRINDA_SEED={seed} cargo nextest run --release -E 'test(simulation::tests)'\n{failure}");
}

/// Every bug that can be planted is found, and nothing else is. Prints what found it, and how many seeds that took.
#[cfg(feature = "planted-bugs")]
#[test]
fn every_planted_bug_is_found() {
    use crate::domain::planted::{Bug, plant};
    let seeds = from_environment("RINDA_SEEDS").unwrap_or(HUNT_SEEDS);
    let only = std::env::var("RINDA_BUG").ok();
    let mut missed = Vec::new();
    for bug in Bug::ALL {
        if only.as_ref().is_some_and(|only| *only != format!("{bug:?}")) {
            continue;
        }
        plant(Some(bug));
        let found = (0..seeds).find_map(|seed| Some((seed + 1, play(seed).err()?)));
        plant(None);
        match found {
            Some((count, failure)) => {
                println!("{bug:?}: found by {} after {count} seeds", failure.broken.promise);
            }
            None => missed.push(bug),
        }
    }
    assert!(missed.is_empty(), "not found in {seeds} seeds: {missed:?}");
}

#[test]
fn promises_hold_in_every_world() {
    if let Some(seed) = from_environment("RINDA_SEED") {
        let lines_max = from_environment("RINDA_TRACE").and_then(|lines| usize::try_from(lines).ok());
        let lines_max = lines_max.unwrap_or(LINES);
        let report = play(seed).unwrap_or_else(|failure| complain(&failure, lines_max));
        println!("{report:?}");
        return;
    }
    let first = from_environment("RINDA_FIRST_SEED").unwrap_or(0);
    let seeds = from_environment("RINDA_SEEDS").unwrap_or(SEEDS);
    let begin = Instant::now();
    let keep_going = from_environment("RINDA_KEEP_GOING").unwrap_or(0);
    let mut failures = 0;
    let mut all = Report::default();
    for seed in first..first + seeds {
        let report = match play(seed) {
            Ok(report) => report,
            Err(failure) if failures < keep_going => {
                println!("{failure}");
                failures += 1;
                continue;
            }
            Err(failure) => complain(&failure, LINES),
        };
        all = all.plus(report);
        if (seed + 1) % 1000 == 0 {
            let per_s = (seed + 1 - first) as f64 / begin.elapsed().as_secs_f64();
            println!("{} seeds, {per_s:.0} a second: {all:?}", seed + 1 - first);
        }
    }
    println!("{seeds} seeds in {:?}: {all:?}", begin.elapsed());
    assert_eq!(failures, 0, "seeds have failed");
}
