//! Whether a branch is connected.

use crate::domain::ids::DeviceId;
use crate::domain::planted::{Bug, planted};
use serde::{Deserialize, Serialize};

/// A birth, said after every connection, or the last will that the broker says when the connection is lost.
///
/// A will can come after the next birth. So it counts only if it is that of the newest birth: the same epoch, device and
/// connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// The journal's epoch.
    pub epoch: u32,
    /// The device.
    pub device: DeviceId,
    /// Counts the connections of this device, also over restarts: the time of the connection in milliseconds since 1970, or
    /// one more than the last one, whichever is larger.
    pub connection: u64,
    /// Whether it is connected.
    pub online: bool,
    /// The program's version.
    pub version: String,
}

impl Life {
    /// The will that belongs to this birth.
    pub fn will(&self) -> Self {
        Self { online: false, ..self.clone() }
    }

    /// Whether this says something newer than `known`. The same connection goes from online to offline and never back.
    pub fn is_newer_than(&self, known: &Self) -> bool {
        if planted(Bug::StaleWillBelieved) {
            return self != known;
        }
        let order = |life: &Self| (life.epoch, life.connection, !life.online);
        order(self) > order(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_will_that_overtakes_or_is_overtaken_does_not_lie() {
        let birth = |epoch, connection| Life {
            epoch,
            device: DeviceId(1),
            connection,
            online: true,
            version: "1".into(),
        };
        let (first, second) = (birth(1, 10), birth(1, 11));
        assert!(first.will().is_newer_than(&first), "a lost connection is known");
        assert!(second.is_newer_than(&first.will()), "and the next birth, too");
        assert!(!first.will().is_newer_than(&second), "a will that comes late says nothing");
        assert!(!first.is_newer_than(&first.will()), "nor does a birth that comes twice");
        assert!(birth(2, 1).is_newer_than(&second), "a new epoch is newer whatever its clock said");
    }
}
