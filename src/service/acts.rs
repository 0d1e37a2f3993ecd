//! What a technician can do: a table from the name of an act to the command of the branch.
//!
//! Acts are decided by the branch as every other command, and journalled there; here they are only named. What concerns the
//! centre alone, the configuration, or how a device is reached, is no business of the queue.

use super::stated::StatedTime;
use crate::domain::branch::Branch;
use crate::domain::command::Command;
use crate::domain::event::Part;
use crate::domain::ids::{CounterId, KioskId, TicketNumber};
use crate::domain::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// An act, as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// Open the service day.
    OpenDay {},
    /// Close it.
    CloseDay {},
    /// Close a counter whose clerk has gone.
    CloseCounter {
        /// Which.
        counter: CounterId,
    },
    /// Call nobody to a counter until it is released; whoever is there is served.
    HoldCounter {
        /// Which.
        counter: CounterId,
    },
    /// Call people to it again.
    ReleaseCounter {
        /// Which.
        counter: CounterId,
    },
    /// Say that a new roll was put in: its slips are counted anew.
    NewRoll {
        /// Where.
        kiosk: KioskId,
    },
    /// Say that a printer was switched off and on: nothing old is in it any more.
    PowerCycled {
        /// Where.
        kiosk: KioskId,
    },
    /// Print the slip of a ticket once more; it says COPY.
    Reprint {
        /// Whose.
        number: TicketNumber,
        /// Where; without it where the ticket came out.
        kiosk: Option<KioskId>,
    },
    /// Say that the paper of a ticket is no good; its ticket ends with it.
    VoidSlip {
        /// Whose.
        number: TicketNumber,
    },
    /// Say what time it is, where no server does.
    StateTime {
        /// The time, in the branch's zone where it has none of its own.
        at: StatedTime,
    },
    /// Say that somebody who was set aside is here.
    CheckIn {
        /// Who.
        number: TicketNumber,
    },
    /// Take a ticket out of the line.
    Cancel {
        /// Which.
        number: TicketNumber,
    },
    /// Tell the centre how everything is, although it has not asked.
    Resync {},
    /// Let a printer go and open it again, as if its cable had been pulled; a slip on its way comes out first.
    RestartPrinter {
        /// Of which kiosk.
        kiosk: KioskId,
    },
    /// Let all displays go and open them again.
    RestartDisplays {},
    /// End the connection to the centre and make it anew.
    RestartLink {},
    /// Keep the configuration that is being tried, although its time is not over.
    KeepConfiguration {},
    /// Go back from it to the one before.
    GoBack {},
}

/// What an act leads to.
pub(super) enum Deed {
    /// The branch is asked.
    Ask(Command),
    /// The centre is told again.
    Resync,
    /// A part begins anew.
    Restart(Part),
    /// A configuration is tried no longer.
    EndProbation {
        /// Whether it is kept.
        keep: bool,
    },
}

/// Why an act leads to nothing.
pub(super) enum NoDeed {
    /// The branch has nothing that it could be done to.
    Refused(Refusal),
    /// The clocks of the office never show the time that was said.
    SkippedTime,
}

impl Act {
    /// What it leads to. `branch` knows where a ticket was printed.
    ///
    /// # Errors
    /// When there is nothing to print it on, or no such time.
    pub(super) fn deed(self, branch: &Branch) -> Result<Deed, NoDeed> {
        Ok(Deed::Ask(match self {
            Self::Resync {} => return Ok(Deed::Resync),
            Self::RestartPrinter { kiosk } => return Ok(Deed::Restart(Part::Printer(kiosk))),
            Self::RestartDisplays {} => return Ok(Deed::Restart(Part::Displays)),
            Self::RestartLink {} => return Ok(Deed::Restart(Part::Link)),
            Self::KeepConfiguration {} => return Ok(Deed::EndProbation { keep: true }),
            Self::GoBack {} => return Ok(Deed::EndProbation { keep: false }),
            Self::OpenDay {} => Command::OpenDay,
            Self::CloseDay {} => Command::CloseDay,
            Self::CloseCounter { counter } => Command::CloseCounter { counter },
            Self::HoldCounter { counter } => Command::HoldCounter { counter },
            Self::ReleaseCounter { counter } => Command::ReleaseCounter { counter },
            Self::VoidSlip { number } => Command::VoidSlip { number },
            Self::StateTime { at } => {
                let at = at.at(&branch.settings().calendar).ok_or(NoDeed::SkippedTime)?;
                Command::StateTime { wall_ms: at.timestamp_millis() }
            }
            Self::NewRoll { kiosk } => Command::ChangeRoll { kiosk },
            Self::PowerCycled { kiosk } => Command::ConfirmPowerCycle { kiosk },
            Self::Reprint { number, kiosk } => {
                let printed_at = || branch.ticket_by_number(number).and_then(|ticket| ticket.kiosk);
                let only = || branch.settings().kiosks.first().copied();
                let kiosk = kiosk.or_else(printed_at).or_else(only);
                let kiosk = kiosk.ok_or(NoDeed::Refused(Refusal::UnknownKiosk))?;
                Command::Reprint { number, kiosk }
            }
            Self::CheckIn { number } => Command::CheckIn { number },
            Self::Cancel { number } => Command::Cancel { number },
        }))
    }
}
