//! The doors of the centre: pages for phones, and the operator's page on an address of its own.
//!
//! **Model.** A page is a shell of HTML with its words and its first look in it, so that one answer is enough on a bad line;
//! then one stream keeps it current. What a person does is a POST: it is answered when the wish is on disk, and what comes of
//! it is pushed.
//!
//! **Invariants.** Only our own pages give commands ([`crate::http::door`]). Connections, bodies, asks and time are bounded. Names from
//! branches are never part of HTML: they are data, and scripts set them as text. A person is a random cookie that nobody keeps.
//!
//! **Deliberately not here.** What pages say ([`super::view`]), and rules: branches have them.

mod limits;
mod operator;
mod phone;
mod reader;
mod shell;
mod stream;

use super::hub::{Page, Shown};
use super::turn::{Ask, Call, OnItsWay, Unable};
use crate::engine::time_source::TimeSource;
use crate::http::{Hosts, Problem, Seats, door};
use crate::square_code::Codes;
use crate::wording::Words;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use limits::Limits;
use reader::Reader;
use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};

/// What a listener is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offered {
    /// Pages for phones.
    Phones,
    /// The operator's page.
    Operator,
}

/// What a server has to know.
#[derive(Clone)]
pub(super) struct Door {
    /// The words of every language.
    pub(super) words: Arc<Words>,
    /// The clocks.
    pub(super) clock: Arc<dyn TimeSource>,
    /// The way to the turn.
    pub(super) calls: mpsc::Sender<Call>,
    /// Names under which a proxy reaches the server, beside its own address.
    pub(super) hosts: Vec<String>,
    /// Connections at once.
    pub(super) connections_max: usize,
}

/// What every handler can see.
pub(super) struct Shared {
    words: Arc<Words>,
    clock: Arc<dyn TimeSource>,
    calls: mpsc::Sender<Call>,
    hosts: Hosts,
    limits: Mutex<Limits>,
    codes: Mutex<Codes>,
}

impl Shared {
    /// What a page shows from now on.
    async fn follow(&self, reader: &Reader, page: Page) -> Result<watch::Receiver<Shown>, Problem> {
        let (answer, shown) = oneshot::channel();
        let call = Call::Follow(page, reader.language, answer);
        self.calls.try_send(call).map_err(|_| Problem::Busy)?;
        shown.await.map_err(|_| Problem::Failed)
    }

    /// Asks for something, and waits until that is on disk.
    async fn ask(&self, ask: Ask) -> Result<OnItsWay, Problem> {
        let (answer, told) = oneshot::channel();
        self.calls.try_send(Call::Ask(ask, answer)).map_err(|_| Problem::Busy)?;
        told.await.map_err(|_| Problem::Failed)?.map_err(|unable| match unable {
            Unable::NoSuchOffice => Problem::NotFound,
            Unable::NoSuchTicket => Problem::TicketGone,
            Unable::Busy => Problem::Busy,
        })
    }
}

/// Answers on this listener until `stop`.
///
/// # Errors
/// When the listener has no address.
pub(super) async fn serve(
    listener: TcpListener,
    what: Door,
    offered: Offered,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let shared = Arc::new(Shared {
        hosts: Hosts::new(listener.local_addr()?, &what.hosts),
        words: what.words,
        clock: what.clock,
        calls: what.calls,
        limits: Mutex::default(),
        codes: Mutex::default(),
    });
    let pages = match offered {
        Offered::Phones => phone::routes(),
        Offered::Operator => operator::routes(),
    };
    let pages = pages
        .fallback(async |reader: Reader| reader.problem(Problem::NotFound))
        .method_not_allowed_fallback(async |reader: Reader| reader.problem(Problem::WrongMethod));
    let away = Router::new().fallback(async |reader: Reader| reader.problem(Problem::Busy));
    let (pages, away) = (guarded(pages, &shared), guarded(away, &shared));
    let seats = Seats::for_everybody(what.connections_max);
    crate::http::serve(listener, seats, pages, away, watch::Sender::new(false), stop).await;
    Ok(())
}

fn guarded(router: Router<Arc<Shared>>, shared: &Arc<Shared>) -> Router {
    let door = middleware::from_fn_with_state(Arc::clone(shared), guard);
    router.layer(door).with_state(Arc::clone(shared))
}

/// The door.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let reader = Reader::of(&shared, &request);
    let mut response = match door::admit(&shared.hosts, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => reader.problem(problem),
    };
    door::seal(&mut response);
    response
}

/// Pages and scripts, for the test of their words.
#[cfg(test)]
pub(super) const SOURCES: &[&str] = &[
    include_str!("../pages/offices.html"),
    include_str!("../pages/office.html"),
    include_str!("../pages/ticket.html"),
    include_str!("../pages/check_in.html"),
    include_str!("../pages/operator.html"),
    include_str!("../pages/phone.js"),
    include_str!("../pages/offices.js"),
    include_str!("../pages/office.js"),
    include_str!("../pages/ticket.js"),
    include_str!("../pages/check_in.js"),
    include_str!("../pages/operator.js"),
];
