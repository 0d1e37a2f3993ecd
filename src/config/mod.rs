//! `site.toml` and `boards/*.toml`, read and checked once.
//!
//! **Model.** A file becomes a tree of values with places ([`tree`]); a [`section`] takes typed values out of it and
//! notes what does not fit; [`board`] and [`site`] know what the values mean and check them against each other.
//! The board says what hardware there is, the site what it is used for.
//!
//! **Invariants.** All problems are told at once, each with file, line, column and key, and with what to do. Nothing is
//! handed out while there is an error. An unknown key is an error: a rule that is misspelt would silently not hold.
//! No input makes this room panic.
//!
//! **Deliberately not here.** No writing of files (their text at most), no watching them (a change needs a reload or a restart), no secrets.

pub mod board;
mod in_force;
mod nearest;
pub mod problem;
pub mod report;
mod section;
mod site;
mod texts;
mod tree;

#[cfg(test)]
mod tests;

use crate::domain::settings::Settings;
use board::Board;
use board::printer::Printer;
pub use in_force::{Difference, Setting, differences};
use problem::{Problem, Problems};
use report::{Drawn, Report};
use section::Section;
pub use site::LinkSettings;
use std::path::Path;
use texts::Files;
pub use texts::Texts;

/// A branch as its two files describe it.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The hardware.
    pub board: Board,
    /// What the site decided; its kiosks are those of the board.
    pub settings: Settings,
    /// The way to the centre, if the site has one.
    pub link: Option<LinkSettings>,
    /// Every value with its place: those of the board, those of the site, and the built-in ones of the rules.
    pub in_force: Vec<Setting>,
}

/// What came of reading: the configuration unless there is an error, and everything that somebody should know.
#[derive(Debug)]
pub struct Outcome {
    /// `None` when there is at least one error.
    pub config: Option<Config>,
    /// Errors and warnings, in the order of the files.
    pub problems: Vec<Problem>,
    /// What was read.
    pub texts: Texts,
}

/// Reads both files.
pub fn read(board_path: &Path, site_path: &Path) -> Outcome {
    outcome_of(board_path, site_path, Files::default())
}

fn outcome_of(board_path: &Path, site_path: &Path, files: Files) -> Outcome {
    let (outcome, _) = read_with_reasons(board_path, site_path, files);
    outcome
}

/// Reads both files for a person: with a summary of what would run, and of what was drawn for it.
pub fn check(board_path: &Path, site_path: &Path, drawn: &Drawn) -> Report {
    let (outcome, reasons) = read_with_reasons(board_path, site_path, Files::default());
    Report::new(outcome, &board_path.display().to_string(), &reasons, drawn)
}

/// Reads a printer's profile by itself.
///
/// # Errors
/// What is wrong with it.
pub fn read_profile(path: &Path) -> Result<Printer, Vec<Problem>> {
    let problems = Problems::default();
    let printer = board::profile::read(path, &problems);
    printer.ok_or_else(|| problems.into_sorted())
}

/// What is taken for a printer that is not known by name.
pub fn generic_printer() -> Printer {
    board::profile::generic(&Problems::default()).expect("the packaged profile is tested")
}

fn read_with_reasons(board_path: &Path, site_path: &Path, files: Files) -> (Outcome, site::Reasons) {
    let problems = Problems::of(files);
    let board = board::read(board_path, &problems);
    let site = site::read(site_path, board.as_ref(), &problems);
    let mut reasons = site::Reasons::new();
    let config = board.zip(site).map(|(board, site)| {
        let site::Site { settings, link, reasons: of_dates } = site;
        reasons = of_dates;
        Config { board, settings, link, in_force: problems.take_in_force() }
    });
    let (problems, files) = problems.into_sorted_with_files();
    (Outcome { config, problems, texts: files.into_texts(board_path, site_path) }, reasons)
}

/// Whether this program knows the file's version. Notes it when not.
fn schema_is_known(file: &mut Section<'_>, newest: u32) -> bool {
    let problems = file.problems;
    let Some(schema) = file.required("schema").and_then(|item| item.number(1..=u32::MAX)) else {
        return true;
    };
    if schema.value > newest {
        problems.error(
            &schema.spot,
            format!("the file is of version {}, this program reads up to {newest}", schema.value),
            "use a newer rinda, or a file made for this one",
        );
    }
    schema.value <= newest
}
