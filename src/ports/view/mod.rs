//! What pages show: pure functions of the branch, the devices' faults, the time and a language.
//!
//! **Invariants.** A view has no running time in it, only the steady time of an event (`since_ms`): it changes when the
//! branch changes, and a page counts the minutes itself from the `now_ms` that comes with each view. What can only be
//! said in words (a wait, the time on the wall) changes by the minute.

mod counter;
mod hall;
mod line;
#[cfg(test)]
mod tests;
mod ticket;

pub use counter::{Action, AtCounter, CounterMode, CounterView, NextRow, Possible, ServiceChoice};
pub use hall::{CallView, HallView};
pub use line::{LineView, ParkedRow, WaitingRow};
pub use ticket::{Row, TicketStage, TicketView};

use crate::domain::branch::Branch;
use crate::domain::ids::{KioskId, ServiceId};
use crate::domain::kiosk::Roll;
use crate::domain::ticket::Origin;
use crate::domain::time::Moment;
use crate::wording::Say;
use crate::wording::faults::{Fault, Remedy};
use crate::wording::times::LocalNow;
use serde::Serialize;
use std::collections::BTreeMap;

/// The branch, the devices, the time and a language: what every view is made from.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The committed branch.
    pub branch: &'a Branch,
    /// Now.
    pub now: Moment,
    /// The reader's language.
    pub say: Say<'a>,
    /// Why each device that does not work does not, by its name.
    pub faults: &'a BTreeMap<String, String>,
}

/// The paper of a kiosk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaperView {
    /// How much of the roll was used.
    pub words: String,
    /// What somebody says who has changed it.
    pub remedy: Remedy,
}

impl Look<'_> {
    /// Now as far as it may be said aloud.
    pub fn local_now(self) -> LocalNow {
        let trusted = self.branch.clock_trusted(self.now);
        LocalNow { zone: self.branch.settings().calendar.zone, now: trusted.then(|| self.now.utc()) }
    }

    /// The name of a service in the reader's language.
    pub fn service_name(self, service: &ServiceId) -> String {
        self.say.service_name(self.branch.settings(), service)
    }

    /// The paper of the kiosks, where it is counted.
    pub fn papers(self) -> Vec<PaperView> {
        let rolls = self.branch.settings().rolls.iter();
        let paper = |(&kiosk, roll): (&KioskId, &Roll)| {
            let slips = self.branch.state().kiosks.get(&kiosk).map_or(0, |kiosk| kiosk.roll_slips);
            let metres = |length_mm: u32| length_mm.div_ceil(1000);
            let words = self.say.demo_roll(metres(roll.used_mm(slips)), metres(roll.length_mm), slips);
            let remedy = self.say.new_roll(kiosk);
            PaperView {
                words: self.named(kiosk, words),
                remedy: Remedy { words: self.named(kiosk, remedy.words), ..remedy },
            }
        };
        rolls.map(paper).collect()
    }

    /// A sentence about a kiosk; with its name where there are several.
    fn named(self, kiosk: KioskId, sentence: String) -> String {
        self.say.at_named_kiosk(self.branch, kiosk, sentence)
    }

    /// Everything that somebody must act on.
    pub fn faults(self) -> Vec<Fault> {
        self.say.troubles(self.branch, self.now, self.faults)
    }
}

fn is_remote(origin: &Origin) -> bool {
    matches!(origin, Origin::Remote(_))
}
