//! A page that is kept current: one stream of server-sent events, without a task or a buffer of its own.
//!
//! An open page costs its connection (hyper's buffers, the socket), a receiver and a timer: 13 KiB together, 190 MiB for 15,000 pages as it was
//! measured. What is sent is made from the shared look at the moment of sending, and gone when it is written.

use crate::central::hub::Shown;
use crate::engine::time_source::TimeSource;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, Sleep};
use tokio_stream::Stream;
use tokio_stream::wrappers::WatchStream;

/// A word in a quiet stream, so that both ends notice when the other has gone. It has a name: comments are hidden from scripts.
const KEEP_ALIVE: Duration = Duration::from_secs(25);
/// A browser that lost the stream asks again after so long.
const RETRY_MS: u32 = 2000;

/// Answers with a stream of what a page shows.
pub(super) fn answer(shown: watch::Receiver<Shown>, clock: Arc<dyn TimeSource>) -> Response {
    let quiet = Box::pin(tokio::time::sleep(KEEP_ALIVE));
    let body = Body::from_stream(Pages { shown: WatchStream::new(shown), clock, quiet });
    // nginx would hold a quiet stream back for ever.
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), "no");
    ([(header::CONTENT_TYPE, "text/event-stream"), unbuffered], body).into_response()
}

struct Pages {
    shown: WatchStream<Shown>,
    clock: Arc<dyn TimeSource>,
    quiet: Pin<Box<Sleep>>,
}

impl Stream for Pages {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = match Pin::new(&mut self.shown).poll_next(cx) {
            Poll::Ready(Some(shown)) => {
                let now_ms = self.clock.read().wall_ms;
                format!("retry: {RETRY_MS}\ndata: {{\"now_ms\":{now_ms},\"view\":{shown}}}\n\n")
            }
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending => match self.quiet.as_mut().poll(cx) {
                Poll::Ready(()) => "event: alive\ndata:\n\n".to_owned(),
                Poll::Pending => return Poll::Pending,
            },
        };
        self.quiet.as_mut().reset(Instant::now() + KEEP_ALIVE);
        Poll::Ready(Some(Ok(chunk.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::ClockTrust;
    use crate::engine::clock::Reading;
    use tokio_stream::StreamExt;

    #[derive(Debug)]
    struct Still;

    impl TimeSource for Still {
        fn read(&self) -> Reading {
            Reading { mono_ms: 0, wall_ms: 7, trust: ClockTrust::Synced }
        }
    }

    #[test]
    fn a_quiet_stream_says_a_word_that_scripts_hear() {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let (_page, shown) = watch::channel(Shown::from("{}"));
            let mut said = answer(shown, Arc::new(Still)).into_body().into_data_stream();
            let mut next = async || String::from_utf8(said.next().await.unwrap().unwrap().to_vec()).unwrap();
            assert_eq!(next().await, "retry: 2000\ndata: {\"now_ms\":7,\"view\":{}}\n\n");
            // A comment, or an event without a line of data, would not reach a script (HTML, 9.2.6).
            assert_eq!(next().await, "event: alive\ndata:\n\n");
        });
    }
}
