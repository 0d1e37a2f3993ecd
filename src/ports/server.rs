//! The server: connections in, bounded in number and in time.

use super::guard::{self, Hosts};
use super::office::{Office, Reader, Shared};
use super::patience::Patience;
use super::problem::Problem;
use super::{counters, demo, hall, pages, tickets};
use axum::Router;
use axum::middleware;
use axum::routing::get;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

/// Connections at once: some tabs for each counter, and a crowd that follows its tickets.
pub(super) const CONNECTIONS_MAX: usize = 128;
/// Connections beyond those that are told so in words; more are dropped.
const TURNED_AWAY_MAX: usize = 16;
/// The head of a request must be here after so long; also how long an idle connection is kept.
const HEAD_WAIT: Duration = Duration::from_secs(10);
/// What is written must be taken after so long.
const WRITE_WAIT: Duration = Duration::from_secs(15);
/// Buffer for a head; a longer one is refused by hyper (431).
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// Connections that do not end by themselves are dropped so long after the stop.
const GRACE: Duration = Duration::from_secs(2);
/// After an error of `accept` that stays (no file handles left), the next try comes so long after.
const ACCEPT_RETRY: Duration = Duration::from_millis(100);

/// What a listener is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    /// All pages.
    Everything,
    /// The hall display alone.
    Hall,
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
        edition: edition()?,
        stop: stopped.clone(),
    });
    let (service, away) = (router(&shared, offered), turned_away(&shared));
    let (seats, doorstep) = (Semaphore::new(CONNECTIONS_MAX), Semaphore::new(TURNED_AWAY_MAX));
    let (seats, doorstep) = (Arc::new(seats), Arc::new(doorstep));
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
            () = &mut stop => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!("cannot accept a connection: {error}");
                tokio::time::sleep(ACCEPT_RETRY).await;
                continue;
            }
        };
        let seat = Arc::clone(&seats).try_acquire_owned().map(|seat| (seat, service.clone(), true));
        let step = || Arc::clone(&doorstep).try_acquire_owned().map(|step| (step, away.clone(), false));
        if let Ok((place, service, keep_alive)) = seat.or_else(|_| step()) {
            let stopped = stopped.clone();
            connections.spawn(async move {
                converse(stream, service, keep_alive, stopped).await;
                drop(place);
            });
        }
    }
    drop(listener);
    stopper.send_replace(true);
    let ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        tracing::warn!("a connection did not end in time and was dropped");
    }
    Ok(())
}

/// One connection, until one side ends it.
async fn converse(stream: TcpStream, service: Router, keep_alive: bool, mut stopped: watch::Receiver<bool>) {
    // Views are small and must not wait for more.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("a connection went away at once: {error}");
    }
    let stream = TokioIo::new(Patience::new(stream, WRITE_WAIT));
    let connection = http1::Builder::new()
        .keep_alive(keep_alive)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WAIT)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(stream, TowerToHyperService::new(service));
    let mut connection = std::pin::pin!(connection);
    let stop = async {
        // The server's end is a stop, too.
        let _ = stopped.wait_for(|&stop| stop).await;
    };
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = stop => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!("a connection ended: {error}");
    }
}

/// All addresses.
fn router(shared: &Arc<Shared>, offered: Offered) -> Router {
    let start = match shared.office.playground {
        Some(_) => demo::routes(),
        None => Router::new().route("/", get(pages::index)),
    };
    let router = match offered {
        Offered::Hall => hall::alone(),
        Offered::Everything => start
            .merge(pages::routes())
            .merge(counters::routes())
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
    let door = middleware::from_fn_with_state(Arc::clone(shared), guard::guard);
    router.layer(door).with_state(Arc::clone(shared))
}

fn edition() -> io::Result<String> {
    let mut bits = [0; 8];
    getrandom::fill(&mut bits).map_err(io::Error::other)?;
    Ok(format!("{:016x}", u64::from_le_bytes(bits)))
}
