//! The past of a queue, played through the forecast: how good would it have been, and how good are others?
//!
//! **Model.** A [`log`] of visits is played in the order of time through the same [`crate::domain::forecast`] that a branch
//! uses ([`office`]). Each person who joins is told a range; [`rivals`] tell what they would; what happened then is learned
//! when it happens. Everything is learned from the first day on, and the later days are scored ([`mod@score`]): those who were
//! served and had waited. A branch knows which counters are open; a log shows it only by what they do. Whoever joined before
//! any counter was seen at work for their service is counted and not scored.
//!
//! **Invariants.** No forecast rests on anything later than its person's joining.
//!
//! **Deliberately not here.** The order of calls: a log has its own, and forecasts are held against that.

mod day_clock;
mod journal;
mod log;
mod office;
mod report;
mod rivals;
mod score;
mod visit;

pub use day_clock::DayClock;
pub use journal::JournalReader;
pub use log::{Fault, Log, LogError, read, write};
pub use report::Report;
pub use score::{Case, Score, score};
pub use visit::{Ending, Visit};

use chrono::NaiveDate;
use office::Told;
use std::collections::{BTreeSet, VecDeque};
use std::io::{self, Write};

/// Rivals tell no range; theirs rests on so many of their own newest errors.
const ERRORS_KEPT: usize = 200;
/// Of the days, so many of ten are only learned from, unless somebody says otherwise.
const LEARN_ONLY_TENTHS: usize = 6;

/// A log that has been played.
#[derive(Debug)]
pub struct Replay<'a> {
    log: &'a Log,
    told: Vec<Told>,
}

impl<'a> Replay<'a> {
    /// Plays a log. A person with priority goes before those who joined less than `credit_s` earlier.
    pub fn of(log: &'a Log, credit_s: u32) -> Self {
        Self { log, told: office::play(log, u64::from(credit_s) * 1000) }
    }

    /// The first of the days that are scored when nobody says otherwise.
    pub fn first_scored(&self) -> Option<NaiveDate> {
        let days: BTreeSet<NaiveDate> = self.log.visits.iter().map(|visit| visit.day).collect();
        days.iter().nth(days.len() * LEARN_ONLY_TENTHS / 10).copied()
    }

    /// The scores of everybody from this day on.
    pub fn report(&self, from: NaiveDate) -> Report {
        let mut methods = vec![("ours", self.ours(from))];
        methods
            .extend(rivals::NAMES.iter().enumerate().map(|(index, name)| (*name, self.rival(index, from))));
        let scores = methods.into_iter().filter_map(|(name, cases)| Some((name, score(&cases)?))).collect();
        let days = |later: bool| {
            let days = self.log.visits.iter().map(|visit| visit.day).filter(|&day| (day >= from) == later);
            days.collect::<BTreeSet<_>>().into_iter().collect()
        };
        let waited = self.waited().filter(|(visit, ..)| visit.day >= from).count();
        Report {
            learned_only: days(false),
            scored: days(true),
            waited,
            people: self.ours(from).len(),
            scores,
        }
    }

    /// Visits with what was told, for those who were served after a wait.
    fn waited(&self) -> impl Iterator<Item = (&Visit, &Told, f64)> {
        let told = self.log.visits.iter().zip(&self.told);
        told.filter_map(|(visit, told)| {
            let waited_ms = visit.waited_ms().filter(|&waited_ms| waited_ms > 0)?;
            Some((visit, told, seconds(waited_ms)))
        })
    }

    fn ours(&self, from: NaiveDate) -> Vec<Case> {
        let cases = self.waited().filter(|(visit, ..)| visit.day >= from);
        let cases =
            cases.filter_map(|(visit, told, waited_s)| Some(Case::of(visit.day, told.ours?.wait, waited_s)));
        cases.collect()
    }

    /// The cases of one rival, each with the range that its errors until then would have made.
    fn rival(&self, index: usize, from: NaiveDate) -> Vec<Case> {
        // Errors become known with calls, and calls come in another order than people.
        let mut known: Vec<(NaiveDate, u64, f64)> = self
            .waited()
            .map(|(visit, told, waited_s)| {
                let called_ms = visit.joined_ms + visit.waited_ms().unwrap_or(0);
                (visit.day, called_ms, waited_s - told.rivals[index] / 1000.0)
            })
            .collect();
        known.sort_by_key(|&(day, called_ms, _)| (day, called_ms));
        let (mut known, mut errors_s, mut cases) =
            (known.into_iter().peekable(), VecDeque::new(), Vec::new());
        for (visit, told, waited_s) in self.waited() {
            while let Some((.., error_s)) =
                known.next_if(|&(day, called_ms, _)| (day, called_ms) <= (visit.day, visit.joined_ms))
            {
                errors_s.push_back(error_s);
                if errors_s.len() > ERRORS_KEPT {
                    errors_s.pop_front();
                }
            }
            if visit.day >= from && told.ours.is_some() {
                let point_s = told.rivals[index] / 1000.0;
                let mut sorted: Vec<f64> = errors_s.iter().copied().collect();
                sorted.sort_by(f64::total_cmp);
                let error_s = |tenths: usize| sorted.get(sorted.len() * tenths / 10).copied().unwrap_or(0.0);
                let range_s = ((point_s + error_s(1)).max(0.0), (point_s + error_s(9)).max(0.0));
                cases.push(Case { day: visit.day, point_s, range_s, waited_s });
            }
        }
        cases
    }

    /// Writes a line for each person, or only for those who are scored from a day on: day, joined_s, service, waited_s (empty
    /// for who left), and the quantiles that they were told; where nobody was known to be at work, those that hold if somebody
    /// came to work at once.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_predictions(&self, out: impl Write, scored_from: Option<NaiveDate>) -> io::Result<()> {
        let is_wanted = |visit: &Visit, told: &Told| {
            let is_scored = visit.waited_ms().is_some_and(|waited_ms| waited_ms > 0) && told.ours.is_some();
            scored_from.is_none_or(|from| visit.day >= from && is_scored)
        };
        let mut table = csv::Writer::from_writer(out);
        table.write_record(["day", "joined_s", "service", "waited_s", "p10", "p50", "p80", "p90"])?;
        for (visit, told) in self.log.visits.iter().zip(&self.told) {
            let forecast = told.ours.or(told.if_somebody_came).filter(|_| is_wanted(visit, told));
            let Some(forecast) = forecast else { continue };
            let wait = forecast.wait;
            let waited =
                visit.waited_ms().map_or_else(String::new, |waited_ms| seconds(waited_ms).to_string());
            let told_s = [wait.p10_s, wait.p50_s, wait.p80_s, wait.p90_s].map(|told_s| told_s.to_string());
            let start = [visit.day.to_string(), seconds(visit.joined_ms).to_string()];
            let who = [self.log.services[visit.service].clone(), waited];
            table.write_record(start.iter().chain(&who).chain(&told_s))?;
        }
        table.flush()
    }
}

#[allow(clippy::cast_precision_loss, reason = "times of a day are far below 2^53 ms")]
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(1999, 1, 4).unwrap()
    }

    fn served(joined_ms: u64, called_ms: u64) -> Visit {
        Visit {
            day: day(),
            service: 0,
            priority: false,
            joined_ms,
            ending: Ending::Served { called_ms, finished_ms: called_ms + 60_000, counter: 0 },
        }
    }

    fn log(visits: Vec<Visit>) -> Log {
        let (services, counters) = (vec!["PS".into()], vec!["C0".into()]);
        Log { visits, services, counters, faults: Vec::new(), backwards: Vec::new() }
    }

    fn predictions(log: &Log, scored_from: Option<NaiveDate>) -> Vec<String> {
        let mut out = Vec::new();
        Replay::of(log, 0).write_predictions(&mut out, scored_from).unwrap();
        String::from_utf8(out).unwrap().lines().skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn everybody_has_a_line_also_who_comes_before_anybody_is_known_to_be_at_work() {
        let log = log(vec![served(0, 0), served(30_000, 60_000), served(86_000_000, 86_000_000)]);
        let lines = predictions(&log, None);
        assert_eq!(lines.len(), 3, "{lines:#?}");
        assert!(lines.iter().all(|line| line.split(',').all(|cell| !cell.is_empty())), "{lines:#?}");
    }

    #[test]
    fn who_is_scored_can_be_written_alone() {
        let before_work = served(100_000, 200_000);
        let log = log(vec![before_work, served(210_000, 210_000), served(230_000, 300_000)]);
        assert_eq!(predictions(&log, None).len(), 3);
        let scored = predictions(&log, Some(day()));
        assert_eq!(scored.len(), Replay::of(&log, 0).report(day()).people);
        assert!(scored[0].starts_with("1999-01-04,230,PS,70,"), "{scored:#?}");
        assert_eq!(predictions(&log, day().succ_opt()), [""; 0], "no day is scored");
    }

    #[test]
    fn who_joined_before_anybody_was_seen_at_work_is_counted_and_not_scored() {
        let of = |visits| {
            let log = log(visits);
            Replay::of(&log, 0).report(day())
        };
        let first = served(100_000, 200_000);
        let both = of(vec![first.clone(), served(230_000, 300_000)]);
        assert_eq!((both.waited, both.people, both.nothing_because()), (2, 1, None));
        let told = both.to_string();
        assert!(told.contains("; 1 of 2 people who waited and were called\n"), "{told}");
        assert!(told.contains("not scored: 1, who joined before any counter was seen at work"), "{told}");

        let nothing = |visits| of(visits).nothing_because().unwrap();
        let unseen = nothing(vec![first]);
        assert!(unseen.contains("(1 in all) joined before any counter was seen at work"), "{unseen}");
        assert_eq!(nothing(vec![served(100_000, 100_000)]), "nobody waited and was called");
    }
}
