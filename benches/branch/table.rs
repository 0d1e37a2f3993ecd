//! Samples, and the table that is printed.

use std::time::Duration;

/// How long something took, many times.
#[derive(Debug, Default)]
pub(crate) struct Sample(Vec<Duration>);

impl Sample {
    /// One more.
    pub(crate) fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// The longest, in milliseconds.
    pub(crate) fn longest_ms(&self) -> f64 {
        self.quantile_ms(100)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The median, in milliseconds.
    pub(crate) fn p50_ms(&self) -> f64 {
        self.quantile_ms(50)
    }

    /// All but one in a hundred are shorter, in milliseconds.
    pub(crate) fn p99_ms(&self) -> f64 {
        self.quantile_ms(99)
    }

    fn quantile_ms(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let found = sorted.get(sorted.len() * percent / 100).or(sorted.last());
        found.map_or(f64::NAN, |took| took.as_secs_f64() * 1000.0)
    }
}

/// A goal, when there is one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// Told for comparison.
    None,
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    /// How much it is.
    pub(crate) value: f64,
    /// In what.
    pub(crate) unit: &'static str,
    /// What it should be.
    pub(crate) goal: Goal,
    /// The bare limit beside it, or what else must be known.
    pub(crate) beside: String,
}

/// What was measured.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    /// Adds a line.
    pub(crate) fn row(
        &mut self,
        what: impl Into<String>,
        (value, unit): (f64, &'static str),
        goal: Goal,
        beside: impl Into<String>,
    ) {
        self.0.push(Row { what: what.into(), value, unit, goal, beside: beside.into() });
    }

    /// The table in Markdown.
    pub(crate) fn to_markdown(&self) -> String {
        let head = "| | measured | goal | | beside it |\n|---|---:|---:|---|---|\n";
        let rows = self.0.iter().map(|Row { what, value, unit, goal, beside }| {
            let (goal, met) = match *goal {
                Goal::AtMost(limit) => (format!("≤ {} {unit}", number(limit)), Some(*value <= limit)),
                Goal::AtLeast(limit) => (format!("≥ {} {unit}", number(limit)), Some(*value >= limit)),
                Goal::None => (String::new(), None),
            };
            let mark = met.map_or("", |met| if met { "met" } else { "**missed**" });
            format!("| {what} | {} {unit} | {goal} | {mark} | {beside} |\n", number(*value))
        });
        head.to_owned() + &rows.collect::<String>()
    }
}

/// Three digits that count.
pub(crate) fn number(value: f64) -> String {
    match value.abs() {
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
