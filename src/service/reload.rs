//! Another configuration: what it would change, having it tried, and which one is in force.
//!
//! Who reads files, tries and goes back is the daemon; here it is asked for, recorded and told.

use super::station::Visitor;
use super::told::{self, Row};
use crate::config::{Difference, Setting};
use crate::domain::command::Answer;
use crate::http::Problem;
use crate::wording::Say;
use axum::Json;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::io;
use std::ops::RangeInclusive;
use tokio::sync::watch;

/// How long a configuration is tried unless somebody says otherwise.
pub const PROBATION_S: u32 = 60;
/// What somebody can say.
pub const PROBATION_RANGE_S: RangeInclusive<u32> = 1..=3600;

/// Which configuration is in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// That of the files, as they were when they were read.
    #[default]
    Files,
    /// A new one. It is kept after so many seconds in all, if nothing is wrong by then that was not wrong before.
    Probation {
        /// So many.
        seconds: u32,
    },
    /// The last good one, because that of the files is not good.
    LastGood {
        /// Why not, in English.
        why: String,
    },
}

/// What the files say that is otherwise than what is in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// What is wrong with them, line by line as `rinda check` says it; then there is nothing to compare.
    pub errors: Vec<String>,
    /// By key.
    pub differences: Vec<Difference>,
}

/// Why nothing came of it.
#[derive(Debug, thiserror::Error)]
pub enum NotReloaded {
    /// One at a time.
    #[error("refused: another configuration is being tried")]
    Probation,
    /// There is nothing to keep, nor to go back from.
    #[error("refused: no configuration is being tried")]
    NoProbation,
    /// The state directory cannot be written.
    #[error("the state directory cannot be written: {0}")]
    State(#[from] io::Error),
}

/// Who reads, tries and goes back.
pub trait Reload: Send + Sync {
    /// Which configuration is in force.
    fn standing(&self) -> watch::Receiver<Standing>;

    /// The configuration in force, value by value.
    fn in_force(&self) -> Vec<Setting>;

    /// Reads the files. Takes its time.
    fn compare(&self) -> Comparison;

    /// Has the files tried for so many seconds, if there is nothing wrong with them and they change anything: then the branch starts
    /// again as soon as the requests under way have ended. Takes its time.
    ///
    /// # Errors
    /// When another one is being tried, or the state directory cannot be written.
    fn begin(&self, seconds: u32) -> Result<Comparison, NotReloaded>;

    /// Keeps the configuration that is being tried, or goes back to the one before it. Takes its time.
    ///
    /// # Errors
    /// When none is being tried, or the state directory cannot be written.
    fn end(&self, keep: bool) -> Result<(), NotReloaded>;
}

/// A comparison for whoever asked.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compared {
    /// What is wrong with the files.
    pub errors: Vec<String>,
    /// What is otherwise.
    pub differences: Vec<Difference>,
    /// The differences in words.
    pub told: Vec<Row>,
    /// What is the case, or what came of it.
    pub words: String,
}

/// How long it is to be tried.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reloading {
    /// In seconds.
    #[serde(default = "usual_s")]
    pub seconds: u32,
}

fn usual_s() -> u32 {
    PROBATION_S
}

pub(super) async fn compare(visitor: Visitor) -> Response {
    if let Err(refused) = visitor.may_read().await {
        return refused;
    }
    let reload = visitor.shared.station.reload.clone();
    let Ok(comparison) = tokio::task::spawn_blocking(move || reload.compare()).await else {
        return visitor.problem(Problem::Failed);
    };
    let say = visitor.say();
    let words = match &comparison {
        Comparison { errors, .. } if !errors.is_empty() => wrong(&visitor, errors),
        Comparison { differences, .. } if differences.is_empty() => say.service_reload_same(),
        Comparison { .. } => say.service_reload_differs(),
    };
    Json(compared(comparison, words, visitor.say())).into_response()
}

/// The errors stand in the words: who sees no more than those has to mend them, too.
fn wrong(visitor: &Visitor, errors: &[String]) -> String {
    format!("{}\n{}", visitor.say().service_reload_wrong(), errors.join("\n"))
}

fn compared(comparison: Comparison, words: String, say: Say<'_>) -> Compared {
    let Comparison { errors, differences } = comparison;
    Compared { told: told::differences(&differences, say), errors, differences, words }
}

/// In the audit log before it is done, and what came of it after.
pub(super) async fn reload(visitor: Visitor, body: Bytes) -> Response {
    match reloaded(&visitor, &body).await {
        Ok(response) | Err(response) => response,
    }
}

async fn reloaded(visitor: &Visitor, body: &[u8]) -> Result<Response, Response> {
    visitor.may_act().await?;
    let wish: Option<Reloading> = serde_json::from_slice(body).ok();
    let wish = wish.filter(|wish| PROBATION_RANGE_S.contains(&wish.seconds));
    let Reloading { seconds } = wish.ok_or_else(|| visitor.problem(Problem::BadRequest))?;
    let what = format!("reload the configuration, tried for {seconds} s");
    visitor.record(&what, "asked").await?;
    let reload = visitor.shared.station.reload.clone();
    let begun = tokio::task::spawn_blocking(move || reload.begin(seconds)).await;
    let begun = begun.map_err(|_| visitor.problem(Problem::Failed))?;
    let (outcome, response) = match begun {
        Ok(Comparison { errors, .. }) if !errors.is_empty() => {
            let words = wrong(visitor, &errors);
            let refused = serde_json::json!({ "refusal": "files_wrong", "errors": errors, "words": words });
            let outcome = format!("refused: {}", errors.join("; "));
            (outcome, Err((StatusCode::CONFLICT, Json(refused)).into_response()))
        }
        Ok(comparison) => {
            let count = comparison.differences.len();
            let (outcome, words) = match count {
                0 => ("nothing to change".to_owned(), visitor.say().service_reload_same()),
                _ => (format!("begun, values changed: {count}"), visitor.say().service_reload_begun(seconds)),
            };
            (outcome, Ok(Json(compared(comparison, words, visitor.say())).into_response()))
        }
        Err(refusal) => (refusal.to_string(), Err(refused(visitor, &refusal))),
    };
    // That it was asked for is on record: what is missing there is told, and no more.
    if visitor.record(&what, &outcome).await.is_err() {
        tracing::warn!("service port: what came of {what} is not in the audit log: {outcome}");
    }
    response
}

/// Keeps what is tried, or goes back.
pub(super) async fn end(visitor: &Visitor, keep: bool) -> Result<Answer, NotReloaded> {
    let reload = visitor.shared.station.reload.clone();
    let ended = tokio::task::spawn_blocking(move || reload.end(keep)).await;
    ended.unwrap_or_else(|end| Err(NotReloaded::State(io::Error::other(end)))).map(|()| Answer::Done)
}

/// The refusal in the visitor's words.
pub(super) fn refused(visitor: &Visitor, refusal: &NotReloaded) -> Response {
    let say = visitor.say();
    let (status, name, words) = match refusal {
        NotReloaded::Probation => (StatusCode::CONFLICT, "on_probation", say.page_probation()),
        NotReloaded::NoProbation => (StatusCode::CONFLICT, "no_probation", say.page_no_probation()),
        NotReloaded::State(error) => {
            tracing::warn!("service port: {refusal}");
            let words = say.page_state_unwritten(&error.to_string());
            (StatusCode::INTERNAL_SERVER_ERROR, "state_unwritten", words)
        }
    };
    (status, Json(serde_json::json!({ "refusal": name, "words": words }))).into_response()
}
