//! The operator's page.

use super::phone::{events, phone_files};
use super::reader::Reader;
use super::{Shared, shell};
use crate::central::hub::Page;
use axum::Router;
use axum::response::{Redirect, Response};
use axum::routing::get;
use std::sync::Arc;

/// Where it is.
pub(super) fn routes() -> Router<Arc<Shared>> {
    phone_files()
        .route("/", get(async || Redirect::temporary("/operator")))
        .route("/operator", get(page))
        .route("/operator/events", get(async |reader: Reader| events(reader, Page::Operator).await))
}

async fn page(reader: Reader) -> Response {
    match reader.shared.follow(&reader, Page::Operator).await {
        Ok(shown) => {
            let shown = shown.borrow().clone();
            shell::page(&reader, include_str!("../pages/operator.html"), &["operator", "phone"], "", &shown)
        }
        Err(problem) => reader.problem(problem),
    }
}
