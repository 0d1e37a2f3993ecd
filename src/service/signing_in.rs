//! Signing in with the PIN, and out.

use super::sessions::IDLE_MS_MAX;
use super::station::Visitor;
use crate::access::{Holder, PinError, Verdict};
use crate::engine::random_bits;
use crate::http::Problem;
use axum::Json;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

/// What is typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    pin: String,
}

/// What who knows the PIN gets.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SignedIn {
    /// To be sent as `Authorization: Bearer`.
    pub(super) token: String,
    /// It ends when it was not used for so long.
    pub(super) idle_s: u64,
}

pub(super) async fn sign_in(visitor: Visitor, body: Bytes) -> Response {
    let Ok(Typed { pin: typed }) = serde_json::from_slice(&body) else {
        return visitor.problem(Problem::BadRequest);
    };
    let verdict = match visitor.shared.authenticator.examine(Holder::Technician, typed).await {
        Ok(verdict) => verdict,
        Err(PinError::Ended(_)) => return visitor.problem(Problem::Failed),
        Err(error) => return visitor.no_pin(&error),
    };
    if let Some(outcome) = verdict.outcome()
        && let Err(unwritten) = visitor.record("sign in", &outcome).await
    {
        return unwritten;
    }
    let pin = match verdict {
        Verdict::Right { pin, .. } => pin,
        Verdict::Wrong { .. } => {
            return visitor.refused(StatusCode::FORBIDDEN, &visitor.say().page_wrong_pin());
        }
        Verdict::Wait { wait_ms, .. } => {
            let words = visitor.say().page_pin_wait(wait_ms.div_ceil(1000));
            return visitor.refused(StatusCode::TOO_MANY_REQUESTS, &words);
        }
    };
    let token = format!("{:032x}", random_bits());
    visitor.shared.sessions().open(visitor.shared.now_ms(), &token, pin);
    Json(SignedIn { token, idle_s: IDLE_MS_MAX / 1000 }).into_response()
}

pub(super) async fn sign_out(visitor: Visitor) -> Response {
    if let Some(token) = &visitor.token {
        visitor.shared.sessions().close(token);
    }
    StatusCode::NO_CONTENT.into_response()
}
