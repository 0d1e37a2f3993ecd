//! Which pages there are, and who may see them.

use super::office::{Office, Reader, Shared};
use super::{consoles, demo, hall, pages, tickets};
use crate::http::{Hosts, Problem, Seats, door};
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use std::future::Future;
use std::io;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

/// Connections at once: some tabs for each counter, and a crowd that follows its tickets.
pub(super) const CONNECTIONS_MAX: usize = 128;
/// Of them to one other machine, where a port is for the branch's network: a desk has some tabs, a television has one.
const CONNECTIONS_OF_MACHINE_MAX: usize = 32;

/// What a listener is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    /// All pages.
    Everything,
    /// The hall display alone.
    Hall,
    /// The counter consoles alone, for clerks who sign in.
    Consoles,
}

/// Answers on this listener until `stop`, and then lets requests under way end.
///
/// # Errors
/// When the listener has no address, or the kernel gives no random bits.
pub async fn serve(
    listener: TcpListener,
    office: Office,
    offered: Offered,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let (stopper, stopped) = watch::channel(false);
    let shared = Arc::new(Shared {
        hosts: Hosts::new(listener.local_addr()?, &office.hosts),
        office,
        offered,
        edition: edition()?,
        journal: Semaphore::new(1),
        stop: stopped,
    });
    let (service, away) = (router(&shared), turned_away(&shared));
    let of_machine = match offered {
        // Whoever reaches it is trusted, or comes through a proxy.
        Offered::Everything => CONNECTIONS_MAX,
        Offered::Hall | Offered::Consoles => CONNECTIONS_OF_MACHINE_MAX,
    };
    let seats = Seats { all: CONNECTIONS_MAX, of_machine };
    crate::http::serve(listener, seats, service, away, stopper, stop).await;
    Ok(())
}

/// All addresses.
fn router(shared: &Arc<Shared>) -> Router {
    let start = match shared.office.playground {
        Some(_) => demo::routes(),
        None => Router::new().route("/", get(pages::index)),
    };
    let router = match shared.offered {
        Offered::Hall => hall::alone(),
        Offered::Consoles => consoles::alone(shared),
        Offered::Everything => start
            .merge(pages::furniture(|_| true))
            .merge(consoles::routes(shared))
            .merge(hall::routes())
            .merge(tickets::routes()),
    };
    let router = router
        .fallback(async |reader: Reader| reader.problem(Problem::NotFound))
        .method_not_allowed_fallback(async |reader: Reader| reader.problem(Problem::WrongMethod));
    guarded(router, shared)
}

/// The only answer for who finds no seat.
fn turned_away(shared: &Arc<Shared>) -> Router {
    guarded(Router::new().fallback(async |reader: Reader| reader.problem(Problem::Busy)), shared)
}

fn guarded(router: Router<Arc<Shared>>, shared: &Arc<Shared>) -> Router {
    let door = middleware::from_fn_with_state(Arc::clone(shared), guard);
    router.layer(door).with_state(Arc::clone(shared))
}

fn edition() -> io::Result<String> {
    let mut bits = [0; 8];
    getrandom::fill(&mut bits).map_err(io::Error::other)?;
    Ok(format!("{:016x}", u64::from_le_bytes(bits)))
}

/// The door.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let reader = Reader::new(&shared, request.uri(), request.headers());
    let mut response = match door::admit(&shared.hosts, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => reader.problem(problem),
    };
    door::seal(&mut response);
    response
}
