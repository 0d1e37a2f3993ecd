//! The figures as a table.

use super::measures::{
    AVOIDABLY_LATE_PERCENT_GOAL, IDLE_MIN_GOAL, IDLE_P90_MIN_GOAL, Measures, SETBACKS_GOAL,
};
use std::fmt;

/// Fewer days than this have too few people for small differences to mean anything.
const DAYS_ENOUGH: u32 = 50;

/// What people lived through.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Policies by name.
    pub rows: Vec<(String, Measures)>,
    /// What the policies are held against: everybody comes and takes a paper number.
    pub first_come: Measures,
    /// Days that count.
    pub days: u32,
}

impl Table {
    /// How much longer people without a phone wait than if everybody came and took a paper number, in minutes.
    pub fn walk_in_delay_min(&self, measures: &Measures) -> f64 {
        measures.walk_in_wait_min - self.first_come.walk_in_wait_min
    }
}

/// How wide each column is.
const WIDTHS: [usize; 10] = [9, 9, 9, 9, 9, 15, 9, 9, 9, 9];

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max(6);
        let mut row = |name: &str, cells: [String; WIDTHS.len()]| {
            write!(f, "{name:<width$}")?;
            cells.iter().zip(WIDTHS).try_for_each(|(cell, width)| write!(f, "{cell:>width$}"))?;
            writeln!(f)
        };
        let head =
            ["walk-in", "delay", "idle", "P90", "late", "late although", "passed", "most", "served", "away"];
        let unit = ["min", "min", "min", "min", "%", "told, %", "%", "times", "a day", "a day"];
        row("policy", head.map(str::to_owned))?;
        row("", unit.map(str::to_owned))?;
        for (name, measures) in &self.rows {
            let tenths = |value: f64| format!("{value:.1}");
            let cells = [
                tenths(measures.walk_in_wait_min),
                tenths(self.walk_in_delay_min(measures)),
                tenths(measures.idle_min),
                tenths(measures.idle_p90_min),
                tenths(measures.late_percent),
                tenths(measures.avoidably_late_percent),
                tenths(measures.set_back_percent),
                measures.setbacks_max.to_string(),
                tenths(measures.served),
                tenths(measures.turned_away),
            ];
            row(name, cells)?;
        }
        write!(
            f,
            "\nwalk-in: wait of people who came without a phone; delay: more than under first-come, where everybody takes paper\n\
             idle, P90: in the hall before the call, for people who joined by phone\n\
             late: of those who joined by phone and came, after their turn\n\
             late although told: of those of them who set out when the notice came\n\
             passed, most: by people who came back; away: were there and got no number\n\
             goals, at most: idle {IDLE_MIN_GOAL} min, P90 {IDLE_P90_MIN_GOAL} min, late although told \
             {AVOIDABLY_LATE_PERCENT_GOAL} %, most {SETBACKS_GOAL} times"
        )?;
        if self.days < DAYS_ENOUGH {
            let days = self.days;
            write!(f, "\ndays: {days}; with fewer than some {DAYS_ENOUGH}, small differences mean little")?;
        }
        Ok(())
    }
}
