//! "Was I skipped?", asked at a counter and answered from the journal.
//!
//! The journal is read on a thread of its own, beside the branch, for one person after the other.

use super::counters::number_of;
use super::office::{Reader, Shared};
use crate::explanation::explain;
use crate::http::Problem;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/api/why/{number}", get(why))
}

/// The answer.
#[derive(Serialize)]
struct Way {
    /// Why the newest call was this number's and not another's.
    call: Option<String>,
    /// Its way, and at the end whether anybody was put before it.
    lines: Vec<String>,
}

async fn why(reader: Reader, Path(number): Path<String>) -> Response {
    let Some(number) = number_of(&number) else { return reader.problem(Problem::BadRequest) };
    // It is never closed.
    let turn = reader.shared.journal.acquire().await;
    let own = reader.clone();
    let read = tokio::task::spawn_blocking(move || {
        let office = &own.shared.office;
        explain(&office.state, number, &office.settings, own.say())
    });
    let told = read.await;
    drop(turn);
    match told {
        Ok(Ok(told)) => Json(Way { call: told.call, lines: told.lines }).into_response(),
        Ok(Err(error)) => {
            tracing::warn!("nobody can be told why: {error}");
            reader.problem(Problem::Failed)
        }
        Err(error) => {
            tracing::error!("the telling of why has ended: {error}");
            reader.problem(Problem::Failed)
        }
    }
}
