//! The machine's clocks.

#![expect(clippy::disallowed_types, reason = "this is the one place that reads the wall clock")]

use super::clock::Reading;
use super::clock_trust::{WITNESS, clock_trust};
use std::fmt::Debug;
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Something that can be asked for the time.
pub trait TimeSource: Debug + Send + Sync {
    /// All clocks at once.
    fn read(&self) -> Reading;
}

/// The kernel's clocks.
#[derive(Debug)]
pub struct KernelTime {
    start: Instant,
}

impl KernelTime {
    /// Starts its monotonic clock at zero.
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for KernelTime {
    fn default() -> Self {
        Self::new()
    }
}

impl TimeSource for KernelTime {
    fn read(&self) -> Reading {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        Reading {
            mono_ms: u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX),
            wall_ms: since_epoch.map_or(0, |time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX)),
            trust: clock_trust(Path::new(WITNESS)),
        }
    }
}
