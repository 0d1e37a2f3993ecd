//! Devices on trial: what a technician tries at this machine, each for a while, without hiding anything from anybody.
//!
//! **Model.** The parts themselves know how to be tried beside their work: a panel can be covered, a lamp blinks. Here they are
//! tried for their time, and what is known of each is told.
//!
//! **Invariants.** A trial that is dropped ends on the spot, and everything is as the branch wants it. A device that was
//! tried and is known not to work says why, whatever was tried.
//!
//! **Deliberately not here.** Who may try, and how many at once: the service port and the daemon decide that.

mod displays;
mod inputs;
mod lamps;
mod missing;
mod paper;
mod sounds;

#[cfg(test)]
mod tests;

use super::installation::Installation;
use crate::domain::trial::{Device, Finding, Found};

impl Installation {
    /// What is known of every device without trying it.
    pub fn known(&self) -> Vec<Finding> {
        self.names().into_iter().map(|name| self.finding(name, Found::NoFault)).collect()
    }

    /// What was found at a device, unless it is known not to work.
    fn finding(&self, name: String, found: Found) -> Finding {
        let why = self.faults.watch().borrow().get(&name).cloned();
        Finding { device: Device::Named(name), found: why.map_or(found, Found::Fails) }
    }
}
