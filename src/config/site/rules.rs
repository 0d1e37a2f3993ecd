//! The rules of the line. Each may be left out; the design's value stands in.

use crate::config::section::{Item, Section};
use crate::domain::settings::Rules;

/// The rules.
pub(super) fn read(file: &mut Section<'_>) -> Rules {
    let mut rules = Rules::default();
    let Some(mut section) = file.optional_section("rules") else { return rules };
    let problems = section.problems;

    let mut number = |key, field: &mut u32, range| {
        let item = section.optional_or(key, *field)?.number(range)?;
        *field = item.value;
        Some(item.spot)
    };
    number("hold_s", &mut rules.hold_s, 60..=4 * 3600);
    let grace_spot = number("grace_s", &mut rules.grace_s, 0..=4 * 3600);
    // Behind at least as many as whoever is back in time.
    number("late_behind", &mut rules.late_behind, 1..=100);
    number("priority_credit_s", &mut rules.priority_credit_s, 0..=4 * 3600);
    // A printer that is asked for a slip needs a few seconds; after ten minutes nobody stands there any more.
    number("slip_stale_s", &mut rules.slip_stale_s, 5..=600);
    number("overrun_min", &mut rules.overrun_min, 0..=720);
    number("journal_keep_days", &mut rules.journal_keep_days, 1..=3650);
    number("clock_settle_s", &mut rules.clock_settle_s, 10..=24 * 3600);

    let mut count = |key, field: &mut u8, range| {
        let item = section.optional_or(key, *field).and_then(|item| item.number(range));
        // The ranges end far below what the field holds.
        if let Some(count) = item.and_then(|item| u8::try_from(item.value).ok()) {
            *field = count;
        }
    };
    count("setbacks_max", &mut rules.setbacks_max, 0..=20);
    count("slips_max", &mut rules.slips_max, 0..=20);
    // A no-show needs one more call before it.
    count("recalls_max", &mut rules.recalls_max, 1..=20);

    let admit = section.optional_or("admit_by_forecast", rules.admit_by_forecast);
    if let Some(flag) = admit.and_then(Item::flag) {
        rules.admit_by_forecast = flag;
    }
    if rules.grace_s > rules.hold_s {
        let what = format!("{} s is longer than the hold of {} s", rules.grace_s, rules.hold_s);
        let spot = grace_spot.unwrap_or_else(|| section.spot.clone());
        problems.error(&spot, what, "make it at most hold_s");
    }
    rules
}
