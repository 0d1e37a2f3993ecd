//! The hall display as a page, for a television or a spare computer in the hall.
//!
//! It shows what the panel shows, in words that a screen reader can say too, in the public language. Each reader has a
//! schedule of its own, so that a call that is owed stands on every display for its time.

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
