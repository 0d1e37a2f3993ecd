//! Pages for phones, and what people do there.

use super::reader::Reader;
use super::{Shared, shell, stream};
use crate::central::hub::Page;
use crate::central::turn::{About, Ask};
use crate::domain::ids::{LinkId, ServiceId};
use crate::http::Problem;
use crate::http::asset::{self, Asset, assets};
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::sync::{Arc, PoisonError};

const FILES: &[Asset] = assets![
    "/assets/phone.css" CSS "../pages/phone.css",
    "/assets/phone.js" JS "../pages/phone.js",
    "/assets/offices.js" JS "../pages/offices.js",
    "/assets/office.js" JS "../pages/office.js",
    "/assets/ticket.js" JS "../pages/ticket.js",
    "/assets/check_in.js" JS "../pages/check_in.js",
    "/assets/operator.js" JS "../pages/operator.js",
    "/worker.js" JS "../pages/worker.js",
    "/rinda.webmanifest" MANIFEST "../pages/rinda.webmanifest",
];

/// Sentences that phone pages draw themselves.
pub(super) const GROUPS: &[&str] = &["phone", "page"];
/// What a page may draw, and a code that somebody types.
const DRAWN_BYTES_MAX: usize = 64;
/// White around a code, in modules (ISO/IEC 18004, 5.3.8).
const QUIET_MODULES: usize = 4;

/// What somebody sends who joins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Join {
    branch: String,
    service: String,
    drawn: String,
}

/// What somebody sends who has a ticket.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    drawn: String,
    code: Option<String>,
}

/// Where they are.
pub(super) fn routes() -> Router<Arc<Shared>> {
    phone_files()
        .route("/", get(offices))
        .route("/events", get(async |reader: Reader| events(reader, Page::Offices).await))
        .route("/o/{branch}", get(office))
        .route("/o/{branch}/events", get(office_events))
        .route("/t/{link}", get(ticket))
        .route("/t/{link}/events", get(ticket_events))
        .route("/t/{link}/code.svg", get(code))
        .route("/c/{branch}", get(check_in))
        .route("/api/join", post(join))
        .route("/api/ticket/{link}/{what}", post(wish))
}

/// Files of every page of the centre.
pub(super) fn phone_files() -> Router<Arc<Shared>> {
    asset::routes(asset::COMMON.iter().chain(FILES))
}

async fn offices(reader: Reader) -> Response {
    page(reader, Page::Offices, include_str!("../pages/offices.html"), "").await
}

async fn office(reader: Reader, Path(branch): Path<String>) -> Response {
    page(reader, Page::Office(branch.clone()), include_str!("../pages/office.html"), &branch).await
}

async fn ticket(reader: Reader, Path(link): Path<String>) -> Response {
    match LinkId::try_from(link) {
        Ok(link) => {
            page(reader, Page::Ticket(link), include_str!("../pages/ticket.html"), &link.to_string()).await
        }
        Err(_) => reader.problem(Problem::TicketGone),
    }
}

async fn check_in(reader: Reader, Path(branch): Path<String>) -> Response {
    page(reader, Page::Office(branch.clone()), include_str!("../pages/check_in.html"), &branch).await
}

/// A shell with the first look. An office that nobody knows has no page.
async fn page(reader: Reader, page: Page, html: &str, subject: &str) -> Response {
    if !reader.may_ask() {
        return reader.problem(Problem::TooOften);
    }
    match reader.shared.follow(&reader, page).await {
        Ok(shown) => {
            let shown = shown.borrow().clone();
            match &*shown {
                "null" => reader.problem(Problem::NotFound),
                shown => shell::page(&reader, html, GROUPS, subject, shown),
            }
        }
        Err(problem) => reader.problem(problem),
    }
}

/// A page that is kept current. Who has no cookie gets one: what our own page asks for carries it back, whatever led there.
pub(super) async fn events(reader: Reader, page: Page) -> Response {
    match reader.shared.follow(&reader, page).await {
        Ok(shown) => {
            let mut response = stream::answer(shown, Arc::clone(&reader.shared.clock));
            reader.greet(&mut response);
            response
        }
        Err(problem) => reader.problem(problem),
    }
}

async fn office_events(reader: Reader, Path(branch): Path<String>) -> Response {
    events(reader, Page::Office(branch)).await
}

async fn ticket_events(reader: Reader, Path(link): Path<String>) -> Response {
    match LinkId::try_from(link) {
        Ok(link) => events(reader, Page::Ticket(link)).await,
        Err(_) => reader.problem(Problem::TicketGone),
    }
}

/// The link as a code, for the scanner of a kiosk.
async fn code(reader: Reader, Path(link): Path<String>) -> Response {
    let Ok(link) = LinkId::try_from(link) else { return reader.problem(Problem::TicketGone) };
    let code = reader.shared.codes.lock().unwrap_or_else(PoisonError::into_inner).code(&link.to_string());
    let Some(code) = code else { return reader.problem(Problem::Failed) };
    let side = code.modules() + 2 * QUIET_MODULES;
    let path = code.path(QUIET_MODULES);
    let picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    );
    ([(header::CONTENT_TYPE, asset::SVG), (header::CACHE_CONTROL, "private, max-age=86400")], picture)
        .into_response()
}

async fn join(reader: Reader, body: Bytes) -> Response {
    let Some(cookie) = reader.person else {
        let mut response = reader.problem(Problem::NeedsCookie);
        reader.greet(&mut response);
        return response;
    };
    let ask = read::<Join>(&body).filter(|join| fits(&join.drawn));
    let Some(Join { branch, service, drawn }) = ask else { return reader.problem(Problem::BadRequest) };
    let service = ServiceId::new(&service);
    asked(&reader, Ask::Join { branch, service, language: reader.language, cookie, drawn }).await
}

async fn wish(reader: Reader, Path((link, what)): Path<(String, String)>, body: Bytes) -> Response {
    let Ok(link) = LinkId::try_from(link) else { return reader.problem(Problem::TicketGone) };
    let Some(Wish { drawn, code }) = read::<Wish>(&body).filter(|wish| fits(&wish.drawn)) else {
        return reader.problem(Problem::BadRequest);
    };
    let what = match (&*what, code) {
        ("leave", None) => About::Leave,
        ("more-time", None) => About::MoreTime,
        ("check-in", Some(code)) if fits(&code) => About::CheckIn(code),
        ("leave" | "more-time" | "check-in", _) => return reader.problem(Problem::BadRequest),
        _ => return reader.problem(Problem::NotFound),
    };
    asked(&reader, Ask::About { link, what, drawn }).await
}

async fn asked(reader: &Reader, ask: Ask) -> Response {
    if !reader.may_ask() {
        return reader.problem(Problem::TooOften);
    }
    match reader.shared.ask(ask).await {
        Ok(way) => {
            (StatusCode::ACCEPTED, Json(json!({ "request": way.request, "link": way.link }))).into_response()
        }
        Err(problem) => reader.problem(problem),
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    serde_json::from_slice(body).ok()
}

fn fits(text: &str) -> bool {
    !text.is_empty() && text.len() <= DRAWN_BYTES_MAX
}
