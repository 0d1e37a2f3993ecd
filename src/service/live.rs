//! The picture as a stream.

use super::history::Watched;
use super::picture::Picture;
use super::reload::Standing;
use super::station::Visitor;
use crate::engine::{Handle, Power};
use crate::http::live::{self, Source};
use axum::response::Response;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::watch;

/// The minute changes by itself.
const REFRESH: Duration = Duration::from_secs(5);

pub(super) fn stream(visitor: Visitor) -> Response {
    let shared = &visitor.shared;
    let (power, faults) = (shared.station.power.clone(), shared.station.faults.clone());
    let (watched, stop) = (shared.watched.clone(), shared.stop.subscribe());
    let standing = shared.station.reload.standing();
    live::stream(Pictures { power, faults, watched, standing, visitor, turns: None }, stop)
}

struct Pictures {
    visitor: Visitor,
    power: Power,
    faults: watch::Receiver<BTreeMap<String, String>>,
    watched: watch::Receiver<Watched>,
    standing: watch::Receiver<Standing>,
    turns: Option<watch::Receiver<u64>>,
}

impl Source for Pictures {
    type Seen = Picture;

    /// A technician reads slowly, and a branch at work has turns all the time.
    const PACE: Duration = Duration::from_millis(500);

    fn look(&mut self) -> Option<Picture> {
        if !self.visitor.may_still_read() {
            return None;
        }
        let branch = self.power.branch_and_mark();
        // Marked as seen before the look: a turn in between is looked at again.
        self.turns = branch.as_ref().map(Handle::turns);
        self.turns.iter_mut().for_each(watch::Receiver::mark_unchanged);
        self.faults.mark_unchanged();
        self.standing.mark_unchanged();
        let watched = self.watched.borrow_and_update().clone();
        Some(Picture::of(&self.visitor.shared.station, &watched, self.visitor.say()))
    }

    fn message(&self, seen: &Picture) -> serde_json::Result<String> {
        serde_json::to_string(seen)
    }

    async fn changed(&mut self) {
        let Self { power, faults, watched, standing, turns, .. } = self;
        let turned = async {
            match turns {
                Some(turns) => drop(turns.changed().await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = turned => {}
            () = power.changed() => {}
            Ok(()) = faults.changed() => {}
            Ok(()) = watched.changed() => {}
            Ok(()) = standing.changed() => {}
            () = tokio::time::sleep(REFRESH) => {}
        }
    }
}
