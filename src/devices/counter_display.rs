//! The shell of a display over a counter: shows the number that is called or served there, and why a key did nothing.

use super::panel::{Pace, Panel};
use crate::domain::ids::CounterId;
use crate::engine::Handle;
use crate::scene::counter::{CounterView, RefusedKey};
use crate::scene::screen::Dark;
use crate::wording::Words;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Frames are so far apart at least: a bus that is slow must not be asked for more.
const FRAME: Duration = Duration::from_millis(30);
/// It is looked at so often while nothing happens.
const REFRESH: Duration = Duration::from_secs(10);

/// Shows a counter until the branch stops; then it is dark, because a number without a branch is nobody's turn.
pub async fn show_counter(
    handle: Handle,
    counter: CounterId,
    panel: Panel,
    mut refused: watch::Receiver<Option<RefusedKey>>,
    words: Arc<Words>,
) {
    let mut turns = handle.turns();
    let mut pace = Pace::new(FRAME);
    loop {
        tokio::time::sleep(pace.wait()).await;
        pace.begin_frame();
        turns.mark_unchanged();
        let key = refused.borrow_and_update().clone();
        let (view, is_needed, wait) = handle.read(|branch, now| {
            let say = words.say(branch.settings().language);
            let (view, until_ms) = CounterView::of(branch, counter, key.as_ref(), now, say);
            let wait = until_ms
                .map_or(REFRESH, |until_ms| Duration::from_millis(until_ms.saturating_sub(now.steady_ms)));
            // A new call, or the reason of a refusal.
            (view, until_ms.is_some(), wait.min(REFRESH))
        });
        // Drawn outside the branch's lock: a turn waits for whoever looks.
        panel.show_to(&view, is_needed);
        tokio::select! {
            turn = turns.changed() => {
                if turn.is_err() {
                    panel.show(&Dark);
                    return;
                }
            }
            Ok(()) = refused.changed() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}
