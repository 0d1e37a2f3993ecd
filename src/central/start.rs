//! A centre in this process: threads, sockets, and their end.

use super::broker;
use super::key::CentreKey;
use super::store::StoreError;
use super::turn::{CALLS_MAX, Call, Line, News, Turn};
use super::web::{self, Door, Offered};
use crate::engine::time_source::TimeSource;
use crate::mqtt::Broker;
use crate::wording::Words;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

/// News of the broker that wait for their turn at the most.
const NEWS_MAX: usize = 512;
/// The operator's pages that are open at once.
const OPERATORS_MAX: usize = 32;

/// What a centre needs.
#[derive(Debug)]
pub struct Plan {
    /// Where phones reach it, perhaps through a proxy; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the operator reaches it.
    pub operator: SocketAddr,
    /// Names under which proxies reach it, beside its own addresses.
    pub hosts: Vec<String>,
    /// Pages that are open at once.
    pub connections_max: usize,
    /// The broker.
    pub broker: Broker,
    /// Where it keeps its state.
    pub state: PathBuf,
    /// Its key.
    pub key: CentreKey,
    /// Its clocks.
    pub clock: Arc<dyn TimeSource>,
}

/// Why a centre does not run.
#[derive(Debug, thiserror::Error)]
pub enum CentralError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {source}; {option} of `rinda central` names another address")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// What names it.
        option: &'static str,
        /// Why.
        source: io::Error,
    },
    /// The machine gives no thread, or no random bits.
    #[error("the machine refuses: {0}")]
    Machine(io::Error),
}

/// A centre that runs. It ends when this is dropped or stopped.
#[derive(Debug)]
pub struct Running {
    /// Where phones reach it.
    pub address: SocketAddr,
    /// Where the operator reaches it.
    pub operator: SocketAddr,
    stop: watch::Sender<bool>,
    ended: watch::Receiver<bool>,
    turn: Option<JoinHandle<Result<(), StoreError>>>,
    doors: Option<JoinHandle<()>>,
}

/// Starts a centre. Phones can be answered when this returns; the broker is tried again and again.
///
/// # Errors
/// When the store, an address or the machine refuses.
pub fn start(plan: Plan) -> Result<Running, CentralError> {
    let client_id = client_id().map_err(CentralError::Machine)?;
    let Plan { listen, operator, hosts, connections_max, broker, state, key, clock } = plan;
    let (news, heard) = mpsc::channel(NEWS_MAX);
    let wall = Arc::clone(&clock);
    let (line, work) = broker::line(broker, client_id, move || wall.read().wall_ms, news);
    let places = Places { listen, operator, hosts, connections_max };
    run(places, state.as_path(), key, clock, Box::new(line), heard, work)
}

/// Where a centre is reached.
pub(super) struct Places {
    pub(super) listen: SocketAddr,
    pub(super) operator: SocketAddr,
    pub(super) hosts: Vec<String>,
    pub(super) connections_max: usize,
}

/// Starts a centre on a line. `work` keeps the line; it is polled beside the doors.
pub(super) fn run(
    places: Places,
    state: &std::path::Path,
    key: CentreKey,
    clock: Arc<dyn TimeSource>,
    line: Box<dyn Line>,
    heard: mpsc::Receiver<News>,
    work: impl Future<Output = ()> + Send + 'static,
) -> Result<Running, CentralError> {
    let words = Arc::new(Words::load());
    let turn = Turn::open(state, key, Arc::clone(&words), Arc::clone(&clock), line)?;
    let (calls, called) = mpsc::channel::<Call>(CALLS_MAX);
    let (stop, stopped) = watch::channel(false);
    let (ending, ended) = watch::channel(false);
    let door = Door { words, clock, calls, hosts: places.hosts, connections_max: places.connections_max };
    let (bound, told) = std::sync::mpsc::channel();
    let doors = Doors { phones: places.listen, operator: places.operator, door };
    let spawn = |name: &str| std::thread::Builder::new().name(name.to_owned());
    let doors = spawn("central-doors").spawn(move || {
        let runtime = runtime();
        runtime.block_on(doors.open(bound, work, stopped));
    });
    let doors = doors.map_err(CentralError::Machine)?;
    let (address, operator) = match told.recv() {
        Ok(bound) => bound?,
        Err(_) => return Err(CentralError::Machine(io::Error::other("the thread of the pages ended"))),
    };
    let turn = spawn("central-turn").spawn(move || {
        let outcome = runtime().block_on(turn.run(heard, called));
        ending.send_replace(true);
        outcome
    });
    let turn = Some(turn.map_err(CentralError::Machine)?);
    Ok(Running { address, operator, stop, ended, turn, doors: Some(doors) })
}

impl Running {
    /// Waits until the centre ends by itself, which it does only when its store fails.
    pub async fn ended(&mut self) {
        // The end of the thread is an end, too.
        let _ = self.ended.wait_for(|&ended| ended).await;
    }

    /// Stops it and waits for its end.
    ///
    /// # Errors
    /// When the store had failed.
    pub fn stop(mut self) -> Result<(), StoreError> {
        self.end()
    }

    fn end(&mut self) -> Result<(), StoreError> {
        self.stop.send_replace(true);
        if let Some(doors) = self.doors.take()
            && doors.join().is_err()
        {
            tracing::error!("the pages of the centre panicked");
        }
        match self.turn.take().map(JoinHandle::join) {
            Some(Ok(outcome)) => outcome,
            Some(Err(_)) => {
                tracing::error!("the turn of the centre panicked");
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::warn!("{error}");
        }
    }
}

struct Doors {
    phones: SocketAddr,
    operator: SocketAddr,
    door: Door,
}

type Bound = Result<(SocketAddr, SocketAddr), CentralError>;

impl Doors {
    async fn open(
        self,
        bound: std::sync::mpsc::Sender<Bound>,
        work: impl Future<Output = ()>,
        stopped: watch::Receiver<bool>,
    ) {
        let listeners = async {
            Ok((listen(self.phones, "--listen").await?, listen(self.operator, "--operator").await?))
        };
        let ((phones, address), (operator, its_address)) = match listeners.await {
            Ok(listeners) => listeners,
            Err(error) => return drop(bound.send(Err(error))),
        };
        if bound.send(Ok((address, its_address))).is_err() {
            return;
        }
        let until = |mut stopped: watch::Receiver<bool>| async move {
            // Whoever drops the other end stops us, too.
            let _ = stopped.wait_for(|&stop| stop).await;
        };
        let few = Door { connections_max: OPERATORS_MAX, ..self.door.clone() };
        let served = async {
            tokio::join!(
                web::serve(phones, self.door, Offered::Phones, until(stopped.clone())),
                web::serve(operator, few, Offered::Operator, until(stopped)),
            )
        };
        tokio::select! {
            _ = served => {}
            () = async { work.await; std::future::pending().await } => {}
        }
    }
}

async fn listen(
    address: SocketAddr,
    option: &'static str,
) -> Result<(TcpListener, SocketAddr), CentralError> {
    let failed = |source| CentralError::Listen { address, option, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the kernel has a poller for each thread")
}

/// Instances are several, and each is a client of its own.
fn client_id() -> io::Result<String> {
    let mut bits = [0; 8];
    getrandom::fill(&mut bits).map_err(io::Error::other)?;
    Ok(format!("rinda-central-{:016x}", u64::from_le_bytes(bits)))
}
