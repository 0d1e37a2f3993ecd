//! Joins the service port, where a part is to begin anew, to who tends it.
//!
//! **Deliberately not here.** Buttons, keypads, lamps and scanners: each looks for its device anew by itself when that fails, and one that
//! was let go while it is pressed would be a press that never ends. Sound: nothing is open between two sounds.

use super::branch::{Plan, PoweredBranch};
use crate::domain::command::Answer;
use crate::domain::event::Part;
use crate::domain::trial::NotTried;
use crate::service::Restart;
use std::sync::Arc;

pub(super) fn restart(plan: &Plan, branch: &PoweredBranch) -> Restart {
    let (board, link) = (Arc::clone(&plan.board), branch.link_anew());
    Arc::new(move |part| {
        match part {
            Part::Printer(kiosk) => board.open_printer_anew(kiosk)?,
            Part::Displays => board.open_displays_anew(),
            Part::Link => link.as_ref().ok_or(NotTried::NoCentre)?.notify_one(),
        }
        Ok(Answer::Done)
    })
}
