//! What is wrong with a file, for the person who wrote it.

use super::in_force::Setting;
use super::texts::Files;
use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

/// A position in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as it was named.
    pub file: Arc<str>,
    /// From 1; 0 when the whole file is meant.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => self.file.fmt(f),
            line => write!(f, "{}:{line}:{}", self.file, self.column),
        }
    }
}

/// Whether rinda can run with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, but somebody should look.
    Warning,
}

/// One thing that is wrong. Shown as `file:line:column: key: what is wrong; what to do`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether rinda can run with it.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// The key, with the tables around it; empty when the whole file is meant.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub advice: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        match self.severity {
            Severity::Error => {}
            Severity::Warning => write!(f, "warning: ")?,
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{}; {}", self.what, self.advice)
    }
}

/// A key and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) place: Place,
    pub(super) key: String,
}

impl Spot {
    /// A file as a whole.
    pub(super) fn file(file: &Arc<str>) -> Self {
        Self { place: Place { file: file.clone(), line: 0, column: 0 }, key: String::new() }
    }

    /// A key inside this one.
    pub(super) fn inside(&self, key: &str, place: Place) -> Self {
        let key = if self.key.is_empty() { key.to_owned() } else { format!("{}.{key}", self.key) };
        Self { place, key }
    }
}

/// Collects what is wrong, so that all of it is told at once; and what is in force, and from which texts.
#[derive(Debug, Default)]
pub(super) struct Problems {
    found: RefCell<Vec<Problem>>,
    in_force: RefCell<Vec<Setting>>,
    pub(super) files: Files,
}

impl Problems {
    /// Nothing yet, of files that come from there.
    pub(super) fn of(files: Files) -> Self {
        Self { files, ..Self::default() }
    }

    pub(super) fn error(&self, spot: &Spot, what: impl Into<String>, advice: impl Into<String>) {
        self.note(Severity::Error, spot, what.into(), advice.into());
    }

    pub(super) fn warning(&self, spot: &Spot, what: impl Into<String>, advice: impl Into<String>) {
        self.note(Severity::Warning, spot, what.into(), advice.into());
    }

    fn note(&self, severity: Severity, spot: &Spot, what: String, advice: String) {
        let Spot { place, key } = spot.clone();
        self.found.borrow_mut().push(Problem { severity, place, key, what, advice });
    }

    /// How many errors there are so far.
    pub(super) fn errors(&self) -> usize {
        self.found.borrow().iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    /// Values are in force.
    pub(super) fn in_force(&self, settings: impl IntoIterator<Item = Setting>) {
        self.in_force.borrow_mut().extend(settings);
    }

    /// What is in force, by key; the values of the board first.
    pub(super) fn take_in_force(&self) -> Vec<Setting> {
        self.in_force.take()
    }

    /// All problems in the order of the files.
    pub(super) fn into_sorted(self) -> Vec<Problem> {
        let (problems, _) = self.into_sorted_with_files();
        problems
    }

    /// The same, and the files.
    pub(super) fn into_sorted_with_files(self) -> (Vec<Problem>, Files) {
        let mut problems = self.found.into_inner();
        problems.sort_by(|a, b| a.place.cmp(&b.place));
        (problems, self.files)
    }
}
