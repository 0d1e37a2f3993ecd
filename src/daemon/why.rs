//! `rinda why`: the record of one ticket, in words.

use super::{DaemonError, read_config};
use crate::domain::ids::TicketNumber;
use crate::domain::ticket::Language;
use crate::explanation::{Told, explain};
use crate::wording::Words;
use std::path::Path;

/// Tells the way of the newest ticket with this number; in the site's public language, unless another one is asked for.
///
/// # Errors
/// When the files are wrong or the journal cannot be read.
pub fn why(
    board: &Path,
    site: &Path,
    state: &Path,
    number: TicketNumber,
    language: Option<Language>,
) -> Result<Told, DaemonError> {
    let settings = read_config(board, site)?.settings;
    let words = Words::load();
    Ok(explain(state, number, &settings, words.say(language.unwrap_or(settings.language)))?)
}
