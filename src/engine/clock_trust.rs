//! Whether somebody keeps the machine's clock right.
//!
//! **Model.** The kernel knows; `adjtimex(2)` tells it, and the same call could set the clock. A service that shall never set
//! it is forbidden the call as a whole (`ProtectClock=` of systemd). Beside it runs a witness that may ask: it touches a
//! file as long as the answer is yes. Who may ask the kernel does; who may not looks when the file was touched.
//!
//! **Invariant.** What nobody knows is [`ClockTrust::Unsynced`]: without a witness, with one that has died, and while the
//! file is younger than the clock, which was then set back.

#![expect(
    unsafe_code,
    reason = "adjtimex(2) is the only way to ask the kernel whether its clock is synchronised"
)]
#![expect(clippy::disallowed_types, reason = "the time of a file is told by the wall clock")]

use crate::domain::time::ClockTrust;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Where the packaged witness has its file.
pub const WITNESS: &str = "/run/rinda-clock/synchronised";
/// How often a witness asks.
pub const ASK_EVERY: Duration = Duration::from_secs(5);
/// For how long it is believed: an emulated or overloaded machine may let it wait, and it may be started anew.
const BELIEVED: Duration = Duration::from_secs(20);

/// Whether the clock is synchronised, by the kernel or else by the witness with this file.
pub(super) fn clock_trust(witness: &Path) -> ClockTrust {
    kernel_trust().unwrap_or_else(|| witnessed(witness, SystemTime::now()))
}

/// State `TIME_ERROR` means that the clock is not synchronised. `None` where the call is forbidden.
fn kernel_trust() -> Option<ClockTrust> {
    // SAFETY: `timex` is plain old data, all zero is a valid value (modes = 0: read only), and the pointer outlives the call.
    let state = unsafe {
        let mut timex: libc::timex = std::mem::zeroed();
        libc::adjtimex(&raw mut timex)
    };
    match state {
        libc::TIME_ERROR => Some(ClockTrust::Unsynced),
        state if state < 0 => None,
        _ => Some(ClockTrust::Synced),
    }
}

fn witnessed(witness: &Path, now: SystemTime) -> ClockTrust {
    let touched = fs::metadata(witness).and_then(|file| file.modified()).ok();
    let age = touched.and_then(|touched| now.duration_since(touched).ok());
    if age.is_some_and(|age| age <= BELIEVED) { ClockTrust::Synced } else { ClockTrust::Unsynced }
}

/// Asks the kernel once, and touches the file or takes it away.
///
/// # Errors
/// When the kernel may not be asked, or the file cannot be made or removed.
pub fn bear_witness(witness: &Path) -> io::Result<ClockTrust> {
    let trust = kernel_trust().ok_or_else(io::Error::last_os_error)?;
    record(witness, trust, SystemTime::now())?;
    Ok(trust)
}

fn record(witness: &Path, trust: ClockTrust, now: SystemTime) -> io::Result<()> {
    match trust {
        ClockTrust::Synced => File::create(witness)?.set_modified(now),
        ClockTrust::Unsynced => match fs::remove_file(witness) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClockTrust::{Synced, Unsynced};

    #[test]
    fn a_witness_is_believed_while_it_is_fresh_and_never_about_the_future() {
        let directory = std::env::temp_dir().join(format!("rinda-witness-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let file = directory.join("synchronised");
        let now = SystemTime::now();
        assert_eq!(witnessed(&file, now), Unsynced, "nobody has said anything");
        record(&file, Synced, now).unwrap();
        assert_eq!(witnessed(&file, now), Synced);
        assert_eq!(witnessed(&file, now + BELIEVED), Synced);
        assert_eq!(witnessed(&file, now + BELIEVED + Duration::from_secs(1)), Unsynced, "it has died");
        assert_eq!(witnessed(&file, now - Duration::from_secs(1)), Unsynced, "the clock was set back");
        record(&file, Synced, now + ASK_EVERY).unwrap();
        assert_eq!(witnessed(&file, now + ASK_EVERY + BELIEVED), Synced, "it has touched it again");
        record(&file, Unsynced, now).unwrap();
        record(&file, Unsynced, now).unwrap();
        assert_eq!(witnessed(&file, now), Unsynced);
        assert!(record(&directory.join("missing/synchronised"), Synced, now).is_err());
        fs::remove_dir_all(&directory).unwrap();
    }

    #[test]
    fn who_may_ask_the_kernel_says_what_it_says() {
        let directory = std::env::temp_dir().join(format!("rinda-kernel-witness-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let file = directory.join("synchronised");
        let trust = bear_witness(&file).unwrap();
        assert_eq!(file.exists(), trust == Synced);
        fs::remove_dir_all(&directory).unwrap();
    }
}
