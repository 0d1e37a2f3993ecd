//! The demo page: a branch with a virtual board, and its toys.
//!
//! **Model.** The daemon implements [`Playground`]; the page shows what the board shows, from the same bytes and frames,
//! and moves the same contacts.
//!
//! **Deliberately not here.** What a trouble does to a printer: that is the virtual board's business.

mod desk;
mod playground;
mod view;

pub use playground::{DeskState, Door, LampState, Playground, SlipPicture, SoundEntry, SoundFate, Trouble};

use super::live;
use super::office::{Reader, Shared};
use super::pages;
use crate::domain::ids::{CounterId, KioskId};
use crate::http::Problem;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;
use view::DemoView;

/// A clock that is set by more than a day at once would only be a game.
const JUMP_MIN_MAX: i64 = 24 * 60;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(page))
        .route("/demo/events", get(events))
        .route("/demo/kiosk/{kiosk}/button/{button}/{edge}", post(button))
        .route("/demo/kiosk/{kiosk}/scan", post(scan))
        .route("/demo/counter/{counter}/key/{key}/{edge}", post(key))
        .route("/demo/trouble/{trouble}/{switch}", post(trouble))
        .route("/demo/clock/{minutes}", post(clock))
        .route("/demo/power/{switch}", post(power))
        .route("/demo/{edition}/hall/{file}", get(hall))
        .route("/demo/{edition}/kiosk/{kiosk}/{file}", get(kiosk))
        .route("/demo/{edition}/counter/{counter}/{file}", get(counter))
        .route("/demo/{edition}/slip/{file}", get(slip))
        .route("/demo/{edition}/sound/{file}", get(sound))
}

/// The board of the demo.
struct Board(Arc<dyn Playground>);

impl FromRequestParts<Arc<Shared>> for Board {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Response> {
        let board = shared.office.playground.clone().map(Self);
        board.ok_or_else(|| Reader::new(shared, &parts.uri, &parts.headers).problem(Problem::NotFound))
    }
}

async fn page(reader: Reader) -> Response {
    pages::html(&reader, include_str!("../pages/demo.html"))
}

async fn events(reader: Reader, Board(board): Board) -> Response {
    let changes = board.changes();
    live::stream(reader, Some(changes), move |reader, branch| DemoView::new(&*board, reader, branch))
}

async fn button(
    reader: Reader,
    Board(board): Board,
    Path((kiosk, button, edge)): Path<(String, String, String)>,
) -> Response {
    let Some(down) = is_down(&edge) else { return reader.problem(Problem::NotFound) };
    let (Ok(kiosk), Ok(button)) = (kiosk.parse().map(KioskId), button.parse()) else {
        return reader.problem(Problem::BadRequest);
    };
    board.set_button(kiosk, button, down);
    StatusCode::NO_CONTENT.into_response()
}

/// What somebody holds in front of a scanner.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    code: String,
}

async fn scan(reader: Reader, Board(board): Board, Path(kiosk): Path<String>, body: Bytes) -> Response {
    let (Ok(kiosk), Ok(Shown { code })) = (kiosk.parse().map(KioskId), serde_json::from_slice(&body)) else {
        return reader.problem(Problem::BadRequest);
    };
    board.show_code(kiosk, &code);
    StatusCode::NO_CONTENT.into_response()
}

async fn key(
    reader: Reader,
    Board(board): Board,
    Path((counter, key, edge)): Path<(String, String, String)>,
) -> Response {
    let Some(down) = is_down(&edge) else { return reader.problem(Problem::NotFound) };
    let (Ok(counter), Ok(key)) = (counter.parse().map(CounterId), key.parse()) else {
        return reader.problem(Problem::BadRequest);
    };
    board.set_key(counter, key, down);
    StatusCode::NO_CONTENT.into_response()
}

fn is_down(edge: &str) -> Option<bool> {
    match edge {
        "down" => Some(true),
        "up" => Some(false),
        _ => None,
    }
}

async fn trouble(
    reader: Reader,
    Board(board): Board,
    Path((trouble, switch)): Path<(String, String)>,
) -> Response {
    let known = Trouble::ALL.into_iter().find(|known| known.key() == trouble);
    let (Some(trouble), "on" | "off") = (known, switch.as_str()) else {
        return reader.problem(Problem::NotFound);
    };
    board.set_trouble(trouble, switch == "on");
    StatusCode::NO_CONTENT.into_response()
}

async fn clock(reader: Reader, Board(board): Board, Path(minutes): Path<String>) -> Response {
    let minutes = minutes.parse().ok().filter(|minutes| (-JUMP_MIN_MAX..=JUMP_MIN_MAX).contains(minutes));
    let Some(minutes) = minutes else { return reader.problem(Problem::BadRequest) };
    board.jump_clock(minutes);
    StatusCode::NO_CONTENT.into_response()
}

/// Dropping a branch, and reading it from disk, takes a while: not on a thread that serves others.
async fn power(reader: Reader, Board(board): Board, Path(switch): Path<String>) -> Response {
    let work: Box<dyn FnOnce() + Send> = match switch.as_str() {
        "cut" => Box::new(move || board.cut_power()),
        "restore" => Box::new(move || board.restore_power()),
        _ => return reader.problem(Problem::NotFound),
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(_) => reader.problem(Problem::Failed),
    }
}

async fn hall(
    reader: Reader,
    Board(board): Board,
    Path((edition, file)): Path<(String, String)>,
) -> Response {
    let Some(asked) = version_of(&file) else { return reader.problem(Problem::NotFound) };
    let (version, png) = board.hall_picture();
    picture(png, edition == reader.shared.edition && version == asked)
}

async fn kiosk(
    reader: Reader,
    Board(board): Board,
    Path((edition, kiosk, file)): Path<(String, String, String)>,
) -> Response {
    let drawn = kiosk.parse().ok().and_then(|kiosk| board.kiosk_picture(KioskId(kiosk)));
    let (Some(asked), Some((version, png))) = (version_of(&file), drawn) else {
        return reader.problem(Problem::NotFound);
    };
    picture(png, edition == reader.shared.edition && version == asked)
}

async fn counter(
    reader: Reader,
    Board(board): Board,
    Path((edition, counter, file)): Path<(String, String, String)>,
) -> Response {
    let drawn = counter.parse().ok().and_then(|counter| board.counter_picture(CounterId(counter)));
    let (Some(asked), Some((version, png))) = (version_of(&file), drawn) else {
        return reader.problem(Problem::NotFound);
    };
    picture(png, edition == reader.shared.edition && version == asked)
}

async fn slip(
    reader: Reader,
    Board(board): Board,
    Path((edition, file)): Path<(String, String)>,
) -> Response {
    let id = version_of(&file).filter(|_| edition == reader.shared.edition);
    match id.and_then(|id| board.slip_png(id)) {
        Some(png) => picture(png, true),
        None => reader.problem(Problem::NotFound),
    }
}

async fn sound(
    reader: Reader,
    Board(board): Board,
    Path((edition, file)): Path<(String, String)>,
) -> Response {
    let id = file.strip_suffix(".wav").and_then(|id| id.parse().ok());
    let id = id.filter(|_| edition == reader.shared.edition);
    match id.and_then(|id| board.sound_wav(id)) {
        Some(wav) => media("audio/wav", wav.to_vec(), true),
        None => reader.problem(Problem::NotFound),
    }
}

fn version_of(file: &str) -> Option<u64> {
    file.strip_suffix(".png")?.parse().ok()
}

/// A picture whose address names this very version never changes; a newer one in its place must not be kept.
fn picture(png: Vec<u8>, is_the_one_asked: bool) -> Response {
    media("image/png", png, is_the_one_asked)
}

fn media(kind: &'static str, bytes: Vec<u8>, is_the_one_asked: bool) -> Response {
    let keep = if is_the_one_asked { "private, max-age=3600, immutable" } else { "no-store" };
    let marks = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)];
    (marks.map(|(name, value)| (name, HeaderValue::from_static(value))), bytes).into_response()
}
