//! The counter consoles, each behind the PIN of its counter where there is one.
//!
//! **Model.** Who knows a counter's PIN gets a cookie that no script can read. It stands for this counter at every address that
//! names it; where none is named (a ticket by its number, the day, a printer) whoever may work at any counter may come in. A
//! browser can hold the cookies of several counters. At the port with everything a counter without a PIN asks nobody; at a port for
//! the consoles alone it lets nobody in.
//!
//! **Invariants.** Who is not let in gets still files and the form for the PIN: nothing of the counter can be seen and nothing done.
//! Cookies are sent by browsers unasked, so they are for our own pages alone (`SameSite`), and the door looks at where a
//! command comes from. A stream ends soon after who follows it has signed out or the PIN has become another one.

use super::clerk_sessions::AGE_MS_MAX;
use super::office::{Reader, Shared};
use super::server::Offered;
use super::{counters, explanations, pages};
use crate::access::audit::Note;
use crate::access::{Holder, PinError, Verdict};
use crate::domain::ids::CounterId;
use crate::http::{Peer, Problem};
use axum::body::Bytes;
use axum::extract::{Path, RawPathParams, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// The files that the pages ask for.
pub(super) const FILES: [&str; 13] = [
    "/assets/base.css",
    "/assets/console.css",
    "/assets/counter.css",
    "/assets/console.js",
    "/assets/counter.js",
    "/assets/elements.js",
    "/assets/index.js",
    "/assets/live.js",
    "/assets/sign_in.js",
    "/assets/words.js",
    "/assets/icon.svg",
    "/fonts/Inter-Regular.woff2",
    "/fonts/Inter-Bold.woff2",
];

/// The name of a cookie: this, then the counter's number.
const COOKIE: &str = "rinda_counter_";
/// Whether who follows a stream may still do so is asked again after so long: a PIN is changed beside this program.
const ASK_AGAIN: Duration = Duration::from_secs(5);

/// The pages and what they need, and nothing else.
pub(super) fn alone(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    pages::furniture(|path| FILES.contains(&path)).route("/", get(pages::index)).merge(routes(shared))
}

pub(super) fn routes(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    let guard = middleware::from_fn_with_state(Arc::clone(shared), only_clerks);
    let for_clerks = counters::routes().merge(explanations::routes()).route_layer(guard);
    Router::new()
        .route("/counter/{counter}", get(page))
        .route("/api/counter/{counter}/session", get(session).post(sign_in).delete(sign_out))
        .merge(for_clerks)
}

/// How somebody has come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Admitted {
    /// With the PIN.
    SignedIn,
    /// Nobody asks for one here.
    Unasked,
}

/// Lets clerks in.
async fn only_clerks(
    State(shared): State<Arc<Shared>>,
    params: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let reader = Reader::new(&shared, request.uri(), request.headers());
    let named = params.iter().find(|&(name, _)| name == "counter");
    let counter = match named.map(|(_, counter)| counter.parse()).transpose() {
        Ok(counter) => counter.map(CounterId),
        Err(_) => return reader.problem(Problem::BadRequest),
    };
    match admit(&reader, request.headers(), counter).await {
        Ok(_) => next.run(request).await,
        Err(refused) => refused,
    }
}

/// Whether somebody may work at this counter, or at any when none is named.
async fn admit(
    reader: &Reader,
    headers: &HeaderMap,
    wanted: Option<CounterId>,
) -> Result<Admitted, Response> {
    let office = &reader.shared.office;
    let now_ms = office.power.branch().map(|branch| branch.now().steady_ms);
    for (counter, token) in tokens(headers) {
        let is_wanted = wanted.is_none_or(|wanted| wanted == counter);
        if is_wanted && office.clerks.knows(now_ms, token, counter).await {
            return Ok(Admitted::SignedIn);
        }
    }
    let any = office.settings.counters.keys().copied();
    let counters: Vec<_> = wanted.map_or_else(|| any.collect(), |counter| vec![counter]);
    let mut nobody_can = true;
    for counter in counters {
        match office.clerks.authenticator.current(Holder::Counter(counter)).await {
            Err(PinError::NotSet(_)) if reader.shared.offered == Offered::Everything => {
                return Ok(Admitted::Unasked);
            }
            Err(PinError::NotSet(_)) => {}
            Ok(_) | Err(_) => nobody_can = false,
        }
    }
    Err(if nobody_can {
        refused(StatusCode::FORBIDDEN, &reader.say().page_counter_no_pin())
    } else {
        refused(StatusCode::UNAUTHORIZED, &reader.say().page_counter_needs_pin())
    })
}

/// Comes when who follows a counter may not do so any more.
pub(super) async fn dismissed(reader: Reader, headers: HeaderMap, counter: CounterId) {
    let mut ended = reader.shared.office.clerks.ended();
    while admit(&reader, &headers, Some(counter)).await.is_ok() {
        tokio::select! {
            // Who tells it lives as long as the reader.
            _ = ended.changed() => {}
            () = tokio::time::sleep(ASK_AGAIN) => {}
        }
    }
}

/// The tokens that a browser holds, each with its counter.
fn tokens(headers: &HeaderMap) -> Vec<(CounterId, &str)> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    cookies.flat_map(|cookies| cookies.split(';')).filter_map(token).collect()
}

fn token(cookie: &str) -> Option<(CounterId, &str)> {
    let (name, token) = cookie.trim().split_once('=')?;
    Some((CounterId(name.strip_prefix(COOKIE)?.parse().ok()?), token))
}

fn refused(status: StatusCode, words: &str) -> Response {
    (status, Json(json!({ "words": words }))).into_response()
}

/// A counter of this branch.
fn known_counter(reader: &Reader, counter: &str) -> Result<CounterId, Problem> {
    let known = |counter: &CounterId| reader.shared.office.settings.counters.contains_key(counter);
    counter.parse().ok().map(CounterId).filter(known).ok_or(Problem::NotFound)
}

/// The console, with a way out for who has signed in; for who has to, the way in.
async fn page(reader: Reader, Path(counter): Path<String>, headers: HeaderMap) -> Result<Response, Response> {
    let counter = known_counter(&reader, &counter).map_err(|problem| reader.problem(problem))?;
    let console = |hidden| include_str!("pages/counter.html").replace("{sign_out_hidden}", hidden);
    Ok(match admit(&reader, &headers, Some(counter)).await {
        Ok(Admitted::SignedIn) => pages::html(&reader, &console("")),
        Ok(Admitted::Unasked) => pages::html(&reader, &console("hidden")),
        Err(_) => pages::html(&reader, include_str!("pages/sign_in.html")),
    })
}

/// Whether who asks is let in, for a page that cannot tell from a stream that has ended.
async fn session(
    reader: Reader,
    Path(counter): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Response> {
    let counter = known_counter(&reader, &counter).map_err(|problem| reader.problem(problem))?;
    admit(&reader, &headers, Some(counter)).await.map(|_| StatusCode::NO_CONTENT)
}

/// What is typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    pin: String,
}

async fn sign_in(
    reader: Reader,
    Extension(peer): Extension<Peer>,
    Path(counter): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let counter = known_counter(&reader, &counter).map_err(|problem| reader.problem(problem))?;
    let Typed { pin: typed } =
        serde_json::from_slice(&body).map_err(|_| reader.problem(Problem::BadRequest))?;
    let office = &reader.shared.office;
    let branch = office.power.branch().ok_or_else(|| reader.problem(Problem::NoPower))?;
    let verdict = match office.clerks.authenticator.examine(Holder::Counter(counter), typed).await {
        Ok(verdict) => verdict,
        Err(PinError::Ended(error)) => {
            tracing::error!(%counter, "counter {counter}: {error}");
            return Err(reader.problem(Problem::Failed));
        }
        Err(error) => {
            tracing::debug!(%counter, "counter {counter}: {error}");
            return Err(refused(StatusCode::FORBIDDEN, &reader.say().page_counter_no_pin()));
        }
    };
    let token = match verdict {
        Verdict::Right { pin, .. } => Ok(office.clerks.open(branch.now().steady_ms, counter, pin).await),
        Verdict::Wrong { .. } => Err(refused(StatusCode::FORBIDDEN, &reader.say().page_wrong_pin())),
        Verdict::Wait { wait_ms, .. } => {
            let words = reader.say().page_pin_wait(wait_ms.div_ceil(1000));
            Err(refused(StatusCode::TOO_MANY_REQUESTS, &words))
        }
    };
    if let Some(outcome) = verdict.outcome() {
        note(&reader, peer, "sign in", counter, &outcome).await;
    }
    Ok(with_cookie(counter, &token?, AGE_MS_MAX / 1000))
}

async fn sign_out(
    reader: Reader,
    Extension(peer): Extension<Peer>,
    Path(counter): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let counter = known_counter(&reader, &counter).map_err(|problem| reader.problem(problem))?;
    for (_, token) in tokens(&headers).into_iter().filter(|&(its, _)| its == counter) {
        if reader.shared.office.clerks.close(token).await {
            note(&reader, peer, "sign out", counter, "done").await;
        }
    }
    Ok(with_cookie(counter, "", 0))
}

/// Nothing but a cookie, which the browser keeps for so long.
fn with_cookie(counter: CounterId, token: &str, age_s: u64) -> Response {
    let cookie = format!("{COOKIE}{counter}={token}; Path=/; Max-Age={age_s}; HttpOnly; SameSite=Strict");
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
}

/// Writes into the audit log what a clerk did at the door.
async fn note(reader: &Reader, peer: Peer, what: &str, counter: CounterId, outcome: &str) {
    let office = &reader.shared.office;
    let (at, clock_trusted) = match office.power.branch() {
        Some(branch) => branch.read(|branch, now| (Some(now.utc()), branch.clock_trusted(now))),
        None => (None, false),
    };
    let who = peer.address().map_or_else(|| "console".to_owned(), |address| format!("console, {address}"));
    let (what, outcome) = (format!("{what} at counter {counter}"), outcome.to_owned());
    office.clerks.note(Note { at, clock_trusted, who, what, outcome }).await;
}
