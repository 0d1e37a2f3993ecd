//! The page behind the code on a slip.

use super::live;
use super::office::{Reader, Shared};
use super::pages;
use super::view::TicketView;
use crate::domain::ids::LinkId;
use crate::http::Problem;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/t/{link}", get(page)).route("/t/{link}/events", get(events))
}

async fn page(reader: Reader, Path(link): Path<String>) -> Response {
    match LinkId::try_from(link) {
        Ok(_) => pages::html(&reader, include_str!("pages/ticket.html")),
        Err(_) => reader.problem(Problem::TicketGone),
    }
}

/// The view is nothing when the ticket has ended: a link dies with its ticket.
async fn events(reader: Reader, Path(link): Path<String>) -> Response {
    let Ok(link) = LinkId::try_from(link) else { return reader.problem(Problem::TicketGone) };
    live::stream(reader, None, move |reader, branch| -> Option<TicketView> {
        reader.look(branch?, |look| look.ticket(link))
    })
}
