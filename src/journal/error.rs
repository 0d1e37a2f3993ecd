//! What can go wrong between the queue and the disk, in words that name the place and the operation.

use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// An error of the journal. Which of the three groups it is in decides what the daemon does:
/// [`JournalError::Full`] refuses people and goes on; [`JournalError::Stop`] and [`JournalError::Damaged`] end the
/// process at once, so that the next one reads what is really on the disk; all others refuse the start.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The state directory could not be made.
    #[error("the state directory {} cannot be created: {source}", path.display())]
    Create {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is something else in its place.
    #[error("{} is not a directory; the state directory must be one", path.display())]
    NotADirectory {
        /// Where.
        path: PathBuf,
    },
    /// There is no journal to read.
    #[error("there is no journal in {}; give the state directory of a branch", path.display())]
    NoJournal {
        /// Where.
        path: PathBuf,
    },
    /// Nothing can be written there.
    #[error("the state directory {} cannot be written: {reason}", path.display())]
    NotWritable {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Another process has it; two writers would give the same number twice.
    #[error("the state directory {} is in use by {holder}", path.display())]
    InUse {
        /// Which.
        path: PathBuf,
        /// The other process, as far as its lock file tells.
        holder: String,
    },
    /// A newer program wrote it. It is left as it is.
    #[error(
        "the journal {} has schema {found}, and this rinda reads schema {known}; run the newer rinda that wrote it",
        path.display()
    )]
    Newer {
        /// Which.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// What was written is whole, by its check sum, and yet says something that this program does not know.
    #[error(
        "{what} in the journal {} is undamaged, but this rinda does not understand it ({reason}); \
         run the version that wrote it",
        path.display()
    )]
    Foreign {
        /// Which journal.
        path: PathBuf,
        /// Which row.
        what: String,
        /// What the decoder said.
        reason: String,
    },
    /// Nothing is left that tells which numbers were given.
    #[error(
        "the journal {} is lost ({reason}) and so are both mark files: nothing tells which numbers were given today; \
         start on an empty directory on a day without tickets",
        path.display()
    )]
    MarksLost {
        /// Which journal.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The disk is full, and the ballast is spent. Nothing of this turn was written; the journal can go on.
    #[error("the disk is full: {operation} was not done")]
    Full {
        /// What was tried.
        operation: &'static str,
    },
    /// Another program held the database for too long. Nothing of this turn was written; the journal can go on.
    #[error("another program holds the journal: {operation} was not done")]
    Busy {
        /// What was tried.
        operation: &'static str,
    },
    /// The disk did not do what was asked. What it holds is unknown until the journal is opened anew: the process
    /// must end, and must not try again.
    #[error("{operation} in {} failed, the daemon must start anew: {reason}", path.display())]
    Stop {
        /// Which journal or file.
        path: PathBuf,
        /// What was tried.
        operation: &'static str,
        /// What the system said.
        reason: String,
    },
    /// The database contradicts itself. It is set aside at the next start.
    #[error("{operation} found the journal {} damaged: {reason}", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// What was tried.
        operation: &'static str,
        /// What is wrong.
        reason: String,
    },
}

impl JournalError {
    /// Whether the process must end now.
    pub fn must_stop(&self) -> bool {
        matches!(self, Self::Stop { .. } | Self::Damaged { .. })
    }

    /// The error of a file operation beside the database.
    pub(super) fn file(path: &Path, operation: &'static str, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::StorageFull {
            Self::Full { operation }
        } else {
            Self::Stop { path: path.to_owned(), operation, reason: error.to_string() }
        }
    }

    /// The error of a statement.
    pub(super) fn statement(path: &Path, operation: &'static str, error: &rusqlite::Error) -> Self {
        match Trouble::of(error) {
            Trouble::Full => Self::Full { operation },
            Trouble::Busy => Self::Busy { operation },
            Trouble::Damage => Self::Damaged { path: path.to_owned(), operation, reason: error.to_string() },
            Trouble::Other => Self::Stop { path: path.to_owned(), operation, reason: error.to_string() },
        }
    }
}

/// What an error of SQLite means for the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    Full,
    Busy,
    Damage,
    Other,
}

impl Trouble {
    pub(super) fn of(error: &rusqlite::Error) -> Self {
        use rusqlite::{ErrorCode, ffi};
        let Some(failure) = error.sqlite_error() else {
            // Rows that are missing or of the wrong type: somebody else wrote into the tables, or bits have changed.
            return Self::Damage;
        };
        // A short read: the file ends before a page that others point to.
        let lost = [ffi::SQLITE_IOERR_CORRUPTFS, ffi::SQLITE_IOERR_DATA, ffi::SQLITE_IOERR_SHORT_READ];
        if lost.contains(&failure.extended_code) {
            return Self::Damage;
        }
        // `Unknown` is SQLITE_ERROR: our statements are right, so the schema that they meet is not.
        let damage = [ErrorCode::DatabaseCorrupt, ErrorCode::NotADatabase, ErrorCode::Unknown];
        if damage.contains(&failure.code) {
            Self::Damage
        } else if failure.code == ErrorCode::DiskFull {
            Self::Full
        } else if failure.code == ErrorCode::DatabaseBusy {
            Self::Busy
        } else {
            Self::Other
        }
    }
}
