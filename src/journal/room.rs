//! Room on the disk: for SQLite's log at once, and for the turn in which the disk becomes full.

use super::error::JournalError;
use super::{Journal, database};

/// Takes space that is given back when the disk is full, so that the turn under way can still be written: SQLite
/// needs room even to delete.
pub(super) const BALLAST: &str = "ballast";

impl Journal {
    /// Whether there is room for new promises: the ballast is in its place, and the reserve is free. Brings the
    /// ballast back when there is room for it again. For the tick of the engine.
    pub fn has_room(&mut self) -> Result<bool, JournalError> {
        self.check_usable("looking for room")?;
        let free = self.disk.free_bytes().map_err(|error| self.file("looking for room", &error))?;
        let reserve = self.options.reserve_bytes;
        if self.ballast_spent && free >= self.options.ballast_bytes + 2 * reserve {
            self.make_ballast()?;
        }
        // Twice the reserve to begin again, once to go on: people are not refused and admitted by turns.
        let wanted = if self.short_of_room { 2 * reserve } else { reserve };
        self.short_of_room = self.ballast_spent || free < wanted;
        Ok(!self.short_of_room)
    }

    /// Does something that writes; when the disk is full, once more without the ballast.
    pub(super) fn with_ballast<T>(
        &mut self,
        mut write: impl FnMut(&mut Self) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        match write(self) {
            Err(JournalError::Full { operation }) if !self.ballast_spent => {
                self.ballast_spent = true;
                self.disk.remove(BALLAST).map_err(|error| self.file("removing the ballast", &error))?;
                tracing::warn!(operation, "the disk is full ({operation}): the ballast is given up");
                write(self)
            }
            result => result,
        }
    }

    /// Room for the log and the ballast, as far as the disk has it.
    pub(super) fn make_room(&mut self) -> Result<(), JournalError> {
        const OPERATION: &str = "making room";
        let wal = self.disk.len(database::FILES[1]).map_err(|error| self.file(OPERATION, &error))?;
        let room = self.options.log_room_bytes;
        // First of all, so that no turn is ever written over the remains of a torn one.
        let made = database::empty_wal(&self.db).and_then(|()| {
            let short = wal.unwrap_or(0) < u64::from(room);
            if short { database::make_wal_room(&self.db, room) } else { Ok(()) }
        });
        match made.map_err(|error| self.statement(OPERATION, &error)) {
            Ok(()) | Err(JournalError::Full { .. }) => {}
            Err(error) => return Err(error),
        }
        let ballast = self.disk.len(BALLAST).map_err(|error| self.file(OPERATION, &error))?;
        if ballast == Some(self.options.ballast_bytes) { Ok(()) } else { self.make_ballast() }
    }

    fn make_ballast(&mut self) -> Result<(), JournalError> {
        let made = self.disk.allocate(BALLAST, self.options.ballast_bytes);
        match made.map_err(|error| self.file("making the ballast", &error)) {
            Ok(()) => self.ballast_spent = false,
            Err(JournalError::Full { .. }) => self.ballast_spent = true,
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
