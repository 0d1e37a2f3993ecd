//! A sound that a technician wants to hear.
//!
//! **Invariants.** It is begun when nothing else is to be said on its sink, and ends on the spot when something is. It counts as no
//! use of a kiosk.

use super::outlet::Outlet;
use super::shell::{Performed, Sink, perform};
use super::speaker::{Place, Turn};
use super::synthesis::Synthesis;
use crate::devices::wiring::Attempts;
use crate::domain::trial::Found;
use crate::speech::Utterance;
use std::pin::pin;
use std::time::Duration;
use tokio::sync::oneshot;

/// No turn of a speaker has it.
const ID: u64 = u64::MAX;

/// What is to be heard, and who waits to learn what came of it.
#[derive(Debug)]
pub(super) struct SoundTrial {
    pub(super) place: Place,
    pub(super) utterance: Utterance,
    pub(super) answer: oneshot::Sender<Found>,
}

impl SoundTrial {
    /// Plays it, until it is over, somebody else has to be heard, or nobody waits for it any more.
    pub(super) async fn run(
        self,
        sink: &Sink,
        (outlet, synthesis, chime_waits): (&Outlet, &mut Synthesis, Duration),
        attempts: &mut Attempts,
    ) {
        let Self { place, utterance, mut answer } = self;
        if answer.is_closed() {
            return;
        }
        let volume_percent = sink.with(|speaker, now_ms| speaker.volume_percent(now_ms, place));
        let turn = Turn { id: ID, place, utterance, volume_percent };
        let outcome = {
            let mut performance = pin!(perform(&turn, outlet, synthesis, chime_waits));
            loop {
                tokio::select! {
                    outcome = &mut performance => break Some(outcome),
                    () = sink.wake.notified() => if sink.with(|speaker, _| speaker.has_more()) {
                        break None;
                    },
                    () = answer.closed() => break None,
                }
            }
        };
        let found = match outcome {
            None => {
                outlet.interrupt(place);
                Found::Interrupted
            }
            Some(Ok(performed)) => {
                sink.with(|_, now_ms| attempts.works(now_ms));
                match performed {
                    Performed::Whole => Found::Played,
                    Performed::WithoutWords => Found::NoVoice,
                }
            }
            Some(Err(error)) => {
                // A sink that rests is tried again by whoever wants to be heard.
                sink.with(|_, now_ms| attempts.failed(now_ms, &error));
                Found::Fails(error.to_string())
            }
        };
        // Whoever has gone needs no answer.
        let _ = answer.send(found);
    }
}
