//! A device that dies, and a backup of it that is put back on another one.
//!
//! **Model.** Now and then, while the branch works and its clock is right, somebody takes a backup: the files as they are. Later,
//! while the device is off, that is all that is left of it. The branch begins a new life there, with the real rule for its
//! epoch and its numbers; what people have seen in the life that is lost they still know.
//!
//! **Deliberately not here.** The archive around the files, which has tests of its own. Two lives from one backup, and two within
//! ten minutes: there the rule ends, and says so ([`crate::journal::new_life`]).

use super::promise::{Broken, Promise};
use super::world::{Flow, World};
use crate::domain::time::ClockTrust;
use crate::journal::{Synchronous, new_life, restore};

impl World {
    /// Somebody takes a backup, perhaps.
    pub(super) fn somebody_backs_up(&mut self) {
        let right = self.clocks.error_ms == 0 && self.clocks.trust == ClockTrust::Synced;
        let believed = self.look(|branch| branch.state().clock.doubted_until_ms.is_none()).unwrap_or(false);
        if right && believed && !self.ever_damaged && self.random.chance(self.temper.restores, 1000) {
            self.trace.line(self.clocks.truth_ms, || "a backup is taken".to_owned());
            self.backup = Some(self.disk.copy(self.random.bits()));
        }
    }

    /// The device is replaced, and the backup put back, perhaps.
    pub(super) fn somebody_restores(&mut self) -> Flow {
        let newest = self.ledger.as_ref().map_or(u32::MAX, |ledger| ledger.newest_epoch());
        let late_enough = new_life::epoch_at(self.clocks.truth_ms) > newest;
        if self.backup.is_none() || !late_enough || !self.random.chance(self.temper.restores, 100) {
            return Ok(());
        }
        let Some(disk) = self.backup.take() else { return Ok(()) };
        self.disk = disk;
        self.makes_room();
        if self.clocks.trust == ClockTrust::Synced {
            self.clocks.mend();
        }
        let place = self.disk.place(Synchronous::Full);
        let begun = restore::begin_anew(&place, &mut self.disk.clone(), &[], self.clocks.truth_ms);
        let life = begun.map_err(|error| Broken { promise: Promise::Starts, how: error.to_string() })?;
        self.trace.line(self.clocks.truth_ms, || format!("RESTORED: {life:?}"));
        (self.off.restored, self.off.damaged, self.sleeping_damage) = (true, false, false);
        Ok(())
    }
}
