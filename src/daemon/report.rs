//! `rinda report`: a day of a branch from its journal, and the journal as a log.

use super::{DaemonError, read_config};
use crate::domain::ticket::Language;
use crate::journal::{History, JournalError};
use crate::replay::{JournalReader, Log};
use crate::report::{self, Style};
use crate::wording::Words;
use chrono::NaiveDate;
use std::ops::ControlFlow;
use std::path::Path;

/// A day, drawn.
#[derive(Debug)]
pub struct DrawnDay {
    /// For a terminal.
    pub text: String,
    /// For a browser.
    pub page: String,
    /// As one picture.
    pub svg: String,
    /// For `rinda replay`.
    pub log: Log,
}

/// The report of the day with this date, or of the newest one; in the site's public language, unless another one is asked for.
///
/// # Errors
/// The sentence that says that there is no such day; or why files or journal cannot be read.
pub fn report(
    board: &Path,
    site: &Path,
    state: &Path,
    date: Option<NaiveDate>,
    language: Option<Language>,
) -> Result<Result<DrawnDay, String>, DaemonError> {
    let settings = read_config(board, site)?.settings;
    let words = Words::load();
    let say = words.say(language.unwrap_or(settings.language));
    let Some(report) = report::report(state, date, &settings)? else { return Ok(Err(say.report_no_day())) };
    Ok(Ok(DrawnDay {
        text: report::text(&report, &settings, say),
        page: report::page(&report, &settings, say, Style::Within),
        svg: report::svg(&report, &settings, say),
        log: report.log,
    }))
}

/// The whole journal of a state directory as a log; also while the branch runs.
///
/// # Errors
/// When it cannot be read or is damaged.
pub fn journal_log(state: &Path) -> Result<Log, JournalError> {
    let mut reader = JournalReader::default();
    History::open(state)?.tell(0, |recorded| {
        reader.hear(&recorded.entry);
        ControlFlow::Continue(())
    })?;
    Ok(reader.log())
}
