//! How long it takes until the broker has taken something.
//!
//! What is measured is the picture of the branch, which is told anyway, now and then: nothing is said for the sake of measuring that
//! nobody needs, and nothing goes another way than the rest.

use crate::mqtt::Token;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// People who wish it at once.
const WISHES_MAX: usize = 4;

/// A way to measure.
#[derive(Debug, Clone)]
pub struct RoundTrip(mpsc::Sender<oneshot::Sender<Duration>>);

impl RoundTrip {
    /// From the moment at which something was given to the connection until the broker said that it has it; `None` when the
    /// connection was lost meanwhile, or newer wishes came. Waits while there is no connection.
    pub async fn ask(&self) -> Option<Duration> {
        let (answer, measured) = oneshot::channel();
        self.0.send(answer).await.ok()?;
        measured.await.ok()
    }
}

/// What is measured: the newest wish counts.
pub(super) struct Measuring {
    coming: mpsc::Receiver<oneshot::Sender<Duration>>,
    wanted: Option<oneshot::Sender<Duration>>,
    under_way: Option<(Token, Instant, oneshot::Sender<Duration>)>,
}

/// A way to measure, and where it is heard.
pub(super) fn measuring() -> (RoundTrip, Measuring) {
    let (sender, coming) = mpsc::channel(WISHES_MAX);
    (RoundTrip(sender), Measuring { coming, wanted: None, under_way: None })
}

impl Measuring {
    /// The next wish. May be dropped at any time.
    pub(super) async fn next(&mut self) -> Option<oneshot::Sender<Duration>> {
        self.coming.recv().await
    }

    /// The next thing that is told is measured.
    pub(super) fn want(&mut self, answer: oneshot::Sender<Duration>) {
        self.wanted = Some(answer);
    }

    /// Whether something should be told soon.
    pub(super) fn is_wanted(&self) -> bool {
        self.wanted.as_ref().is_some_and(|answer| !answer.is_closed())
    }

    /// Something was given to the connection, or could not be.
    pub(super) fn sent(&mut self, token: Option<Token>) {
        if let Some(token) = token
            && let Some(answer) = self.wanted.take()
        {
            self.under_way = Some((token, Instant::now(), answer));
        }
    }

    /// The broker has answered for something.
    pub(super) fn published(&mut self, token: Token) {
        if let Some((_, since, answer)) = self.under_way.take_if(|(sent, ..)| *sent == token) {
            // Who wanted to know it may have gone.
            let _ = answer.send(since.elapsed());
        }
    }

    /// Nothing is under way any more.
    pub(super) fn lost(&mut self) {
        self.under_way = None;
    }
}
