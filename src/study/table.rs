//! The figures as a table.

use super::measures::Measures;
use std::fmt;

/// Policies by name, with what people lived through; the first is the one that the others are held against.
#[derive(Debug, Clone, PartialEq)]
pub struct Table(pub Vec<(String, Measures)>);

impl Table {
    /// How much longer people without a phone wait than under the first policy, in minutes.
    pub fn walk_in_delay_min(&self, measures: &Measures) -> f64 {
        self.0.first().map_or(0.0, |(_, first)| measures.walk_in_wait_min - first.walk_in_wait_min)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max(6);
        let head = ["walk-in", "delay", "idle", "P90", "late", "told", "passed", "most", "served", "away"];
        let unit = ["min", "min", "min", "min", "%", "%", "%", "times", "a day", "a day"];
        for (name, cells) in [("policy", head), ("", unit)] {
            write!(f, "{name:<width$}")?;
            cells.iter().try_for_each(|cell| write!(f, "{cell:>9}"))?;
            writeln!(f)?;
        }
        for (name, measures) in &self.0 {
            write!(f, "{name:<width$}")?;
            let delay_min = self.walk_in_delay_min(measures);
            let cells = [
                measures.walk_in_wait_min,
                delay_min,
                measures.idle_min,
                measures.idle_p90_min,
                measures.late_percent,
                measures.avoidably_late_percent,
                measures.set_back_percent,
            ];
            cells.iter().try_for_each(|cell| write!(f, "{cell:>9.1}"))?;
            writeln!(f, "{:>9}{:>9.1}{:>9.1}", measures.setbacks_max, measures.served, measures.turned_away)?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "walk-in: wait of people who came without a phone; delay: more than under the first policy"
        )?;
        writeln!(f, "idle, P90: in the hall before the call, for people who joined by phone")?;
        writeln!(
            f,
            "late: of those who came, after their turn; told: of those who set out when the notice came"
        )?;
        writeln!(f, "passed, most: by people who came back; away: were there and got no number")
    }
}
