//! What people press and show, for a technician to see: live, by name, and without consequences.
//!
//! **Model.** While somebody watches, the contacts and codes of one kiosk or keypad go to them and to nobody else; the display says so,
//! and the lamps are off. It is over after a while, or when somebody needs the display.
//!
//! **Invariants.** It does not begin where somebody is served at the moment. When it is dropped, all is as before.

use crate::devices::buttons::Motion;
use crate::devices::contacts::WatchedContacts;
use crate::devices::installation::Installation;
use crate::devices::lamps::OnTrial;
use crate::devices::panel::Cover;
use crate::devices::scanner::WatchedCodes;
use crate::devices::wiring::Owner;
use crate::domain::trial::{Input, Inputs, NotTried, Said};
use crate::scene::counter::{CounterBody, CounterView};
use crate::scene::kiosk::KioskView;
use crate::wording::Say;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Time to press each button.
const WATCHED: Duration = Duration::from_secs(60);
/// A code that is no longer is no ticket's.
const SHOWN_WHOLE: usize = 12;
/// What is told of a longer one.
const END: usize = 4;

/// Contacts and codes that somebody watches.
#[derive(Debug)]
pub struct Watching {
    owner: Owner,
    contacts: WatchedContacts,
    codes: Option<WatchedCodes>,
    cover: Option<Cover>,
    _lamps: Option<OnTrial>,
    end: Instant,
}

impl Installation {
    /// Begins to watch. Must be called within a runtime.
    ///
    /// # Errors
    /// When there is nothing to watch, or somebody is there.
    pub fn watch_inputs(&self, inputs: Inputs, say: Say<'_>) -> Result<Watching, NotTried> {
        let end = Instant::now() + WATCHED;
        match inputs {
            Inputs::Kiosk(id) => {
                let kiosk = self.kiosks.get(&id).ok_or(NotTried::NoSuchDevice)?;
                let view = KioskView::Notice {
                    fault: false,
                    title: say.trial_watching(),
                    lead: None,
                    number: None,
                    advice: Some(say.trial_watching_advice()),
                };
                let cover = kiosk.display.cover(&view).ok_or(NotTried::InUse)?;
                Ok(Watching {
                    owner: Owner::Kiosk(id),
                    contacts: kiosk.contacts.watch(),
                    codes: Some(kiosk.scanner.watch()),
                    cover: Some(cover),
                    _lamps: Some(kiosk.lamps.darken()),
                    end,
                })
            }
            Inputs::Counter(id) => {
                let counter = self.counters.get(&id).filter(|counter| !counter.keys.is_empty());
                let counter = counter.ok_or(NotTried::NoSuchDevice)?;
                let body = CounterBody::Closed { words: say.trial_watching() };
                let view = CounterView { name: say.counter_name(id), body, refusal: None };
                let cover = counter.display.as_ref().map(|panel| panel.cover(&view).ok_or(NotTried::InUse));
                let (owner, contacts) = (Owner::Counter(id), counter.contacts.watch());
                Ok(Watching { owner, contacts, codes: None, cover: cover.transpose()?, _lamps: None, end })
            }
        }
    }
}

impl Watching {
    /// The next thing that is said; `None` when it is over. May be dropped at any time.
    pub async fn next(&mut self) -> Option<Input> {
        let Self { owner, contacts, codes, cover, end, .. } = self;
        let code = async {
            match codes {
                Some(watched) => watched.codes.recv().await,
                None => std::future::pending().await,
            }
        };
        let gave_way = async {
            match cover {
                Some(cover) => cover.gave_way().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            edge = contacts.edges.recv() => {
                let edge = edge?;
                Some(Input { device: owner.contact(edge.button), said: edge.motion.into() })
            }
            code = code => Some(Input { device: format!("{owner}: scanner"), said: told(&code?) }),
            () = gave_way => None,
            () = sleep_until(*end) => None,
        }
    }
}

impl From<Motion> for Said {
    fn from(motion: Motion) -> Self {
        match motion {
            Motion::Closed => Self::Pressed,
            Motion::Opened => Self::Released,
            Motion::Lost => Self::Lost,
        }
    }
}

fn told(code: &str) -> Said {
    let letters = code.chars().count();
    let skipped = if letters <= SHOWN_WHOLE { 0 } else { letters - END };
    Said::Code {
        end: code.chars().skip(skipped).collect(),
        letters: u32::try_from(letters).unwrap_or(u32::MAX),
    }
}
