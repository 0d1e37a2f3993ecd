//! `rinda run`: one branch, until somebody stops it or its disk fails; with another configuration it starts again by itself.
//!
//! Tickets are given and called from the start; pages come when their address can be had.

#[cfg(test)]
mod tests;

use super::branch::{Plan, PoweredBranch};
use super::check::listed;
use super::configuration::{Choice, Origin, Store, Tried};
use super::help::{bundle_with, picture_sizes};
use super::reload::{InForce, Next, Reloader};
use super::restart::restart;
use super::service::{serve_technicians, socket_in};
use super::trials::trials;
use super::{DaemonError, listen, record, told_to_stop};
use crate::access::{technicians_have_pin, without_pin};
use crate::album::{Album, Sizes};
use crate::config::board::Board;
use crate::config::{Config, Texts};
use crate::devices::installation::Installation;
use crate::devices::wiring::{Attempts, Steady};
use crate::engine::Power;
use crate::engine::time_source::KernelTime;
use crate::ports::{Clerks, Offered, Office};
use crate::service::reload::Reload;
use crate::service::{Bundler, Door, Lasting, Resync, Station};
use crate::wording::Words;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Serves a branch. Returns when it was told to stop (SIGTERM, SIGINT).
///
/// # Errors
/// When it cannot start, or when the disk failed: then the process should end and be started anew, to read what is there.
pub fn run(board: &Path, site: &Path, state: &Path) -> Result<(), DaemonError> {
    let [board, site, state] = [board, site, state].map(Path::to_owned);
    let store = Store::of(&state);
    let mut choice = Choice::at_start(&board, &site, &store)?;
    let place = Place { files: [board, site], state, store, lasting: Arc::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(DaemonError::Thread)?.block_on(async {
        let mut told = pin!(told_to_stop()?);
        loop {
            let tried = matches!(choice.origin, Origin::Tried { .. }).then(|| choice.texts.clone());
            choice = match (serve_at_doors(choice, &place, told.as_mut()).await, tried) {
                (Ok(None), _) => return Ok(()),
                (Ok(Some(Next::Try { texts, seconds, wrong_before })), _) => {
                    let tried = Choice::to_try(texts.clone(), seconds, wrong_before);
                    tried.or_else(|error| place.leave(texts, &error))?
                }
                (Ok(Some(Next::Back { why })), _) => Choice::back(&place.store, why)?,
                (Err(error), Some(texts)) => place.leave(texts, &error)?,
                (Err(error), None) => return Err(error),
            };
        }
    })
}

/// What stays when a branch starts again.
struct Place {
    /// Board and site.
    files: [PathBuf; 2],
    state: PathBuf,
    store: Store,
    lasting: Arc<Lasting>,
}

impl Place {
    /// Goes back from a configuration with which no branch could run.
    fn leave(&self, texts: Texts, error: &DaemonError) -> Result<Choice, DaemonError> {
        let why = format!("the branch cannot run with it: {error}");
        let noted = self.store.note(&Tried { texts, refused: Some(why.clone()) });
        noted.unwrap_or_else(|error| tracing::warn!("what was tried cannot be noted: {error}"));
        Choice::back(&self.store, why)
    }
}

/// Serves a branch with a configuration until `told`, or until another one is wanted.
async fn serve_at_doors(
    choice: Choice,
    place: &Place,
    told: impl Future<Output = ()>,
) -> Result<Option<Next>, DaemonError> {
    let Choice { mut config, texts, origin } = choice;
    let Place { files, state, store, lasting } = place;
    let in_force = InForce {
        files: files.clone(),
        store: store.clone(),
        texts,
        settings: Mutex::new(std::mem::take(&mut config.in_force)),
        origin,
    };
    let sizes = picture_sizes(&config.board);
    let Board { listen: address, hall_page, consoles, .. } = config.board;
    let technicians = config.board.service;
    let plan = plan(config);
    let attempts = |what: &str| Attempts::new(what.into(), plan.board.faults.clone());
    let listen_pages = || listen(address, "ports.listen of the board file");
    let pages = listen_when_possible(attempts("web server"), listen_pages);
    let hall_page = listen_if_wanted(attempts("hall page"), hall_page, "ports.hall of the board file");
    let said_by = "ports.consoles of the board file";
    let consoles = listen_if_wanted(attempts("counter consoles"), consoles, said_by);
    let ([board, site], state_copy) = (files.clone(), state.clone());
    let bundler: Bundler = Arc::new(move |faults, file| {
        bundle_with(faults, &board, &site, &state_copy, file).map_err(io::Error::other)
    });
    let technicians_attempts = attempts("service port");
    let address = async {
        match technicians {
            Some(address) => {
                let listen = || async move {
                    let door = Door::at_address(address).await;
                    let said_by = "ports.service of the board file";
                    door.map_err(|source| DaemonError::Listen { address, said_by, source })
                };
                listen_when_possible(technicians_attempts, listen).await
            }
            None => pending().await,
        }
    };
    let doors = Doors { pages, hall_page, consoles };
    let technicians = Technicians { address, sizes, bundler, lasting: Arc::clone(lasting) };
    serve(plan, in_force, state, doors, technicians, told).await
}

fn plan(config: Config) -> Plan {
    Plan {
        board: Arc::new(Installation::new(&config.board)),
        settings: Arc::new(config.settings),
        time: Arc::new(KernelTime),
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
    /// Of the pictures of days.
    sizes: Sizes,
    bundler: Bundler,
    lasting: Arc<Lasting>,
}

/// Serves a branch until `told`, and at each door from when there is a listener. Gives with what it is to start again, if it is.
async fn serve(
    plan: Plan,
    in_force: InForce,
    state: &Path,
    doors: Doors<
        impl Future<Output = TcpListener>,
        impl Future<Output = TcpListener>,
        impl Future<Output = TcpListener>,
    >,
    technicians: Technicians<impl Future<Output = Door<TcpListener>>>,
    told: impl Future<Output = ()>,
) -> Result<Option<Next>, DaemonError> {
    let work = plan.board.work().map_err(DaemonError::Thread)?;
    let branch = PoweredBranch::start(&plan, state)?;
    let (cell, power) = watch::channel(Some(branch.handle()));
    let mut turns = branch.handle().turns();
    let (stop, stopped) = watch::channel(false);
    let (trials, watch) = trials(&plan, &branch);
    let restart = restart(&plan, &branch);
    let Plan { settings, words, board, link, .. } = plan;
    let (power, faults) = (Power::new(power), board.faults.watch());
    let Technicians { address, sizes, bundler, lasting } = technicians;
    let audit = record::begun(state);
    let reloader = Reloader::new(in_force, power.clone(), faults.clone(), audit.clone());
    let end = async {
        let failed = async { while turns.changed().await.is_ok() {} };
        tokio::select! {
            () = told => tracing::info!("told to stop"),
            () = failed => tracing::warn!("the engine has stopped"),
            () = reloader.wants_a_start() => tracing::info!("starts again with another configuration"),
        }
        stop.send_replace(true);
        Ok(())
    };
    let album = Album::new(state, Arc::clone(&settings), Arc::clone(&words), sizes);
    let station = Station {
        settings: Arc::clone(&settings),
        words: Arc::clone(&words),
        power: power.clone(),
        faults: faults.clone(),
        devices: board.names(),
        link,
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
        restart,
        reload: Arc::<Reloader>::clone(&reloader) as Arc<dyn Reload>,
        lasting,
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
    if !technicians_have_pin(state) {
        tracing::warn!(
            "technicians can look and do nothing: there is no PIN; set it with `rinda service set-pin`"
        );
    }
    let (state, hosts) = (state.to_path_buf(), Vec::new());
    let clerks = Clerks::remembered(&state, audit);
    let office = Office { settings, words, power, faults, state, clerks, playground: None, hosts };
    let Doors { pages, hall_page, consoles } = doors;
    let pages = offer(pages, office.clone(), Offered::Everything, stopped.clone());
    let hall_page = offer(hall_page, office.clone(), Offered::Hall, stopped.clone());
    let consoles = offer(consoles, office, Offered::Consoles, stopped.clone());
    let attended = async {
        tokio::select! {
            () = reloader.attend() => {}
            () = stop_told(stopped) => {}
        }
        Ok(())
    };
    let served = tokio::try_join!(end, pages, hall_page, consoles, attended, async {
        technicians.await;
        Ok(())
    });
    drop(cell);
    let next = reloader.next();
    if next.is_some() {
        branch.stop_to_return()?;
    } else {
        branch.stop()?;
    }
    work.stop().await;
    served.map(|_| next).map_err(DaemonError::Serve)
}

/// The end of who would tell it is a stop, too.
async fn stop_told(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|&stop| stop).await;
}

/// Serves from when there is a listener until the stop.
async fn offer(
    listener: impl Future<Output = TcpListener>,
    office: Office,
    offered: Offered,
    stopped: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut stop = pin!(stop_told(stopped));
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
async fn listen_if_wanted(
    attempts: Attempts,
    address: Option<SocketAddr>,
    said_by: &'static str,
) -> TcpListener {
    match address {
        Some(address) => listen_when_possible(attempts, || listen(address, said_by)).await,
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
