//! The hall's shell: shows what the branch owes to the hall, says it, and reports what was shown for long enough.
//!
//! **Model.** One [`HallSchedule`] for all panels says which call is shown and for how long; the shell makes the picture anew
//! after each turn and when the schedule wants it, and gives it to the panels and the call to the voice.
//!
//! **Invariants.** A call is said when it comes to the screen, so that eye and ear get the same; what counts is that it was
//! shown, and so no test picture stands before it in its time. It is reported only after it was shown for its time, and again until the branch has it. What is shown is found out
//! under the branch's lock, and drawn outside it. When the branch has gone, the last picture says how old it is.
//!
//! **Deliberately not here.** Which call is next (the schedule knows), and the page of the hall, which has a schedule for
//! each reader.

use super::panel::{Pace, Panel};
use super::sound::Voice;
use crate::domain::command::Command;
use crate::domain::ids::CallId;
use crate::domain::time::Moment;
use crate::engine::{AskError, Handle};
use crate::scene::hall::HallView;
use crate::scene::hall_schedule::{HallSchedule, HallShow};
use crate::speech::Utterance;
use crate::wording::Words;
use std::sync::Arc;
use std::time::Duration;

/// The wait in the foot is computed anew this often while nothing else happens.
const REFRESH_MS: u64 = 10_000;

/// Frames are so far apart at least: less than one of the screen's own, so that a call is never late.
const FRAME: Duration = Duration::from_millis(10);

/// Shows calls on all panels of the hall until the branch stops; then leaves a frame that says how old it is. There is one
/// schedule, so that a person who walks past two displays sees the same call on both.
pub async fn show_hall(handle: Handle, panels: Vec<Panel>, voice: Voice, words: Arc<Words>) {
    let mut said = None;
    let mut turns = handle.turns();
    let mut schedule = HallSchedule::new();
    let mut pace = Pace::new(FRAME);
    loop {
        tokio::time::sleep(pace.wait()).await;
        pace.begin_frame();
        turns.mark_unchanged();
        let (now, show, view) = look(&handle, &words, &mut schedule, None);
        // Drawn outside the branch's lock: a turn waits for whoever looks.
        let is_called = show.next_deadline_ms.is_some();
        panels.iter().for_each(|panel| panel.show_to(&view, is_called));
        if let Some((utterance, quiet)) = to_say(&handle, &words, &show, &mut said) {
            voice.call(utterance, quiet);
        }
        if let Some(call) = show.shown {
            match handle.ask(Command::ReportCallShown { call }).await {
                Ok(_) => continue,
                Err(AskError::Refused(refusal)) => {
                    tracing::warn!(%call, "hall: the shown call {call} was refused: {refusal:?}");
                }
                Err(AskError::Stopped) => return show_stale(&handle, &panels, &words, &mut schedule, now),
            }
        }
        let next_ms = show.next_deadline_ms.unwrap_or(u64::MAX).min(now.steady_ms + REFRESH_MS);
        let wait = Duration::from_millis(next_ms.saturating_sub(now.steady_ms));
        tokio::select! {
            turn = turns.changed() => {
                if turn.is_err() {
                    return show_stale(&handle, &panels, &words, &mut schedule, now);
                }
            }
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// The call that has just come to the screen. One that stood there before a restart is not said again.
fn to_say(
    handle: &Handle,
    words: &Words,
    show: &HallShow,
    said: &mut Option<CallId>,
) -> Option<(Utterance, bool)> {
    let call = show.current.as_ref().filter(|call| show.highlight && *said != Some(call.id))?;
    *said = Some(call.id);
    Some(handle.read(|branch, now| {
        let settings = branch.settings();
        let say = words.say(settings.language);
        (crate::speech::hall::call(call, settings.sound.hall_call, say), branch.is_quiet(now))
    }))
}

fn show_stale(handle: &Handle, panels: &[Panel], words: &Words, schedule: &mut HallSchedule, as_of: Moment) {
    let (_, _, view) = look(handle, words, schedule, Some(as_of));
    panels.iter().for_each(|panel| panel.show(&view));
}

fn look(
    handle: &Handle,
    words: &Words,
    schedule: &mut HallSchedule,
    as_of: Option<Moment>,
) -> (Moment, HallShow, HallView) {
    handle.read(|branch, now| {
        let show = schedule.show(&branch.state().calls, now.steady_ms);
        let view = HallView::of(branch, &show, as_of, now, words.say(branch.settings().language));
        (now, show, view)
    })
}
