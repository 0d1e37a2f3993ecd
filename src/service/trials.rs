//! Tests of devices: asked for as an act is, and answered when they are over.

use super::station::Visitor;
use super::told::{self, Row};
use crate::domain::trial::{Finding, NotTried, Trial};
use crate::http::Problem;
use axum::Json;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::pin::Pin;
use std::sync::Arc;

/// Tries something, and gives what was found when it is over.
pub type Trials = Arc<dyn Fn(Trial) -> Outcome + Send + Sync>;
/// What comes of it.
pub type Outcome = Pin<Box<dyn Future<Output = Result<Vec<Finding>, NotTried>> + Send>>;

/// A test that is over.
#[derive(Debug, Serialize, Deserialize)]
pub struct Tested {
    /// What was found, device by device.
    pub findings: Vec<Finding>,
    /// The same in words.
    pub told: Vec<Row>,
    /// Whether something is wrong, in words.
    pub words: String,
}

impl Tested {
    /// Whether somebody must act on something.
    pub fn is_wrong(&self) -> bool {
        self.findings.iter().any(|finding| finding.found.is_wrong())
    }
}

/// Why there was no test.
#[derive(Serialize)]
struct Refused {
    #[serde(flatten)]
    refusal: NotTried,
    words: String,
}

/// The refusal in the visitor's words.
pub(super) fn refused(visitor: &Visitor, refusal: NotTried) -> Response {
    let refused = Refused { refusal, words: visitor.say().not_tried(refusal) };
    (StatusCode::CONFLICT, Json(refused)).into_response()
}

pub(super) async fn test(visitor: Visitor, body: Bytes) -> Response {
    match tested(&visitor, &body).await {
        Ok(response) | Err(response) => response,
    }
}

/// In the audit log before it is begun, and what came of it after. It ends with the port: what is tried has to be let go of then.
async fn tested(visitor: &Visitor, body: &[u8]) -> Result<Response, Response> {
    visitor.may_act().await?;
    let trial: Trial = serde_json::from_slice(body).map_err(|_| visitor.problem(Problem::BadRequest))?;
    let what = serde_json::to_string(&trial).map_err(|_| visitor.problem(Problem::Failed))?;
    visitor.record(&what, "asked").await?;
    let mut stop = visitor.shared.stop.subscribe();
    let outcome = tokio::select! {
        outcome = (visitor.shared.station.trials)(trial) => Some(outcome),
        _ = stop.wait_for(|&stop| stop) => None,
    };
    let say = visitor.say();
    let (response, said) = match outcome {
        None => {
            let refused = visitor.refused(StatusCode::SERVICE_UNAVAILABLE, &say.trial_broken_off());
            (refused, "broken off: the program ends or begins anew".to_owned())
        }
        Some(Ok(findings)) => {
            let told = told::findings(&findings, say);
            let tested = Tested { words: String::new(), findings, told };
            let (words, said) = match tested.is_wrong() {
                true => (say.trial_bad(), "done, something is wrong"),
                false => (say.trial_good(), "done"),
            };
            (Json(Tested { words, ..tested }).into_response(), said.to_owned())
        }
        Some(Err(refusal)) => (refused(visitor, refusal), refusal.to_string()),
    };
    // It is over, and that it was asked for is on record: what is missing there is told, and no more.
    if visitor.record(&what, &said).await.is_err() {
        tracing::warn!("service port: what came of {what} is not in the audit log: {said}");
    }
    Ok(response)
}
