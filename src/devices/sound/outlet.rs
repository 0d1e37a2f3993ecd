//! Where samples go: to `aplay`, or to whoever listens on a page.

use super::heard::Heard;
use super::program::{ProgramError, run};
use super::speaker::{Fate, Place};
use super::wav::Samples;
use crate::speech::Utterance;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// A program that plays may take so much longer than the sound: it opens the card and lets it run dry.
const PLAY_GRACE: Duration = Duration::from_secs(4);

/// Where samples go.
#[derive(Debug, Clone)]
pub(super) enum Outlet {
    /// To a page.
    Virtual(Heard),
    /// To a sink of ALSA.
    Alsa {
        /// What plays: `aplay`, or what takes its arguments.
        program: PathBuf,
        /// The PCM's name.
        sink: String,
    },
}

impl fmt::Display for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Virtual(_) => write!(f, "on the demo page"),
            Self::Alsa { sink, .. } => write!(f, "at {sink}"),
        }
    }
}

impl Outlet {
    /// Whether there is anybody for whom a voice is worth its work.
    pub(super) fn has_listeners(&self) -> bool {
        match self {
            Self::Virtual(heard) => heard.has_listeners(),
            Self::Alsa { .. } => true,
        }
    }

    /// Something begins to be heard, or will not be.
    pub(super) fn note(&self, place: Place, utterance: &Utterance, fate: Fate, sound: Option<&Samples>) {
        match self {
            Self::Virtual(heard) => heard.add(place, utterance, fate, sound),
            Self::Alsa { sink, .. } if fate == Fate::Missed => {
                let device = format!("sound at {sink}");
                tracing::warn!(device, "{device}: something came too late to be heard");
            }
            Self::Alsa { .. } => {}
        }
    }

    /// What this place says now was stopped.
    pub(super) fn interrupt(&self, place: Place) {
        match self {
            Self::Virtual(heard) => heard.interrupt(place),
            Self::Alsa { .. } => {}
        }
    }

    /// Returns when the sound is over.
    pub(super) async fn play(&self, samples: &Samples) -> Result<(), ProgramError> {
        match self {
            Self::Virtual(_) => tokio::time::sleep(samples.duration()).await,
            Self::Alsa { program, sink } => {
                let arguments = ["-q", "-t", "wav", "-D", sink, "-"];
                run(program, &arguments, &samples.to_wav(), samples.duration() + PLAY_GRACE).await?;
            }
        }
        Ok(())
    }
}
