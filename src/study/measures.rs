//! What people lived through, in a few figures.

use super::day::Life;

/// What people should live through at the most: idle in the hall, on average and nine of ten, in minutes.
pub(super) const IDLE_MIN_GOAL: f64 = 11.0;
pub(super) const IDLE_P90_MIN_GOAL: f64 = 25.0;
/// Of a hundred who set out when they were told, so many may come late.
pub(super) const AVOIDABLY_LATE_PERCENT_GOAL: f64 = 8.0;
/// So often one person may be passed.
pub(super) const SETBACKS_GOAL: u8 = 2;

/// The figures of a policy. Times are in minutes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measures {
    /// How long people who came without a phone waited, on average.
    pub walk_in_wait_min: f64,
    /// How long nine of ten of them waited at the most.
    pub walk_in_wait_p90_min: f64,
    /// How long people who joined by phone were in the hall before they were called, on average.
    pub idle_min: f64,
    /// The same for nine of ten of them at the most.
    pub idle_p90_min: f64,
    /// Of a hundred people who waited at home for the notice and set out when they were told, how many came too late.
    pub avoidably_late_percent: f64,
    /// Of a hundred people who joined by phone and came, how many came too late.
    pub late_percent: f64,
    /// How often one person was passed by people who came back, at the most.
    pub setbacks_max: u8,
    /// Of a hundred people, how many were passed at all.
    pub set_back_percent: f64,
    /// People who were served, a day.
    pub served: f64,
    /// People who were there and got no number, a day.
    pub turned_away: f64,
}

impl Measures {
    pub(super) fn of(lives: &[Life], days: u32) -> Self {
        let wait_ms = |life: &Life| Some(life.called_ms?.saturating_sub(life.came_ms?));
        let walk_in = sorted(lives.iter().filter(|life| !life.by_phone).filter_map(wait_ms));
        let remote = || lives.iter().filter(|life| life.by_phone && life.joined_ms.is_some());
        let idle = sorted(remote().filter_map(wait_ms));
        let came = remote().filter(|life| life.came_ms.is_some()).count();
        let late = remote().filter(|life| life.came_ms.is_some() && life.late).count();
        let told = || remote().filter(|life| life.followed_notice && life.came_ms.is_some());
        let called = || lives.iter().filter(|life| life.called_ms.is_some());
        Self {
            walk_in_wait_min: mean(&walk_in),
            walk_in_wait_p90_min: p90(&walk_in),
            idle_min: mean(&idle),
            idle_p90_min: p90(&idle),
            avoidably_late_percent: percent(told().filter(|life| life.late).count(), told().count()),
            late_percent: percent(late, came),
            setbacks_max: called().map(|life| life.setbacks).max().unwrap_or(0),
            set_back_percent: percent(called().filter(|life| life.setbacks > 0).count(), called().count()),
            served: called().count() as f64 / f64::from(days),
            turned_away: lives.iter().filter(|life| life.refused).count() as f64 / f64::from(days),
        }
    }
}

const MINUTE_MS: f64 = 60_000.0;

fn sorted(values: impl Iterator<Item = u64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.map(|ms| ms as f64 / MINUTE_MS).collect();
    values.sort_by(f64::total_cmp);
    values
}

fn mean(values: &[f64]) -> f64 {
    // The sum of nothing would be minus zero.
    values.iter().fold(0.0, |sum, value| sum + value) / (values.len().max(1)) as f64
}

fn p90(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() * 9 / 10).copied().unwrap_or(0.0)
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
