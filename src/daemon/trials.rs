//! Joins the service port, where tests are asked for, to what can be tried.

#[cfg(test)]
mod tests;

use super::branch::Plan;
use crate::devices::installation::Installation;
use crate::domain::ids::KioskId;
use crate::domain::ticket::Language;
use crate::domain::trial::{Finding, NotTried, PaperTrial, Trial};
use crate::service::Trials;
use crate::wording::Words;
use std::sync::Arc;
use tokio::sync::Mutex;

/// One test at a time: two would tread on each other's lamps.
pub(super) fn trials(plan: &Plan) -> Trials {
    let bench = Arc::new(Bench {
        board: Arc::clone(&plan.board),
        words: Arc::clone(&plan.words),
        language: plan.settings.language,
        busy: Mutex::new(()),
    });
    Arc::new(move |trial| {
        let bench = Arc::clone(&bench);
        Box::pin(async move { bench.run(trial).await })
    })
}

struct Bench {
    board: Arc<Installation>,
    words: Arc<Words>,
    language: Language,
    busy: Mutex<()>,
}

impl Bench {
    async fn run(&self, trial: Trial) -> Result<Vec<Finding>, NotTried> {
        let _turn = self.busy.try_lock().map_err(|_| NotTried::AnotherTest)?;
        match trial {
            Trial::Lamps {} => self.board.try_lamps().await,
            Trial::Displays {} => Ok(self.board.try_displays(self.words.say(self.language)).await),
            Trial::Slip { kiosk } => self.print(kiosk, PaperTrial::Slip).await,
            Trial::Feed { kiosk } => self.print(kiosk, PaperTrial::Feed).await,
            Trial::Cut { kiosk } => self.print(kiosk, PaperTrial::Cut).await,
            Trial::Present { kiosk } => self.print(kiosk, PaperTrial::Present).await,
        }
    }

    async fn print(&self, kiosk: KioskId, what: PaperTrial) -> Result<Vec<Finding>, NotTried> {
        Ok(vec![self.board.try_printer(kiosk, what).await?])
    }
}
