//! `rinda clock-witness`: tells a branch that may not ask the kernel whether the clock is synchronised.

use super::{DaemonError, told_to_stop};
use crate::domain::time::ClockTrust;
use crate::engine::clock_trust::{ASK_EVERY, bear_witness};
use std::path::Path;
use tokio::time::sleep;

/// Keeps the file while the clock is synchronised. Returns when it was told to stop (SIGTERM, SIGINT).
///
/// # Errors
/// When the kernel may not be asked, or the file cannot be made: then the process should end and be started anew.
pub fn witness_clock(file: &Path) -> Result<(), DaemonError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(DaemonError::Thread)?.block_on(async {
        let told = told_to_stop()?;
        tokio::pin!(told);
        let mut said = None;
        loop {
            let witness = bear_witness(file);
            let trust = witness.map_err(|source| DaemonError::Witness { path: file.into(), source })?;
            if said != Some(trust) {
                match trust {
                    ClockTrust::Synced => tracing::info!("the clock is synchronised"),
                    ClockTrust::Unsynced => tracing::info!("the clock is not synchronised"),
                }
                said = Some(trust);
            }
            tokio::select! {
                () = sleep(ASK_EVERY) => {}
                () = &mut told => return Ok(()),
            }
        }
    })
}
