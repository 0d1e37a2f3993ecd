//! A view that stays true: one stream of server-sent events.
//!
//! **Model.** Each stream has a task that looks at the branch after every turn, and when a device fails or works again, and sends the view when it differs from the one
//! before. There is room for one view under way: a slow reader gets the newest one when it has caught up, and never the
//! ones between. While the branch has no power the stream says so and waits for the next branch.

use super::office::Reader;
use crate::engine::Handle;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::MissedTickBehavior;
use tokio_stream::wrappers::ReceiverStream;

/// The fastest at which one reader gets views: faster than the eye, slow enough for a small device in a burst.
const PACE: Duration = Duration::from_millis(40);
/// Waits and clocks in a view change by themselves: it is looked at again after so long.
const REFRESH: Duration = Duration::from_secs(5);
/// A word in a quiet stream, so that both ends notice when the other has gone. It has a name: comments are hidden from scripts.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// A browser that lost the stream asks again after so long.
const RETRY: Duration = Duration::from_secs(1);

/// What is sent.
#[derive(Serialize)]
struct Message<'a, V> {
    /// Whether the branch has power.
    power: bool,
    /// Steady time of the look; `since_ms` in the view is of the same clock.
    now_ms: u64,
    view: &'a V,
}

/// Answers with a stream of views. `view` is given the branch while there is one; `also` counts changes outside it.
pub(super) fn stream<V, F>(reader: Reader, also: Option<watch::Receiver<u64>>, view: F) -> Response
where
    V: Serialize + PartialEq + Send + Sync + 'static,
    F: Fn(&Reader, Option<&Handle>) -> V + Send + 'static,
{
    let (sender, receiver) = mpsc::channel::<Result<Event, Infallible>>(1);
    tokio::spawn(tell(reader, also, view, sender));
    let alive = KeepAlive::new().interval(KEEP_ALIVE).event(Event::default().event("alive").data(""));
    Sse::new(ReceiverStream::new(receiver)).keep_alive(alive).into_response()
}

async fn tell<V, F>(
    reader: Reader,
    mut also: Option<watch::Receiver<u64>>,
    view: F,
    sender: mpsc::Sender<Result<Event, Infallible>>,
) where
    V: Serialize + PartialEq,
    F: Fn(&Reader, Option<&Handle>) -> V,
{
    let mut power = reader.shared.office.power.clone();
    let mut faults = Some(reader.shared.office.faults.clone());
    let mut stop = reader.shared.stop.clone();
    let mut refresh = tokio::time::interval(REFRESH);
    refresh.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sent = None;
    loop {
        let permit = tokio::select! {
            permit = sender.reserve() => permit,
            _ = stop.wait_for(|&stop| stop) => return,
        };
        let Ok(permit) = permit else { return };
        let branch = power.branch_and_mark();
        // Marked as seen before the look: a turn in between is looked at again.
        let mut turns = branch.as_ref().map(Handle::turns);
        turns.iter_mut().chain(also.iter_mut()).for_each(|changes| changes.mark_unchanged());
        faults.iter_mut().for_each(watch::Receiver::mark_unchanged);
        let seen = (branch.is_some(), view(&reader, branch.as_ref()));
        let now_ms = branch.as_ref().map_or(0, |branch| branch.now().steady_ms);
        drop(branch);
        if sent.as_ref() != Some(&seen) {
            let message = Message { power: seen.0, now_ms, view: &seen.1 };
            match Event::default().retry(RETRY).json_data(message) {
                Ok(event) => permit.send(Ok(event)),
                Err(error) => return tracing::error!("a view cannot be written as JSON: {error}"),
            }
            sent = Some(seen);
        }
        tokio::select! {
            () = sender.closed() => return,
            _ = stop.wait_for(|&stop| stop) => return,
            _ = changed(turns.as_mut()) => {}
            end = changed(also.as_mut()) => also = also.filter(|_| end.is_ok()),
            end = changed(faults.as_mut()) => faults = faults.filter(|_| end.is_ok()),
            () = power.changed() => {}
            _ = refresh.tick() => {}
        }
        tokio::time::sleep(PACE).await;
    }
}

/// Waits for the next change; for ever when there is nothing that could change. The end of a branch is a change, too.
async fn changed<T>(changes: Option<&mut watch::Receiver<T>>) -> Result<(), watch::error::RecvError> {
    match changes {
        Some(changes) => changes.changed().await,
        None => std::future::pending().await,
    }
}
