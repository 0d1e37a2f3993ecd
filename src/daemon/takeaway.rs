//! `rinda backup`, `rinda restore`, `rinda take-over`: the state of a branch in one file, and back.

use super::DaemonError;
use crate::domain::ids::TicketNumber;
use crate::engine::time_source::{KernelTime, TimeSource};
use crate::journal::backup::{self, Manifest, Progress};
use crate::journal::new_life::NewLife;
use crate::journal::restore::{self, Restored, Return};
use std::path::Path;

/// Copies the state of a branch into one file, also while it runs.
///
/// # Errors
/// When it cannot be read, or the file cannot be written.
pub fn back_up(state: &Path, file: &Path, tell: &mut dyn FnMut(Progress)) -> Result<Manifest, DaemonError> {
    let now = KernelTime.read();
    Ok(backup::back_up(state, file, now.wall_ms, now.trust, tell)?)
}

/// Puts a backup back into a state directory on which no branch runs.
///
/// # Errors
/// When one runs, when one is there and `replace` is not said, or when the backup is of no use.
pub fn restore(
    file: &Path,
    state: &Path,
    replace: bool,
    above: Vec<TicketNumber>,
    tell: &mut dyn FnMut(Progress),
) -> Result<Restored, DaemonError> {
    let how = Return { replace, above, now_ms: KernelTime.read().wall_ms };
    Ok(restore::restore(file, state, &how, tell)?)
}

/// Makes this device the one that serves the branch, in a new epoch.
///
/// # Errors
/// When a branch runs on the state directory, or there is no journal.
pub fn take_over(state: &Path, above: &[TicketNumber]) -> Result<NewLife, DaemonError> {
    Ok(restore::take_over(state, above, KernelTime.read().wall_ms)?)
}
