//! How long it takes.

use serde::{Deserialize, Serialize};

/// Learned service times of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// How many services it rests on.
    pub count: u32,
    /// Mean, in milliseconds.
    pub mean_ms: u64,
}
