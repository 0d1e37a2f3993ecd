//! Signing in with the PIN, and out.

use super::pin::Pin;
use super::sessions::IDLE_MS_MAX;
use super::station::Visitor;
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
    // Held until the PIN was looked at: nobody tries two at a time.
    let Ok(_looking) = visitor.shared.looking.try_acquire() else { return visitor.problem(Problem::Busy) };
    let now_ms = visitor.shared.now_ms();
    let may_try = visitor.shared.keeper().lockout.may_try(now_ms);
    if let Err(wait_ms) = may_try {
        let words = visitor.say().page_pin_wait(wait_ms.div_ceil(1000));
        return visitor.refused(StatusCode::TOO_MANY_REQUESTS, &words);
    }
    let state = visitor.shared.station.state.clone();
    let look = move || Pin::read(&state).map(|pin| (pin.is(&typed), pin.id()));
    let (is_right, pin) = match tokio::task::spawn_blocking(look).await {
        Ok(Ok(looked)) => looked,
        Ok(Err(error)) => return visitor.no_pin(&error),
        Err(_) => return visitor.problem(Problem::Failed),
    };
    if !is_right {
        visitor.shared.keeper().lockout.wrong(now_ms);
        if let Err(unwritten) = visitor.record("sign in", "wrong PIN").await {
            return unwritten;
        }
        return visitor.refused(StatusCode::FORBIDDEN, &visitor.say().page_wrong_pin());
    }
    if let Err(unwritten) = visitor.record("sign in", "done").await {
        return unwritten;
    }
    let token = format!("{:032x}", random_bits());
    let mut keeper = visitor.shared.keeper();
    keeper.lockout.right();
    keeper.sessions.open(now_ms, &token, pin);
    drop(keeper);
    Json(SignedIn { token, idle_s: IDLE_MS_MAX / 1000 }).into_response()
}

pub(super) async fn sign_out(visitor: Visitor) -> Response {
    if let Some(token) = &visitor.token {
        visitor.shared.keeper().sessions.close(token);
    }
    StatusCode::NO_CONTENT.into_response()
}
