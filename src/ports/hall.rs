//! The hall display as a page, for a television or a spare computer in the hall.
//!
//! It shows what the panel shows, in words that a screen reader can say too, in the public language. Each reader has a
//! schedule of its own, so that a call that is owed stands on every display for its time. A site can give it a port of its
//! own, where there is nothing else: the network of the hall is nobody's to give commands from.

use super::live;
use super::office::{Reader, Shared};
use super::pages;
use crate::domain::ids::CallId;
use crate::scene::hall::{HallBody, HallView};
use crate::scene::hall_schedule::HallSchedule;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

/// What the page shows.
#[derive(Debug, PartialEq, Serialize)]
struct HallPage {
    /// Which call owns the page: a new one moves for a while, also when it is the same number again.
    call: Option<CallId>,
    view: HallView,
}

/// The files that the page asks for.
pub(super) const FILES: [&str; 9] = [
    "/assets/base.css",
    "/assets/hall.css",
    "/assets/elements.js",
    "/assets/hall.js",
    "/assets/live.js",
    "/assets/words.js",
    "/assets/icon.svg",
    "/fonts/Inter-Regular.woff2",
    "/fonts/Inter-Bold.woff2",
];

/// The page and what it needs, and nothing else. It is also the start page: who holds a remote control types little.
pub(super) fn alone() -> Router<Arc<Shared>> {
    pages::furniture(|path| FILES.contains(&path)).merge(routes()).route("/", get(page))
}

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/hall", get(page)).route("/hall/events", get(events))
}

async fn page(reader: Reader) -> Response {
    pages::html(&reader, include_str!("pages/hall.html"))
}

async fn events(reader: Reader) -> Response {
    let schedule = Mutex::new(HallSchedule::new());
    live::stream(reader, None, move |reader, branch| -> Option<HallPage> {
        let office = &reader.shared.office;
        let say = office.words.say(office.settings.language);
        let mut schedule = schedule.lock().unwrap_or_else(PoisonError::into_inner);
        branch?.read(|branch, now| {
            let show = schedule.show(&branch.state().calls, now.steady_ms);
            let mut view = HallView::of(branch, &show, None, now, say);
            if let HallBody::Calls { highlight, .. } = &mut view.body {
                // The page moves by itself.
                *highlight = false;
            }
            Some(HallPage { call: show.current.map(|call| call.id), view })
        })
    })
}
