//! The kiosk's shell: brings contacts to the buttons' state machine, wishes to the engine, and answers to display and
//! lamps.

use super::buttons::{Buttons, Outcome};
use super::lamps::{Lamp, lamp};
use super::panel::Panel;
use crate::domain::command::Command;
use crate::domain::ids::{KioskId, LinkId};
use crate::domain::refusal::Refusal;
use crate::domain::settings::Button;
use crate::domain::ticket::Language;
use crate::engine::{AskError, Handle};
use crate::scene::kiosk::{KioskView, Press};
use crate::wording::Words;
use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// Contacts that may wait to be dealt with; more in one go are a fault of the wiring and dropped with a warning.
pub const EDGES_MAX: usize = 256;
/// An answer that takes longer is announced with "please wait"; a faster one must not flicker.
const SLOW: Duration = Duration::from_millis(100);
/// Waits are computed anew this often while nothing else happens.
const REFRESH_MS: u64 = 10_000;

/// A contact that closed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The button's place on the kiosk.
    pub button: u8,
    /// Whether it closed.
    pub down: bool,
}

/// What a kiosk is made of, as its shell sees it.
#[derive(Debug)]
pub struct Parts {
    /// Its number.
    pub kiosk: KioskId,
    /// Contacts.
    pub edges: mpsc::Receiver<Edge>,
    /// Its display.
    pub display: Panel,
    /// Its lamps, by the place of the button.
    pub lamps: watch::Sender<BTreeMap<u8, Lamp>>,
}

/// Serves a kiosk until the branch stops or its contacts are gone.
pub async fn serve_kiosk(handle: Handle, mut parts: Parts, words: Arc<Words>) {
    let mut turns = handle.turns();
    let mut buttons = Buttons::default();
    let mut press = Press::Idle;
    loop {
        turns.mark_unchanged();
        let next_ms = show(&handle, &parts, &press, &words);
        let now_ms = handle.now().steady_ms;
        let due_ms = buttons.poll_timeout().into_iter().chain([next_ms]).min().unwrap_or(next_ms);
        let wait = Duration::from_millis(due_ms.saturating_sub(now_ms));
        let outcome = tokio::select! {
            edge = parts.edges.recv() => match edge {
                Some(Edge { button, down }) => buttons.handle_edge(handle.now().steady_ms, button, down),
                None => return,
            },
            turn = turns.changed() => match turn {
                Ok(()) => None,
                Err(_) => return,
            },
            () = tokio::time::sleep(wait) => buttons.handle_timeout(handle.now().steady_ms),
        };
        if let Some(outcome) = outcome {
            press = match answer(&handle, &parts, outcome, &words).await {
                Ok(press) => press.unwrap_or(Press::Idle),
                Err(Gone) => return,
            };
        }
    }
}

/// The branch has stopped.
struct Gone;

async fn answer(
    handle: &Handle,
    parts: &Parts,
    outcome: Outcome,
    words: &Words,
) -> Result<Option<Press>, Gone> {
    let kiosk = parts.kiosk;
    let (command, language) = match outcome {
        Outcome::Report { button, report } => (
            Command::ReportButton { kiosk, button, report },
            handle.read(|branch, _| branch.settings().language),
        ),
        Outcome::Wish { button } => {
            let asked = handle.read(|branch, _| {
                let mut buttons = branch.settings().buttons.iter();
                buttons.find(|known| known.kiosk == kiosk && known.place == button).cloned()
            });
            let Some(Button { service, class, language, .. }) = asked else {
                tracing::warn!("kiosk {kiosk}: the site gives button {button} no service");
                return Ok(None);
            };
            (Command::TakeTicket { kiosk, service, class, language, link: random_link() }, language)
        }
    };
    let mut answer = pin!(handle.ask(command));
    let answer = match tokio::time::timeout(SLOW, &mut answer).await {
        Ok(answer) => answer,
        Err(_) => {
            show(handle, parts, &Press::Pending { language }, words);
            answer.await
        }
    };
    match answer {
        Ok(_) => Ok(None),
        Err(AskError::Stopped) => Err(Gone),
        Err(AskError::Refused(refusal)) => Ok(Some(refused(refusal, language, handle.now().steady_ms))),
    }
}

fn refused(refusal: Refusal, language: Language, since_ms: u64) -> Press {
    Press::Refused { refusal, language, since_ms }
}

/// Shows the kiosk as it is now; returns when to show it again.
fn show(handle: &Handle, parts: &Parts, press: &Press, words: &Words) -> u64 {
    handle.read(|branch, now| {
        let (view, until_ms) = KioskView::of(branch, parts.kiosk, press, now, words);
        parts.display.show(&view);
        let buttons = branch.settings().buttons.iter().filter(|button| button.kiosk == parts.kiosk);
        let lamps = buttons.map(|button| (button.place, lamp(branch, now, button))).collect();
        parts.lamps.send_if_modified(|shown| {
            let changed = *shown != lamps;
            *shown = lamps;
            changed
        });
        until_ms.unwrap_or(u64::MAX).min(now.steady_ms + REFRESH_MS)
    })
}

fn random_link() -> LinkId {
    let mut bits = [0; 16];
    // Without randomness a link could be guessed; the kernel of a supported system always has some.
    getrandom::fill(&mut bits).expect("the kernel gives random bits");
    LinkId(u128::from_le_bytes(bits))
}
