//! What the streams of this room look at: the branch after every turn, and what a page shows beside it.
//!
//! While the branch has no power a stream says so and waits for the next branch.

use super::office::Reader;
use crate::engine::{Handle, Power};
use crate::http::live::{self, Source};
use axum::response::Response;
use serde::Serialize;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior};

/// Waits and clocks in a view change by themselves: it is looked at again after so long.
const REFRESH: Duration = Duration::from_secs(5);

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
    stream_until(std::future::pending(), reader, also, view)
}

/// The same for somebody who may be sent away: that is the end of the stream.
pub(super) fn stream_until<V, F>(
    dismissed: impl Future<Output = ()> + Send + 'static,
    reader: Reader,
    also: Option<watch::Receiver<u64>>,
    view: F,
) -> Response
where
    V: Serialize + PartialEq + Send + Sync + 'static,
    F: Fn(&Reader, Option<&Handle>) -> V + Send + 'static,
{
    let mut refresh = tokio::time::interval(REFRESH);
    refresh.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let stop = reader.shared.stop.clone();
    let source = Views {
        dismissed: Some(Box::pin(dismissed)),
        power: reader.shared.office.power.clone(),
        faults: Some(reader.shared.office.faults.clone()),
        reader,
        also,
        view,
        turns: None,
        refresh,
        now_ms: 0,
    };
    live::stream(source, stop)
}

struct Views<F> {
    /// Nothing when that has come.
    dismissed: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    reader: Reader,
    power: Power,
    faults: Option<watch::Receiver<BTreeMap<String, String>>>,
    also: Option<watch::Receiver<u64>>,
    view: F,
    turns: Option<watch::Receiver<u64>>,
    refresh: Interval,
    now_ms: u64,
}

impl<V, F> Source for Views<F>
where
    V: Serialize + PartialEq + Send + Sync + 'static,
    F: Fn(&Reader, Option<&Handle>) -> V + Send + 'static,
{
    type Seen = (bool, V);

    /// Faster than the eye, slow enough for a small device in a burst.
    const PACE: Duration = Duration::from_millis(40);

    fn look(&mut self) -> Option<(bool, V)> {
        self.dismissed.as_ref()?;
        let branch = self.power.branch_and_mark();
        // Marked as seen before the look: a turn in between is looked at again.
        self.turns = branch.as_ref().map(Handle::turns);
        self.turns.iter_mut().chain(self.also.iter_mut()).for_each(|changes| changes.mark_unchanged());
        self.faults.iter_mut().for_each(watch::Receiver::mark_unchanged);
        self.now_ms = branch.as_ref().map_or(0, |branch| branch.now().steady_ms);
        Some((branch.is_some(), (self.view)(&self.reader, branch.as_ref())))
    }

    fn message(&self, (power, view): &(bool, V)) -> serde_json::Result<String> {
        serde_json::to_string(&Message { power: *power, now_ms: self.now_ms, view })
    }

    async fn changed(&mut self) {
        let Self { dismissed, power, faults, also, turns, refresh, .. } = self;
        let is_dismissed = async {
            match dismissed {
                Some(dismissed) => dismissed.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = is_dismissed => *dismissed = None,
            _ = changed(turns.as_mut()) => {}
            end = changed(also.as_mut()) => *also = also.take().filter(|_| end.is_ok()),
            end = changed(faults.as_mut()) => *faults = faults.take().filter(|_| end.is_ok()),
            () = power.changed() => {}
            _ = refresh.tick() => {}
        }
    }
}

/// Waits for the next change; for ever when there is nothing that could change. The end of a branch is a change, too.
async fn changed<T>(changes: Option<&mut watch::Receiver<T>>) -> Result<(), watch::error::RecvError> {
    match changes {
        Some(changes) => changes.changed().await,
        None => std::future::pending().await,
    }
}
