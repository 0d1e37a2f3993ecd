//! `rinda run`: one branch, until somebody stops it or its disk fails.
//!
//! Tickets are given and called from the start; pages come when their address can be had.

#[cfg(test)]
mod tests;

use super::branch::{Plan, PoweredBranch};
use super::check::listed;
use super::help::{bundle_with, picture_sizes};
use super::service::{serve_technicians, socket_in};
use super::trials::trials;
use super::{DaemonError, listen, read_config, told_to_stop};
use crate::access::audit::Audit;
use crate::access::without_pin;
use crate::album::{Album, Sizes};
use crate::config::board::Board;
use crate::config::{Config, Setting};
use crate::devices::installation::Installation;
use crate::devices::wiring::{Attempts, Steady};
use crate::engine::Power;
use crate::engine::time_source::KernelTime;
use crate::ports::{Clerks, Offered, Office};
use crate::service::{Bundler, Door, Resync, Station};
use crate::wording::Words;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Serves a branch. Returns when it was told to stop (SIGTERM, SIGINT).
///
/// # Errors
/// When it cannot start, or when the disk failed: then the process should end and be started anew, to read what is there.
pub fn run(board: &Path, site: &Path, state: &Path) -> Result<(), DaemonError> {
    let mut config = read_config(board, site)?;
    let sizes = picture_sizes(&config.board);
    let Board { listen: address, hall_page, consoles, .. } = config.board;
    let (technicians, in_force) = (config.board.service, std::mem::take(&mut config.in_force));
    let plan = plan(config);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(DaemonError::Thread)?.block_on(async {
        let told = told_to_stop()?;
        let attempts = |what: &str| Attempts::new(what.into(), plan.board.faults.clone());
        let pages = listen_when_possible(attempts("web server"), || listen(address));
        let hall_page = listen_if_wanted(attempts("hall page"), hall_page);
        let consoles = listen_if_wanted(attempts("counter consoles"), consoles);
        let files = [board, site, state].map(Path::to_owned);
        let bundler: Bundler = Arc::new(move |faults, file| {
            let [board, site, state] = &files;
            bundle_with(faults, board, site, state, file).map_err(io::Error::other)
        });
        let technicians_attempts = attempts("service port");
        let address = async {
            match technicians {
                Some(address) => {
                    let listen = || async move {
                        let door = Door::at_address(address).await;
                        door.map_err(|source| DaemonError::Listen { address, source })
                    };
                    listen_when_possible(technicians_attempts, listen).await
                }
                None => pending().await,
            }
        };
        let doors = Doors { pages, hall_page, consoles };
        serve(plan, state, doors, Technicians { address, in_force, sizes, bundler }, told).await
    })
}

fn plan(config: Config) -> Plan {
    Plan {
        board: Arc::new(Installation::new(&config.board)),
        settings: Arc::new(config.settings),
        time: Arc::new(KernelTime::new()),
        words: Arc::new(Words::load()),
        link: config.link,
    }
}

/// Where the pages are served.
struct Doors<P, H, C> {
    /// All of them.
    pages: P,
    /// The hall display alone.
    hall_page: H,
    /// The consoles alone.
    consoles: C,
}

/// What the service port needs beside the branch.
struct Technicians<A> {
    /// Its door on loopback, when there is one.
    address: A,
    in_force: Vec<Setting>,
    /// Of the pictures of days.
    sizes: Sizes,
    bundler: Bundler,
}

/// Serves a branch until `told`, and at each door from when there is a listener.
async fn serve(
    plan: Plan,
    state: &Path,
    doors: Doors<
        impl Future<Output = TcpListener>,
        impl Future<Output = TcpListener>,
        impl Future<Output = TcpListener>,
    >,
    technicians: Technicians<impl Future<Output = Door<TcpListener>>>,
    told: impl Future<Output = ()>,
) -> Result<(), DaemonError> {
    let _work = plan.board.work().map_err(DaemonError::Thread)?;
    let branch = PoweredBranch::start(&plan, state)?;
    let (cell, power) = watch::channel(Some(branch.handle()));
    let mut turns = branch.handle().turns();
    let (stop, stopped) = watch::channel(false);
    let end = async {
        let failed = async { while turns.changed().await.is_ok() {} };
        tokio::select! {
            () = told => tracing::info!("told to stop"),
            () = failed => tracing::warn!("the engine has stopped"),
        }
        stop.send_replace(true);
        Ok(())
    };
    let (trials, watch) = trials(&plan, &branch);
    let Plan { settings, words, board, link, .. } = plan;
    let (power, faults) = (Power::new(power), board.faults.watch());
    let Technicians { address, in_force, sizes, bundler } = technicians;
    let audit = Audit::new(state);
    let album = Album::new(state, Arc::clone(&settings), Arc::clone(&words), sizes);
    let station = Station {
        settings: Arc::clone(&settings),
        words: Arc::clone(&words),
        power: power.clone(),
        faults: faults.clone(),
        devices: board.names(),
        link,
        in_force,
        state: state.to_owned(),
        audit: audit.clone(),
        album: Arc::new(album),
        bundler,
        resync: branch.resync().map(|resync| -> Resync {
            Arc::new(move || {
                let resync = resync.clone();
                Box::pin(async move { resync.ask().await })
            })
        }),
        trials,
        watch,
    };
    let socket = socket_in(state);
    let attempts = Attempts::new("service socket".into(), board.faults.clone());
    let at_socket = listen_when_possible(attempts, async || {
        let door = Door::at_socket(&socket);
        door.map_err(|source| DaemonError::Directory { path: socket.clone(), source })
    });
    let technicians = serve_technicians(station, at_socket, address, stopped.clone());
    let (state, hosts) = (state.to_path_buf(), Vec::new());
    let clerks = Clerks::remembered(&state, audit);
    let office = Office { settings, words, power, faults, state, clerks, playground: None, hosts };
    let Doors { pages, hall_page, consoles } = doors;
    let pages = offer(pages, office.clone(), Offered::Everything, stopped.clone());
    let hall_page = offer(hall_page, office.clone(), Offered::Hall, stopped.clone());
    let consoles = offer(consoles, office, Offered::Consoles, stopped);
    let served = tokio::try_join!(end, pages, hall_page, consoles, async {
        technicians.await;
        Ok(())
    });
    drop(cell);
    branch.stop()?;
    served.map(|_| ()).map_err(DaemonError::Serve)
}

/// Serves from when there is a listener until the stop.
async fn offer(
    listener: impl Future<Output = TcpListener>,
    office: Office,
    offered: Offered,
    mut stopped: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut stop = pin!(async {
        // The end of who would tell it is a stop, too.
        let _ = stopped.wait_for(|&stop| stop).await;
    });
    let listener = tokio::select! {
        listener = listener => listener,
        () = &mut stop => return Ok(()),
    };
    if let Ok(address) = listener.local_addr() {
        let what = match offered {
            Offered::Everything => "is served",
            Offered::Hall => "shows its hall display alone",
            Offered::Consoles => "has its counter consoles alone",
        };
        tracing::info!("{} {what} on http://{address}/", office.settings.key);
    }
    let locked = without_pin(&office.state, office.settings.counters.keys().copied());
    if offered == Offered::Consoles && !locked.is_empty() {
        tracing::warn!("nobody can sign in at {}: there is no PIN", listed(&locked));
    }
    crate::ports::serve(listener, office, offered, stop).await
}

/// Listens where a board says so, and never where it does not.
async fn listen_if_wanted(attempts: Attempts, address: Option<SocketAddr>) -> TcpListener {
    match address {
        Some(address) => listen_when_possible(attempts, || listen(address)).await,
        None => pending().await,
    }
}

/// Listens as soon as that is possible: when a machine starts, its network may come after the branch, and the queue does
/// not wait for its pages.
async fn listen_when_possible<L>(
    mut attempts: Attempts,
    mut listen: impl AsyncFnMut() -> Result<L, DaemonError>,
) -> L {
    let steady = Steady::begin();
    loop {
        match listen().await {
            Ok(listener) => {
                attempts.works(steady.now_ms());
                return listener;
            }
            Err(error) => tokio::time::sleep(attempts.failed(steady.now_ms(), &error)).await,
        }
    }
}
