//! What clerks do and see: commands by POST, their counters as a stream.

use super::office::{Reader, Shared};
use super::view::{Action, CounterView};
use super::{consoles, live};
use crate::domain::command::{Answer, Command};
use crate::domain::ids::{CounterId, KioskId, ServiceId, TicketNumber};
use crate::domain::refusal::Refusal;
use crate::engine::{AskError, Handle, random_link};
use crate::http::Problem;
use crate::wording::faults::Deed;
use crate::wording::times::LocalNow;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::de::{Deserialize, IntoDeserializer};
use serde::{Deserialize as DeriveDeserialize, Serialize};
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/api/counter/{counter}/events", get(counter_events))
        .route("/api/counter/{counter}/{action}", post(counter_action))
        .route("/api/ticket/{number}/{action}", post(ticket_action))
        .route("/api/day/{action}", post(day_action))
        .route("/api/kiosk/{kiosk}/{deed}", post(kiosk_deed))
}

/// What a command may need beside its address.
#[derive(Default, DeriveDeserialize)]
#[serde(deny_unknown_fields)]
struct Details {
    service: Option<ServiceId>,
    kiosk: Option<KioskId>,
}

impl Details {
    /// Nothing at all is fine, too.
    fn read(body: &[u8]) -> Result<Self, Problem> {
        match body {
            [] => Ok(Self::default()),
            body => serde_json::from_slice(body).map_err(|_| Problem::BadRequest),
        }
    }
}

/// What is done to a ticket by its number.
#[derive(DeriveDeserialize)]
#[serde(rename_all = "kebab-case")]
enum TicketAction {
    CheckIn,
    Cancel,
    Reprint,
}

#[derive(DeriveDeserialize)]
#[serde(rename_all = "kebab-case")]
enum DayAction {
    Open,
    Close,
}

async fn counter_events(reader: Reader, Path(counter): Path<String>, headers: HeaderMap) -> Response {
    let Ok(counter) = counter.parse().map(CounterId) else { return reader.problem(Problem::BadRequest) };
    let dismissed = consoles::dismissed(reader.clone(), headers, counter);
    live::stream_until(dismissed, reader, None, move |reader, branch| -> Option<CounterView> {
        reader.look(branch?, |look| look.counter(counter))
    })
}

async fn counter_action(
    reader: Reader,
    Path((counter, action)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let command = || {
        let action: Action = last_part(&action)?;
        let counter = CounterId(counter.parse().map_err(|_| Problem::BadRequest)?);
        let details = Details::read(&body)?;
        action.command(counter, details.service, random_link()).ok_or(Problem::BadRequest)
    };
    give(&reader, command()).await
}

async fn ticket_action(
    reader: Reader,
    Path((number, action)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let Some(number) = number_of(&number) else { return refused(&reader, None, Refusal::UnknownTicket) };
    let command = || {
        let action: TicketAction = last_part(&action)?;
        let details = Details::read(&body)?;
        Ok(match action {
            TicketAction::CheckIn => Command::CheckIn { number },
            TicketAction::Cancel => Command::Cancel { number },
            TicketAction::Reprint => {
                let kiosk = details.kiosk.or_else(|| printed_at(&reader, number));
                Command::Reprint { number, kiosk: kiosk.ok_or(Problem::BadRequest)? }
            }
        })
    };
    give(&reader, command()).await
}

async fn day_action(reader: Reader, Path(action): Path<String>) -> Response {
    let command = last_part(&action).map(|action| match action {
        DayAction::Open => Command::OpenDay,
        DayAction::Close => Command::CloseDay,
    });
    give(&reader, command).await
}

/// A technician tells what they did to a kiosk's printer.
async fn kiosk_deed(reader: Reader, Path((kiosk, deed)): Path<(String, String)>) -> Response {
    let command = || {
        let deed: Deed = last_part(&deed)?;
        let kiosk = KioskId(kiosk.parse().map_err(|_| Problem::BadRequest)?);
        Ok(match deed {
            Deed::NewRoll => Command::ChangeRoll { kiosk },
            Deed::PowerCycled => Command::ConfirmPowerCycle { kiosk },
        })
    };
    give(&reader, command()).await
}

/// What was done.
#[derive(Serialize)]
struct Done {
    #[serde(flatten)]
    answer: Answer,
    words: String,
}

/// Why it was not.
#[derive(Serialize)]
struct Refused {
    #[serde(flatten)]
    refusal: Refusal,
    words: String,
}

/// Gives a command to the branch and answers when it is decided and on disk.
async fn give(reader: &Reader, command: Result<Command, Problem>) -> Response {
    let command = match command {
        Ok(command) => command,
        Err(problem) => return reader.problem(problem),
    };
    let Some(branch) = reader.shared.office.power.branch() else { return reader.problem(Problem::NoPower) };
    match branch.ask(command).await {
        Ok(answer) => {
            let words = reader.say().answer(&answer);
            Json(Done { answer, words }).into_response()
        }
        Err(AskError::Refused(refusal)) => refused(reader, Some(&branch), refusal),
        Err(AskError::Stopped) => reader.problem(Problem::Stopped),
    }
}

fn refused(reader: &Reader, branch: Option<&Handle>, refusal: Refusal) -> Response {
    let zone = reader.shared.office.settings.calendar.zone;
    let local = branch.map(|branch| reader.look(branch, |look| look.local_now()));
    let words = reader.say().refusal(&refusal, local.unwrap_or(LocalNow { zone, now: None }));
    (StatusCode::CONFLICT, Json(Refused { refusal, words })).into_response()
}

/// The last part of an address names one of ours, or the address does not exist.
fn last_part<'de, T: Deserialize<'de>>(part: &'de str) -> Result<T, Problem> {
    let part: StrDeserializer<'de, ValueError> = part.into_deserializer();
    T::deserialize(part).map_err(|_| Problem::NotFound)
}

/// A person types "a42" for A042.
pub(super) fn number_of(text: &str) -> Option<TicketNumber> {
    TicketNumber::try_from(text.trim().to_uppercase()).ok()
}

/// A copy comes out where the ticket did; at the only kiosk for tickets without paper.
fn printed_at(reader: &Reader, number: TicketNumber) -> Option<KioskId> {
    let branch = reader.shared.office.power.branch()?;
    let known = branch.read(|branch, _| branch.ticket_by_number(number).and_then(|ticket| ticket.kiosk));
    known.or_else(|| reader.shared.office.settings.kiosks.first().copied())
}
