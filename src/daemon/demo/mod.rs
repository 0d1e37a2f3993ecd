//! `rinda demo`: four branches, the centre between them and phones, and the broker between those, in one process.
//!
//! The first branch has a page to press, watch and break everything; in the others people come and are served by
//! themselves. All of it is what serves people elsewhere, on the virtual board: only the broker is a small one of this process.

mod bench;
#[cfg(feature = "demo-broker")]
mod broker;
mod clock;
mod crowd;
mod offices;

use super::branch::{Plan, PoweredBranch};
use super::{DaemonError, listen, read_config, record, told_to_stop};
use crate::central::{self, CentreKey};
use crate::config::{Config, LinkSettings};
use crate::devices::installation::Installation;
use crate::domain::command::Command;
use crate::domain::ids::CounterId;
use crate::engine::{Handle, Power};
use crate::ports::demo::{Door, Playground};
use crate::ports::{Clerks, Offered, Office};
use crate::wording::Words;
use bench::Bench;
#[cfg(feature = "demo-broker")]
use broker::start_broker;
use clock::DemoClock;
use offices::{DemoOffice, OFFICES};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

const BOARD: &str = include_str!("../../../boards/virtual.toml");
const SITE: &str = include_str!("../../../systemd/site.toml");

/// Where people write to about a problem: nobody reads it.
const PROBLEMS_TO: &str = "rinda@example.lv";
/// Pages that the centre of the demo keeps current at once.
const PHONES_MAX: usize = 200;

/// Serves four branches and their centre for somebody who wants to see it, and says where. The pages of the branches are at
/// `port` and the three after it, the phones' page at the next one, and the operator's at the one after that; 0 takes free
/// ones. Returns on Ctrl+C.
///
/// # Errors
/// When the state directory or a port cannot be had.
pub fn demo(port: u16, state: Option<&Path>) -> Result<(), DaemonError> {
    let scratch = Scratch::new()?;
    let state = state.map_or_else(|| scratch.path.join("state"), Path::to_path_buf);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(DaemonError::Thread)?.block_on(async {
        let (board, site) = (scratch.file("board.toml", BOARD)?, scratch.file("site.toml", SITE)?);
        let example = read_config(&board, &site)?;
        let end = told_to_stop()?;
        let town = Town::start(port, &state, &example).await?;
        town.serve(end).await
    })
}

/// Everything that runs.
struct Town {
    centre: central::Running,
    branches: Vec<DemoBranch>,
}

/// A branch with its pages.
struct DemoBranch {
    listener: TcpListener,
    address: SocketAddr,
    bench: Arc<Bench>,
    power: watch::Receiver<Option<Handle>>,
    office: Office,
}

impl Town {
    async fn start(port: u16, state: &Path, example: &Config) -> Result<Self, DaemonError> {
        let at = |place: u16| {
            let port = if port == 0 { 0 } else { port.saturating_add(place) };
            SocketAddr::from((Ipv4Addr::LOCALHOST, port))
        };
        let mut listeners = Vec::new();
        for place in 0u16..4 {
            listeners.push(listen(at(place), "--port").await?);
        }
        let broker = start_broker()?;
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| DaemonError::Thread(io::Error::other(error)))?;
        let key =
            CentreKey::new("demo", &secret).map_err(|why| DaemonError::Thread(io::Error::other(why)))?;
        let request_keys = BTreeMap::from([(key.signing.name().to_owned(), key.signing.public())]);
        let clock = Arc::new(DemoClock::default());
        let centre = central::start(central::Plan {
            listen: at(4),
            operator: at(5),
            hosts: Vec::new(),
            connections_max: PHONES_MAX,
            broker: broker.clone(),
            state: state.join("centre"),
            key,
            clock: Arc::<DemoClock>::clone(&clock),
        })?;
        let link = LinkSettings { broker, request_keys, problems_to: Some(PROBLEMS_TO.to_owned()) };
        let words = Arc::new(Words::load());
        let mut addresses = Vec::new();
        for listener in &listeners {
            addresses.push(listener.local_addr().map_err(DaemonError::Thread)?);
        }
        let mut branches = Vec::new();
        for (office, listener) in OFFICES.into_iter().zip(listeners) {
            let link = Some(link.clone());
            let doors = doors(&centre, office, &addresses);
            let plan = Plan {
                board: Arc::new(Installation::new(&example.board)),
                settings: Arc::new(office.settings(&example.settings, centre.address)),
                time: Arc::<DemoClock>::clone(&clock),
                words: Arc::clone(&words),
                link,
            };
            branches.push(DemoBranch::start(office, listener, plan, Arc::clone(&clock), doors, state).await?);
        }
        Ok(Self { centre, branches })
    }

    /// Serves all pages until the end.
    async fn serve(self, end: impl Future<Output = ()>) -> Result<(), DaemonError> {
        let Self { centre, branches } = self;
        // Nobody reads a demo's addresses from a closed pipe; the pages are there all the same.
        let _ = greet(&mut io::stdout(), &centre, &branches);
        let (stop, stopped) = watch::channel(false);
        let (mut pages, mut crowds) = (JoinSet::new(), JoinSet::new());
        let mut benches = Vec::new();
        for (demo, DemoBranch { listener, bench, power, office, .. }) in OFFICES.into_iter().zip(branches) {
            let mut stopped = stopped.clone();
            let until = async move {
                // Whoever drops the other end stops us, too.
                let _ = stopped.wait_for(|&stop| stop).await;
            };
            pages.spawn(crate::ports::serve(listener, office, Offered::Everything, until));
            if let Some(every_s) = demo.visitors_every_s {
                crowds.spawn(crowd::come_and_go(power, Duration::from_secs(every_s)));
            }
            benches.push(bench);
        }
        end.await;
        stop.send_replace(true);
        crowds.shutdown().await;
        let served = pages.join_all().await;
        for bench in benches {
            bench.switch_off()?;
        }
        centre.stop().map_err(central::CentralError::from)?;
        served.into_iter().collect::<Result<(), io::Error>>().map_err(DaemonError::Serve)
    }
}

impl DemoBranch {
    async fn start(
        office: DemoOffice,
        listener: TcpListener,
        plan: Plan,
        clock: Arc<DemoClock>,
        doors: Vec<Door>,
        state: &Path,
    ) -> Result<Self, DaemonError> {
        let address = listener.local_addr().map_err(DaemonError::Thread)?;
        let state = state.join(office.key);
        let branch = PoweredBranch::start(&plan, &state)?;
        if office.visitors_every_s.is_none() {
            open_some_counters(&branch).await;
        }
        let (words, settings) = (Arc::clone(&plan.words), Arc::clone(&plan.settings));
        let faults = plan.board.faults.watch();
        let (bench, power) = Bench::new(plan, clock, state.clone(), branch, doors)?;
        let bench = Arc::new(bench);
        let playground: Arc<dyn Playground> = Arc::<Bench>::clone(&bench);
        let office = Office {
            settings,
            words,
            power: Power::new(power.clone()),
            faults,
            clerks: Clerks::remembered(&state, record::begun(&state)),
            state,
            playground: Some(playground),
            hosts: Vec::new(),
        };
        Ok(Self { listener, address, bench, power, office })
    }
}

/// What else there is to see, from the page of this branch.
fn doors(centre: &central::Running, own: DemoOffice, addresses: &[SocketAddr]) -> Vec<Door> {
    let phones = Door::Phones { url: format!("http://{}/", centre.address) };
    let operator = Door::Operator { url: format!("http://{}/", centre.operator) };
    let others = OFFICES.into_iter().zip(addresses).filter(|(office, _)| *office != own);
    let branches = others
        .map(|(office, address)| Door::Branch { url: format!("http://{address}/"), name: office.name() });
    [phones, operator].into_iter().chain(branches).collect()
}

/// This program was built without a broker.
#[cfg(not(feature = "demo-broker"))]
fn start_broker() -> Result<crate::mqtt::Broker, DaemonError> {
    Err(DaemonError::NoBroker)
}

fn greet(out: &mut impl Write, centre: &central::Running, branches: &[DemoBranch]) -> io::Result<()> {
    let mut branches = OFFICES.iter().zip(branches);
    if let Some((_, first)) = branches.next() {
        writeln!(out, "Open http://{}/ in a browser. Ctrl+C ends the demo.", first.address)?;
    }
    writeln!(out, "On a phone, people join at http://{}/", centre.address)?;
    writeln!(out, "The operator looks at http://{}/", centre.operator)?;
    for (office, branch) in branches {
        writeln!(out, "The branch {} is at http://{}/", office.key, branch.address)?;
    }
    out.flush()
}

/// Two clerks are at work when a visitor of the demo comes; the third counter is theirs to open.
async fn open_some_counters(branch: &PoweredBranch) {
    for counter in [CounterId(1), CounterId(2)] {
        // Open already when the demo goes on with an older state.
        let _ = branch.handle().ask(Command::OpenCounter { counter }).await;
    }
}

/// What a demo needs on disk for as long as it runs: the two files, and its state unless that is kept elsewhere.
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// A new directory that nobody else can have made or can look into.
    fn new() -> Result<Self, DaemonError> {
        let mut name = [0; 8];
        getrandom::fill(&mut name).map_err(|error| DaemonError::Thread(io::Error::other(error)))?;
        let path = std::env::temp_dir().join(format!("rinda-demo-{:016x}", u64::from_le_bytes(name)));
        let made = std::fs::DirBuilder::new().mode(0o700).create(&path);
        made.map_err(|source| DaemonError::Directory { path: path.clone(), source })?;
        Ok(Self { path })
    }

    /// Writes a file, and gives its path.
    fn file(&self, name: &str, text: &str) -> Result<PathBuf, DaemonError> {
        let path = self.path.join(name);
        match std::fs::write(&path, text) {
            Ok(()) => Ok(path),
            Err(source) => Err(DaemonError::Directory { path, source }),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            tracing::warn!("{} stays behind: {error}", self.path.display());
        }
    }
}
