//! The demo's clock: the machine's, with a hand on it.

use crate::domain::time::ClockTrust;
use crate::engine::clock::Reading;
use crate::engine::time_source::{KernelTime, TimeSource};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// A clock that can be set and doubted. It is trusted until somebody says otherwise, whatever the machine thinks of its own.
#[derive(Debug, Default)]
pub(super) struct DemoClock {
    machine: KernelTime,
    ahead_ms: AtomicI64,
    unsynced: AtomicBool,
}

impl DemoClock {
    /// Moves the wall clock.
    pub(super) fn jump(&self, by_ms: i64) {
        self.ahead_ms.fetch_add(by_ms, Ordering::SeqCst);
    }

    /// By how much it is ahead of the machine's.
    pub(super) fn ahead_ms(&self) -> i64 {
        self.ahead_ms.load(Ordering::SeqCst)
    }

    /// Takes its synchronisation away, or gives it back.
    pub(super) fn set_unsynced(&self, unsynced: bool) {
        self.unsynced.store(unsynced, Ordering::SeqCst);
    }

    /// Whether it is unsynchronised.
    pub(super) fn is_unsynced(&self) -> bool {
        self.unsynced.load(Ordering::SeqCst)
    }
}

impl TimeSource for DemoClock {
    fn read(&self) -> Reading {
        let reading = self.machine.read();
        let trust = if self.is_unsynced() { ClockTrust::Unsynced } else { ClockTrust::Synced };
        let wall_ms = reading.wall_ms.saturating_add(self.ahead_ms());
        Reading { wall_ms, trust, ..reading }
    }
}
