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
use crate::square_code::Codes;
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
    /// The page that takes the check-in code, for a phone's camera.
    square: Option<Square>,
}

/// A code to photograph.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Square {
    /// Modules to a side, with the white around it.
    side: usize,
    /// The dark ones, as the path of an SVG picture.
    dark: String,
}

/// White around a code, in modules (ISO/IEC 18004, 5.3.8).
const QUIET_MODULES: usize = 4;

/// Draws a square again only when it leads elsewhere: a check-in code holds for a minute, and a page is looked at more often.
#[derive(Default)]
struct Squares {
    codes: Codes,
    newest: Option<(String, Square)>,
}

impl Squares {
    fn square(&mut self, url: &str) -> Option<Square> {
        if self.newest.as_ref().is_none_or(|(newest, _)| newest != url) {
            let code = self.codes.code(url)?;
            let side = code.modules() + 2 * QUIET_MODULES;
            self.newest = Some((url.to_owned(), Square { side, dark: code.path(QUIET_MODULES) }));
        }
        self.newest.as_ref().map(|(_, square)| square.clone())
    }
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
    let kept = Mutex::new((HallSchedule::new(), Squares::default()));
    live::stream(reader, None, move |reader, branch| -> Option<HallPage> {
        let office = &reader.shared.office;
        let say = office.words.say(office.settings.language);
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (schedule, squares) = &mut *kept;
        branch?.read(|branch, now| {
            let show = schedule.show(&branch.state().calls, now.steady_ms);
            let mut view = HallView::of(branch, &show, None, now, say);
            if let HallBody::Calls { highlight, .. } = &mut view.body {
                // The page moves by itself.
                *highlight = false;
            }
            let url = view.foot.check_in.as_ref().and_then(|check_in| check_in.url.as_deref());
            let square = url.and_then(|url| squares.square(url));
            Some(HallPage { call: show.current.map(|call| call.id), view, square })
        })
    })
}
