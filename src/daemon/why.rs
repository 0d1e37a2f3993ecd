//! `rinda why`: the record of one ticket, in words.

use super::{DaemonError, read_config};
use crate::domain::ids::TicketNumber;
use crate::domain::ticket::Language;
use crate::explanation::{in_words, story_of};
use crate::wording::Words;
use std::path::Path;

/// What is told.
#[derive(Debug)]
pub struct Told {
    /// Sentences, one a line.
    pub lines: Vec<String>,
    /// Whether there is such a ticket.
    pub known: bool,
}

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
    let language = language.unwrap_or(settings.language);
    let words = Words::load();
    let told = match story_of(state, number)? {
        Some(story) => Told { lines: in_words(&story, &settings, &words, language), known: true },
        None => Told { lines: vec![words.say(language).why_unknown(number)], known: false },
    };
    Ok(told)
}
