//! All addresses of the port, and the servers that answer there.

use super::acts::{Act, Deed, NoDeed};
use super::door::Door;
use super::picture::Picture;
use super::reload::{self, NotReloaded};
use super::station::{Shared, Station, Visitor};
use super::watch::{unseen, watch_over};
use super::{album, inputs, live, metrics, pages, signing_in, takeaway, trials};
use crate::access::audit;
use crate::domain::command::{Answer, Command};
use crate::domain::event::Part;
use crate::domain::ids::TicketNumber;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::Language;
use crate::domain::trial::NotTried;
use crate::engine::{AskError, Handle};
use crate::explanation::explain;
use crate::http::{Hosts, Listener, Problem, Seats, door};
use crate::wording::times::LocalNow;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Connections at once to one door: a technician, a terminal, Prometheus.
const CONNECTIONS_MAX: usize = 16;
/// The centre has said after so long that it has what it was told.
const RESYNC_WAIT: Duration = Duration::from_secs(10);
/// Entries of the audit log that are shown.
const AUDIT_SHOWN: usize = 100;

/// The port. Devices and machine are watched for as long as it lives.
pub struct ServicePort {
    shared: Arc<Shared>,
    _watching: JoinSet<()>,
}

impl ServicePort {
    /// Begins to watch. Must be called within a runtime.
    pub fn new(station: Station) -> Self {
        let watched = unseen(&station);
        let shared = Arc::new(Shared::new(station.clone(), watched.subscribe()));
        let mut watching = JoinSet::new();
        watching.spawn(watch_over(station, watched));
        Self { shared, _watching: watching }
    }

    /// Answers at a door until `stop`, and then lets requests under way end. One port can have several doors.
    pub async fn serve<L: Listener>(&self, door: Door<L>, stop: impl Future<Output = ()>) {
        let Door { listener, hosts } = door;
        let hosts = Arc::new(hosts);
        let routes = routes()
            .fallback(async |visitor: Visitor| visitor.problem(Problem::NotFound))
            .method_not_allowed_fallback(async |visitor: Visitor| visitor.problem(Problem::WrongMethod));
        let away = Router::new().fallback(async |visitor: Visitor| visitor.problem(Problem::Busy));
        let guarded = |router: Router<Arc<Shared>>| {
            let door = middleware::from_fn_with_state((Arc::clone(&self.shared), Arc::clone(&hosts)), guard);
            router.layer(door).with_state(Arc::clone(&self.shared))
        };
        let (routes, away) = (guarded(routes), guarded(away));
        let seats = Seats::for_everybody(CONNECTIONS_MAX);
        crate::http::serve(listener, seats, routes, away, self.shared.stop.clone(), stop).await;
    }
}

/// The door.
async fn guard(
    State((shared, hosts)): State<(Arc<Shared>, Arc<Hosts>)>,
    request: Request,
    next: Next,
) -> Response {
    let visitor = Visitor::of(&shared, &request);
    let mut response = match door::admit(&hosts, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => visitor.problem(problem),
    };
    door::seal(&mut response);
    response
}

fn routes() -> Router<Arc<Shared>> {
    pages::routes()
        .route("/metrics", get(metrics::answer))
        .route("/api/openapi.yaml", get(contract))
        .route("/api/session", post(signing_in::sign_in).delete(signing_in::sign_out))
        .route("/api/status", get(status))
        .route("/api/status/events", get(events))
        .route("/api/config", get(config))
        .route("/api/audit", get(record))
        .route("/api/why/{number}", get(why))
        .route("/api/acts", post(act))
        .route("/api/reload", get(reload::compare).post(reload::reload))
        .route("/api/tests", post(trials::test))
        .route("/api/watch", post(inputs::watch))
        .route("/api/days", get(album::days))
        .route("/api/days/{day}/pictures", get(album::index))
        .route("/api/days/{day}/hall/{when}", get(album::hall))
        .route("/api/days/{day}/slips/{place}", get(album::slip))
        .route("/api/days/{day}/report", get(takeaway::page))
        .route("/api/days/{day}/file", get(takeaway::file))
        .route("/api/days/{day}/svg", get(takeaway::svg))
        .route("/api/days/{day}/log", get(takeaway::log))
        .route("/api/backup", get(takeaway::backup))
        .route("/api/bundle", get(takeaway::bundle))
}

async fn contract() -> Response {
    ([(header::CONTENT_TYPE, "application/yaml")], include_str!("openapi.yaml")).into_response()
}

async fn status(visitor: Visitor) -> Response {
    if let Err(refused) = visitor.may_read().await {
        return refused;
    }
    let watched = visitor.shared.watched.borrow().clone();
    Json(Picture::of(&visitor.shared.station, &watched, visitor.say())).into_response()
}

async fn events(visitor: Visitor) -> Response {
    match visitor.may_read().await {
        Ok(()) => live::stream(visitor),
        Err(refused) => refused,
    }
}

async fn config(visitor: Visitor) -> Response {
    match visitor.may_read().await {
        Ok(()) => Json(visitor.shared.station.reload.in_force()).into_response(),
        Err(refused) => refused,
    }
}

/// The audit log as it was verified.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    /// What is wrong with it, if anything is.
    pub broken: Option<String>,
    /// The sum of the newest entry.
    pub newest: Option<String>,
    /// The newest entries, oldest first.
    pub entries: Vec<audit::Entry>,
}

impl Record {
    fn of(places: Vec<audit::Place>) -> Self {
        let wrong = places.iter().find_map(|place| place.as_ref().err());
        let broken = wrong.map(ToString::to_string);
        let entries: Vec<_> = places.into_iter().flatten().collect();
        let newest = entries.last().filter(|_| broken.is_none()).map(|(sum, _)| sum.clone());
        let older = entries.len().saturating_sub(AUDIT_SHOWN);
        let entries = entries.into_iter().skip(older).map(|(_, entry)| entry).collect();
        Self { broken, newest, entries }
    }
}

async fn record(visitor: Visitor) -> Response {
    if let Err(refused) = visitor.may_read().await {
        return refused;
    }
    let state = visitor.shared.station.state.clone();
    match tokio::task::spawn_blocking(move || audit::read(&state)).await {
        Ok(Ok(places)) => Json(Record::of(places)).into_response(),
        Ok(Err(error)) => Json(Record::of(vec![Err(error)])).into_response(),
        Err(_) => visitor.problem(Problem::Failed),
    }
}

/// A ticket's way, in sentences.
#[derive(Debug, Serialize, Deserialize)]
pub struct Told {
    /// One a line.
    pub lines: Vec<String>,
}

async fn why(visitor: Visitor, Path(number): Path<String>) -> Response {
    if let Err(refused) = visitor.may_read().await {
        return refused;
    }
    let Ok(number) = TicketNumber::try_from(number.to_uppercase()) else {
        return visitor.problem(Problem::NotFound);
    };
    let (state, language) = (visitor.shared.station.state.clone(), visitor.language);
    let station = visitor.shared.station.clone();
    let read =
        visitor.read_journal(move || explain(&state, number, &station.settings, station.words.say(language)));
    match read.await {
        Ok(Ok(told)) if told.known => Json(Told { lines: told.lines }).into_response(),
        Ok(Ok(told)) => visitor.refused(StatusCode::NOT_FOUND, &told.lines.join(" ")),
        Ok(Err(error)) => {
            tracing::warn!("service port: {error}");
            visitor.problem(Problem::Failed)
        }
        Err(refused) => refused,
    }
}

/// What was done.
#[derive(Debug, Serialize, Deserialize)]
pub struct Done {
    /// What came of it.
    #[serde(flatten)]
    pub answer: Answer,
    /// The same in words.
    pub words: String,
}

/// Why it was not.
#[derive(Serialize)]
struct Refused {
    #[serde(flatten)]
    refusal: Refusal,
    words: String,
}

async fn act(visitor: Visitor, body: Bytes) -> Response {
    match acted(&visitor, &body).await {
        Ok(response) | Err(response) => response,
    }
}

/// In the audit log before it is done, and what came of it after.
async fn acted(visitor: &Visitor, body: &[u8]) -> Result<Response, Response> {
    visitor.may_act().await?;
    let act: Act = serde_json::from_slice(body).map_err(|_| visitor.problem(Problem::BadRequest))?;
    let what = serde_json::to_string(&act).map_err(|_| visitor.problem(Problem::Failed))?;
    let branch = visitor.shared.station.power.branch();
    let branch = branch.ok_or_else(|| visitor.problem(Problem::NoPower))?;
    visitor.record(&what, "asked").await?;
    let outcome = match branch.read(|branch, _| act.clone().deed(branch)) {
        Ok(Deed::Ask(command)) => branch.ask(command).await.map_err(NotDone::Branch),
        Ok(Deed::Resync) => resync(visitor).await,
        Ok(Deed::Restart(part)) => match (visitor.shared.station.restart)(part) {
            Ok(answer) => {
                journal_restart(&branch, part).await;
                Ok(answer)
            }
            Err(refusal) => Err(NotDone::Part(refusal)),
        },
        Ok(Deed::EndProbation { keep }) => reload::end(visitor, keep).await.map_err(NotDone::Configuration),
        Err(NoDeed::Refused(refusal)) => Err(NotDone::Branch(AskError::Refused(refusal))),
        Err(NoDeed::SkippedTime) => Err(NotDone::SkippedTime),
    };
    let zone = visitor.shared.station.settings.calendar.zone;
    let local =
        || LocalNow { zone, now: branch.read(|branch, now| branch.clock_trusted(now).then(|| now.utc())) };
    let outcome_said = match &outcome {
        Ok(_) => "done".to_owned(),
        // Whoever reads the record later reads one language, whatever the technician's is.
        Err(NotDone::Branch(AskError::Refused(refusal))) => {
            let words = visitor.shared.station.words.say(Language::En).refusal(refusal, local());
            format!("refused: {words}")
        }
        Err(error) => error.to_string(),
    };
    let recorded = visitor.record(&what, &outcome_said).await;
    match outcome {
        Ok(answer) => {
            // It was done, and that it was asked for is on record: what is missing there is told, and no more.
            if recorded.is_err() {
                tracing::warn!("service port: what came of {what} is not in the audit log: {outcome_said}");
            }
            let mut words = visitor.say().answer(&answer);
            if let Act::StateTime { at } = &act
                && let Some(at) = at.at(&visitor.shared.station.settings.calendar)
            {
                let at = format!("{} ({zone})", at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S %:z"));
                words = format!("{words} {}", visitor.say().page_time_stated(&at));
            }
            Ok(Json(Done { answer, words }).into_response())
        }
        Err(NotDone::Branch(AskError::Refused(refusal))) => {
            let words = visitor.say().refusal(&refusal, local());
            Err((StatusCode::CONFLICT, Json(Refused { refusal, words })).into_response())
        }
        Err(NotDone::Branch(AskError::Stopped)) => Err(visitor.problem(Problem::Stopped)),
        Err(NotDone::SkippedTime) => Err(not_done("time_skipped", &visitor.say().page_time_skipped())),
        Err(NotDone::NoCentre) => Err(not_done("no_centre", &visitor.say().page_no_centre())),
        Err(NotDone::Part(refusal)) => Err(trials::refused(visitor, refusal)),
        Err(NotDone::Configuration(refusal)) => Err(reload::refused(visitor, &refusal)),
        Err(NotDone::CentreSilent) => Err(not_done("centre_silent", &visitor.say().page_centre_silent())),
    }
}

/// Why an act was not done.
#[derive(Debug, thiserror::Error)]
enum NotDone {
    #[error(transparent)]
    Branch(AskError),
    #[error(transparent)]
    Part(NotTried),
    #[error(transparent)]
    Configuration(NotReloaded),
    #[error("the clocks of the office go forward over this time")]
    SkippedTime,
    #[error("there is no centre")]
    NoCentre,
    #[error("the centre has not said that it has it")]
    CentreSilent,
}

/// It has begun, and is on record: what is missing in the journal is told, and no more.
async fn journal_restart(branch: &Handle, part: Part) {
    if let Err(error) = branch.ask(Command::ReportRestart { part }).await {
        tracing::warn!("service port: that a part begins anew is not in the journal: {error}");
    }
}

async fn resync(visitor: &Visitor) -> Result<Answer, NotDone> {
    let resync = visitor.shared.station.resync.as_ref().ok_or(NotDone::NoCentre)?;
    match timeout(RESYNC_WAIT, resync()).await {
        Ok(true) => Ok(Answer::Done),
        Ok(false) | Err(_) => Err(NotDone::CentreSilent),
    }
}

fn not_done(refusal: &str, words: &str) -> Response {
    (StatusCode::CONFLICT, Json(json!({ "refusal": refusal, "words": words }))).into_response()
}
