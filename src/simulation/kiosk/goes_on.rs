//! Whatever a printer does, its kiosk goes on: what is owed is begun, what was begun ends, who is silent is asked again, and
//! the branch knows what the printer said last.

use super::Telling;
use crate::domain::kiosk::PrinterState;
use crate::domain::ticket::SlipState;
use crate::simulation::promise::{Promise, ensure};
use crate::simulation::world::{Flow, World};

/// A job has ended after this, whatever happens: its stall, its evidence, its clear and its last statuses.
const JOB_MS_MAX: u64 = 60_000;

/// A printer is asked again after so long at the latest.
const ASKED_MS_MAX: u64 = 20_000;

impl World {
    /// Checks it for all kiosks, when nothing more happens at this moment.
    pub(in crate::simulation) fn kiosks_go_on(&self) -> Flow {
        let Some(on) = &self.on else { return Ok(()) };
        let now_ms = self.clocks.running_ms();
        for (&kiosk, shell) in &on.kiosks {
            let conversation = &shell.conversation;
            let (state, due_ms) = (conversation.state(), conversation.poll_timeout());
            let asks = due_ms.is_some_and(|due_ms| due_ms <= now_ms + ASKED_MS_MAX);
            let waits = shell.link.is_none() || state == PrinterState::NeedsPowerCycle;
            ensure(Promise::TroubleStopsNobody, asks || waits, || {
                format!("nobody asks the printer of kiosk {kiosk} any more, which is {state:?}")
            })?;
            let job = conversation.job();
            let ends = job.is_none() || now_ms <= shell.begun_ms + JOB_MS_MAX;
            ensure(Promise::TroubleStopsNobody, ends, || {
                format!("job {job:?} of kiosk {kiosk} is begun since {} ms", now_ms - shell.begun_ms)
            })?;
            if shell.telling != Telling::Idle {
                continue;
            }
            let (known, owed) = self
                .look(|branch| {
                    let sent = branch.state().tickets.values().find_map(|ticket| {
                        let SlipState::Sent { job } = ticket.slip else { return None };
                        (ticket.kiosk == Some(kiosk)).then_some(job)
                    });
                    (branch.state().kiosks.get(&kiosk).map(|kiosk| kiosk.printer), sent)
                })
                .unwrap_or_default();
            // Who comes while a test is under way waits for its end.
            ensure(Promise::TroubleStopsNobody, owed == job || shell.tries(job), || {
                format!("kiosk {kiosk} owes {owed:?} and prints {job:?}")
            })?;
            let told = state == PrinterState::Unknown || known == Some(state);
            ensure(Promise::TroubleStopsNobody, told, || {
                format!("the printer of kiosk {kiosk} is {state:?}, and the branch has {known:?}")
            })?;
        }
        Ok(())
    }
}
