//! The shell of a counter's keypad: brings contacts to the buttons' state machine, and wishes to the engine.
//!
//! **Model.** A key does for its counter what the console's button does: it gives the same command, and the branch decides.
//! What it refuses is shown on the counter's display, if there is one, and said in the log. Its stuck keys are the
//! branch's to know, as a kiosk's buttons are.
//!
//! **Deliberately not here.** Opening and closing the counter: see [`CounterKey`].

use super::buttons::{Buttons, Outcome};
use super::kiosk::Edge;
use super::reports::Reports;
use crate::domain::command::Command;
use crate::domain::counter::CounterKey;
use crate::domain::ids::CounterId;
use crate::engine::{AskError, Handle};
use crate::scene::counter::RefusedKey;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};

/// What a keypad is made of, as its shell sees it.
#[derive(Debug)]
pub struct Parts {
    /// Whose counter it is at.
    pub counter: CounterId,
    /// What its keys ask for, by place.
    pub keys: BTreeMap<u8, CounterKey>,
    /// Contacts.
    pub edges: mpsc::Receiver<Edge>,
    /// The refusal that the counter's display explains.
    pub refused: watch::Sender<Option<RefusedKey>>,
}

/// Serves a keypad until there is no branch or no contact any more.
pub async fn serve_keypad(handle: Handle, mut parts: Parts) {
    let (mut buttons, mut reports, began) = (Buttons::default(), Reports::default(), Instant::now());
    let ms = |at: Instant| u64::try_from(at.saturating_duration_since(began).as_millis()).unwrap_or(u64::MAX);
    while reports.give(&handle).await.is_ok() {
        let due_in = buttons
            .poll_timeout()
            .map(|due_ms| (began + Duration::from_millis(due_ms)).saturating_duration_since(Instant::now()));
        let wait = due_in.into_iter().chain(reports.retry_in()).min();
        let outcome = tokio::select! {
            edge = parts.edges.recv() => {
                let Some(Edge { at, button, motion }) = edge else { return };
                buttons.handle_edge(ms(at), button, motion)
            }
            () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {
                buttons.handle_timeout(ms(Instant::now()))
            }
        };
        match outcome {
            None => {}
            Some(Outcome::Report { button, report }) => {
                reports.push(Command::ReportKey { counter: parts.counter, key: button, report });
            }
            Some(Outcome::Wish { button }) => match parts.wish(&handle, button).await {
                Ok(()) => {}
                Err(_stopped) => return,
            },
        }
    }
}

impl Parts {
    /// # Errors
    /// When there is no branch any more.
    async fn wish(&self, handle: &Handle, place: u8) -> Result<(), AskError> {
        // Contacts come only from keys that the board has.
        let Some(key) = self.keys.get(&place) else { return Ok(()) };
        let refused = match handle.ask(key.command(self.counter)).await {
            Ok(_) => None,
            Err(AskError::Refused(refusal)) => {
                let counter = self.counter;
                tracing::info!(%counter, "counter {counter}: key {place}: {key:?} is refused: {refusal:?}");
                Some(RefusedKey { refusal, since_ms: handle.now().steady_ms })
            }
            Err(stopped @ AskError::Stopped) => return Err(stopped),
        };
        self.refused.send_replace(refused);
        Ok(())
    }
}
