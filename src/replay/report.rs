//! The scores as a table.

use super::score::Score;
use chrono::NaiveDate;
use std::fmt;

/// What a replay has shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Days that were learned from and not scored.
    pub learned_only: Vec<NaiveDate>,
    /// Days that were scored.
    pub scored: Vec<NaiveDate>,
    /// People who waited and were called on those days.
    pub waited: usize,
    /// Those of them who were scored; the others joined while no counter was seen at work for their service.
    pub people: usize,
    /// The scores by method, ours first.
    pub scores: Vec<(&'static str, Score)>,
}

impl Report {
    /// How much smaller our mean error is than that of another method: 0.3 is 30 % less.
    pub fn gain_over(&self, name: &str) -> Option<f64> {
        let error_s = |name: &str| {
            let (_, score) = self.scores.iter().find(|(method, _)| *method == name)?;
            Some(score.mean_error_s)
        };
        Some(1.0 - error_s("ours")? / error_s(name)?)
    }

    /// Why there is nothing to score, if nobody was.
    pub fn nothing_because(&self) -> Option<String> {
        match (self.people, self.waited) {
            (0, 0) => Some("nobody waited and was called".to_owned()),
            (0, waited) => {
                Some(format!("everybody who waited and was called ({waited} in all) {BEFORE_WORK_WAS_SEEN}"))
            }
            (_, _) => None,
        }
    }
}

/// A log does not say who was at work, and so not whom a branch would have counted on.
const BEFORE_WORK_WAS_SEEN: &str = "joined before any counter was seen at work for their service";

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = |days: &[NaiveDate]| match days {
            [] => "no day".to_owned(),
            [only] => only.to_string(),
            [first, .., last] => format!("{first} to {last} ({} days)", days.len()),
        };
        writeln!(f, "learned only: {}", span(&self.learned_only))?;
        let (days, people, waited) = (span(&self.scored), self.people, self.waited);
        writeln!(
            f,
            "scored, while learning on: {days}; {people} of {waited} people who waited and were called"
        )?;
        if waited > people {
            writeln!(f, "not scored: {}, who {BEFORE_WORK_WAS_SEEN}", waited - people)?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "{:<17}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>10} {:>7}",
            "seconds", "mean", "median", "RMSE", "in range", "width", "Winkler", "fair days", "ours"
        )?;
        for (name, score) in &self.scores {
            let (fair, days) = score.days_fair;
            let gain = match (*name, self.gain_over(name)) {
                ("ours", _) | (_, None) => String::new(),
                (_, Some(gain)) => format!("{:+.0} %", -gain * 100.0),
            };
            writeln!(
                f,
                "{name:<17}{:>9.1}{:>9.1}{:>9.1}{:>7.1} %{:>9.1}{:>9.1}{:>10} {gain:>7}",
                score.mean_error_s,
                score.median_error_s,
                score.root_mean_square_s,
                score.inside * 100.0,
                score.width_s,
                score.winkler_s,
                format!("{fair}/{days}"),
            )?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "mean, median, RMSE: errors of the point (ours: P50). in range: waits between P10 and P90; the others'"
        )?;
        write!(
            f,
            "ranges are made of their own newest errors. fair days: 70 to 90 % in range. ours: our mean error against it."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gain_stands_apart_from_the_column_before_it_however_large_it_is() {
        let score = |mean_error_s| Score {
            mean_error_s,
            median_error_s: 1.0,
            root_mean_square_s: 1.0,
            inside: 0.8,
            width_s: 1.0,
            winkler_s: 1.0,
            days_fair: (0, 1),
        };
        let scores = vec![("ours", score(18.69)), ("LES", score(1.0))];
        let told = Report { learned_only: vec![], scored: vec![], waited: 1, people: 1, scores }.to_string();
        assert!(told.contains(" 0/1 +1769 %\n"), "{told}");
        assert!(!told.ends_with('\n'), "whoever prints it ends the line");
    }
}
