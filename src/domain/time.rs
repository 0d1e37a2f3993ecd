//! Time as an argument.
//!
//! **Model.** A device without a clock battery knows two times: how long things took ([`Moment::steady_ms`],
//! never runs backwards, goes on after a restart where it was) and what the clock on the wall says
//! ([`Moment::wall_ms`], may jump, may be decades wrong). Intervals are measured with the first, opening hours
//! and printed times with the second, and the second only while it is [`ClockTrust::Synced`].

use super::ids::BootId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Whether the wall clock is known to follow a time server or a battery-backed clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockTrust {
    /// The kernel says that the clock is synchronised (`adjtimex` without `STA_UNSYNC`).
    Synced,
    /// Nobody vouches for the wall clock: no clock time is printed and no day is closed.
    Unsynced,
}

/// One reading of both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Milliseconds of branch life: monotonic, and continued from the journal after a restart. The time that the branch
    /// was off is not in it; `Event::ClockChanged` tells it as soon as it is known.
    pub steady_ms: u64,
    /// Milliseconds since 1970-01-01 UTC, as the wall clock says.
    pub wall_ms: i64,
    /// Whether `wall_ms` can be believed.
    pub trust: ClockTrust,
}

impl Moment {
    /// The wall clock as a UTC time; the epoch when the reading is outside chrono's range.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.wall_ms).unwrap_or_default()
    }

    /// Wall clock minus steady clock: constant as long as nobody sets the clock.
    pub fn offset_ms(self) -> i64 {
        self.wall_ms.saturating_sub_unsigned(self.steady_ms)
    }
}

/// A boot of the machine that the branch runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boot {
    /// Which.
    pub id: BootId,
    /// The steady clock minus the machine's, which runs from the boot on: the same as long as the boot lasts, because the machine knows
    /// how long a branch was off in it.
    pub offset_ms: i64,
}
