//! How good forecasts were: errors of the point, and how often and how narrowly the range held.
//!
//! The point is the median; the range goes from P10 to P90. The Winkler score is the range's width, and ten times as much
//! as the wait was outside on top (Winkler, "A Decision-Theoretic Approach to Interval Estimation", JASA 67, 1972).

use crate::domain::ticket::WaitRange;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A range of four in five: what lies outside costs two over one in five.
const OUTSIDE: f64 = 10.0;
/// A day whose share is in here is one on which the range did what it says.
const DAY_FAIR: std::ops::RangeInclusive<f64> = 0.7..=0.9;

/// One forecast and what came of it, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// On which day.
    pub day: NaiveDate,
    /// The point.
    pub point_s: f64,
    /// The range.
    pub range_s: (f64, f64),
    /// How long it took.
    pub waited_s: f64,
}

impl Case {
    /// What was told, and how long it took.
    pub fn of(day: NaiveDate, told: WaitRange, waited_s: f64) -> Self {
        let range_s = (f64::from(told.p10_s), f64::from(told.p90_s));
        Self { day, point_s: f64::from(told.p50_s), range_s, waited_s }
    }

    /// Whether the range held.
    pub fn held(&self) -> bool {
        (self.range_s.0..=self.range_s.1).contains(&self.waited_s)
    }
}

/// The scores of one method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Mean absolute error of the point, in seconds.
    pub mean_error_s: f64,
    /// Median absolute error.
    pub median_error_s: f64,
    /// Root of the mean squared error.
    pub root_mean_square_s: f64,
    /// The share of waits inside the range.
    pub inside: f64,
    /// The mean width of the range, in seconds.
    pub width_s: f64,
    /// The mean Winkler score, in seconds.
    pub winkler_s: f64,
    /// Days on which the range held for 70 to 90 % of the waits, and all days.
    pub days_fair: (usize, usize),
}

/// Scores what was told; `None` when there is nothing to score.
pub fn score(cases: &[Case]) -> Option<Score> {
    let mut errors_s: Vec<f64> = cases.iter().map(|case| (case.point_s - case.waited_s).abs()).collect();
    errors_s.sort_by(f64::total_cmp);
    let median_error_s = *errors_s.get(errors_s.len() / 2)?;
    let mean = |of: &dyn Fn(&Case) -> f64| {
        let (sum, count) = cases.iter().fold((0.0, 0.0), |(sum, count), case| (sum + of(case), count + 1.0));
        sum / count
    };
    let mut days: BTreeMap<NaiveDate, (f64, f64)> = BTreeMap::new();
    for case in cases {
        let day = days.entry(case.day).or_default();
        day.0 += f64::from(u8::from(case.held()));
        day.1 += 1.0;
    }
    let fair = days.values().filter(|(inside, all)| DAY_FAIR.contains(&(inside / all))).count();
    Some(Score {
        mean_error_s: mean(&|case| (case.point_s - case.waited_s).abs()),
        median_error_s,
        root_mean_square_s: mean(&|case| (case.point_s - case.waited_s).powi(2)).sqrt(),
        inside: mean(&|case| f64::from(u8::from(case.held()))),
        width_s: mean(&|case| case.range_s.1 - case.range_s.0),
        winkler_s: mean(&|case| {
            let (low_s, high_s) = case.range_s;
            let outside_s = (low_s - case.waited_s).max(case.waited_s - high_s).max(0.0);
            high_s - low_s + OUTSIDE * outside_s
        }),
        days_fair: (fair, days.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_what_their_names_say() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        let case = |point_s, waited_s| Case { day, point_s, range_s: (50.0, 150.0), waited_s };
        let score = score(&[case(100.0, 100.0), case(100.0, 140.0), case(100.0, 170.0)]).unwrap();
        assert!((score.mean_error_s - 110.0 / 3.0).abs() < 1e-9);
        assert_eq!(score.median_error_s, 40.0);
        assert!((score.root_mean_square_s - (6500.0f64 / 3.0).sqrt()).abs() < 1e-9);
        assert!((score.inside - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(score.width_s, 100.0);
        // 20 s outside cost 200 s.
        assert!((score.winkler_s - (100.0 + 200.0 / 3.0)).abs() < 1e-9);
        assert_eq!(score.days_fair, (0, 1));
    }

    #[test]
    fn nothing_has_no_score() {
        assert_eq!(score(&[]), None);
    }
}
