//! The server: connections in, bounded in number and in time.

use super::listener::{Listener, Peer};
use super::patience::Patience;
use super::seats::{Room, Seats};
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Connections beyond those that have a seat; they are told so in words, and more are dropped.
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

/// Answers on this listener until `stop`, and then lets requests under way end; `stopper` tells streams to end. Who finds one of the
/// `seats` is served by `router`; some more get the only answer of `away`.
pub async fn serve(
    listener: impl Listener,
    seats: Seats,
    router: Router,
    away: Router,
    stopper: watch::Sender<bool>,
    stop: impl Future<Output = ()>,
) {
    let stopped = stopper.subscribe();
    let (room, doorstep) = (Room::new(seats), Room::new(Seats::for_everybody(TURNED_AWAY_MAX)));
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.next() => accepted,
            Some(_) = connections.join_next() => continue,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!("cannot accept a connection: {error}");
                tokio::time::sleep(ACCEPT_RETRY).await;
                continue;
            }
        };
        let seat = room.seat(peer).map(|seat| (seat, router.clone(), true));
        let step = || doorstep.seat(peer).map(|step| (step, away.clone(), false));
        if let Some((place, router, keep_alive)) = seat.or_else(step) {
            let stopped = stopped.clone();
            connections.spawn(async move {
                converse(stream, peer, router, keep_alive, stopped).await;
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
}

/// One connection, until one side ends it.
async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
    router: Router,
    keep_alive: bool,
    mut stopped: watch::Receiver<bool>,
) {
    let stream = TokioIo::new(Patience::new(stream, WRITE_WAIT));
    let service = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        service.call(request)
    });
    let connection = http1::Builder::new()
        .keep_alive(keep_alive)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WAIT)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(stream, service);
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
