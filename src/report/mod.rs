//! A day of a branch in figures: who came, how long they waited and were served, who did not come, how good the forecasts were.
//!
//! **Model.** A [`Day`] hears the events of a service day and becomes a [`Report`], which is numbers only. A [`sheet`] puts the
//! numbers into tables with words; [`mod@text`], [`mod@page`] and [`mod@svg`] draw those. The same events as a log ([`Report::log`]) can be played
//! again by `rinda replay` elsewhere.
//!
//! **Invariants.** Everything comes from the journal, also while the branch runs. Durations are measured on the steady clock.
//! Everybody who came is counted once at each service that they waited for, and ends there in one way. Pictures are
//! in the page, and so is its style unless a server has it: a page that is kept asks nobody for anything.
//!
//! **Deliberately not here.** Days together: the log of each can be joined by whoever compares them.

mod day;
mod figures;
mod page;
mod plot;
mod sheet;
mod svg;
#[cfg(test)]
mod tests;
mod text;

pub use day::Day;
pub use figures::{CameBy, Ends, Group, Hour, Report, SetAside, Spread, Times, Wait};
pub use page::{STYLE, Style, page};
pub use svg::svg;
pub use text::text;

use crate::domain::settings::Settings;
use crate::journal::{History, JournalError};
use chrono::NaiveDate;
use std::ops::ControlFlow;
use std::path::Path;

/// The report of the day with this date, or of the newest one, from the journal of a state directory; also while a branch runs
/// on it. `None` when the journal has no such day.
///
/// # Errors
/// When the journal cannot be read or is damaged.
pub fn report(
    state: &Path,
    date: Option<NaiveDate>,
    settings: &Settings,
) -> Result<Option<Report>, JournalError> {
    let history = History::open(state)?;
    let Some(place) = history.day(date)? else { return Ok(None) };
    let mut day = Day::new(settings.calendar.zone);
    history.tell(place.begins, |recorded| {
        if recorded.seq >= place.ends {
            return ControlFlow::Break(());
        }
        day.hear(&recorded.entry);
        ControlFlow::Continue(())
    })?;
    Ok(day.report(settings.rules.priority_credit_s))
}
