//! A view that stays true: one stream of server-sent events.
//!
//! **Model.** Each stream has a task that looks at its [`Source`] after every change and sends what it saw when it differs
//! from what it saw before. There is room for one message under way: a slow reader gets the newest one when it has caught
//! up, and never the ones between.

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

/// A word in a quiet stream, so that both ends notice when the other has gone. It has a name: comments are hidden from scripts.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// A browser that lost the stream asks again after so long.
const RETRY: Duration = Duration::from_secs(1);

/// What a stream shows.
pub trait Source: Send + 'static {
    /// What is seen in one look.
    type Seen: PartialEq + Send;

    /// The fastest at which one reader gets messages.
    const PACE: Duration;

    /// Looks. What changes from here on is told by [`Source::changed`]. Nothing ends the stream.
    fn look(&mut self) -> Option<Self::Seen>;

    /// What was seen last, as JSON.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which is a bug.
    fn message(&self, seen: &Self::Seen) -> serde_json::Result<String>;

    /// Waits until another look may show something else. May be dropped at any time.
    fn changed(&mut self) -> impl Future<Output = ()> + Send;
}

/// Answers with a stream that ends with `stop`, or when its reader has gone.
pub fn stream(source: impl Source, stop: watch::Receiver<bool>) -> Response {
    let (sender, receiver) = mpsc::channel::<Result<Event, Infallible>>(1);
    tokio::spawn(tell(source, stop, sender));
    let alive = KeepAlive::new().interval(KEEP_ALIVE).event(Event::default().event("alive").data(""));
    Sse::new(ReceiverStream::new(receiver)).keep_alive(alive).into_response()
}

async fn tell<S: Source>(
    mut source: S,
    mut stop: watch::Receiver<bool>,
    sender: mpsc::Sender<Result<Event, Infallible>>,
) {
    let mut sent = None;
    loop {
        let permit = tokio::select! {
            permit = sender.reserve() => permit,
            _ = stop.wait_for(|&stop| stop) => return,
        };
        let Ok(permit) = permit else { return };
        let Some(seen) = source.look() else { return };
        if sent.as_ref() != Some(&seen) {
            match source.message(&seen) {
                Ok(message) => permit.send(Ok(Event::default().retry(RETRY).data(message))),
                Err(error) => return tracing::error!("a view cannot be written as JSON: {error}"),
            }
            sent = Some(seen);
        }
        tokio::select! {
            () = sender.closed() => return,
            _ = stop.wait_for(|&stop| stop) => return,
            () = source.changed() => {}
        }
        tokio::time::sleep(S::PACE).await;
    }
}
