//! `rinda demo`: the daemon on the virtual board, with a page to press, watch and break it.

use super::branch::{Plan, PoweredBranch};
use super::demo_clock::DemoClock;
use super::playground::Bench;
use super::{DaemonError, listen, read_config, told_to_stop};
use crate::devices::installation::Installation;
use crate::domain::calendar::{Calendar, Hours};
use crate::domain::command::Command;
use crate::domain::ids::CounterId;
use crate::domain::settings::{Settings, SoundRules};
use crate::ports::demo::Playground;
use crate::ports::power::Power;
use crate::ports::{Offered, Office};
use crate::wording::Words;
use chrono::NaiveTime;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const BOARD: &str = include_str!("../../boards/virtual.toml");
const SITE: &str = include_str!("../../systemd/site.toml");

/// Serves a branch for somebody who wants to see it, and says where. Returns on Ctrl+C.
///
/// # Errors
/// When the state directory or the port cannot be had.
pub fn demo(port: u16, state: Option<&Path>) -> Result<(), DaemonError> {
    let scratch = Scratch::new()?;
    let state = state.map_or_else(|| scratch.path.join("state"), Path::to_path_buf);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(DaemonError::Thread)?.block_on(async {
        let listener = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        let address = listener.local_addr().map_err(DaemonError::Thread)?;
        let config = read_config(&scratch.file("board.toml", BOARD)?, &scratch.file("site.toml", SITE)?)?;
        let clock = Arc::new(DemoClock::default());
        let plan = Plan {
            board: Arc::new(Installation::new(&config.board)),
            settings: Arc::new(for_a_demo(config.settings, address)),
            time: Arc::<DemoClock>::clone(&clock),
            words: Arc::new(Words::load()),
            link: config.link,
        };
        let branch = PoweredBranch::start(&plan, &state)?;
        open_some_counters(&branch).await;
        let (words, settings) = (Arc::clone(&plan.words), Arc::clone(&plan.settings));
        let faults = plan.board.faults.watch();
        let (bench, power) = Bench::new(plan, clock, state, branch)?;
        let bench = Arc::new(bench);
        // Nobody reads a demo's address from a closed pipe; the page is there all the same.
        let _ = writeln!(io::stdout(), "Open http://{address}/ in a browser. Ctrl+C ends the demo.");
        let end = told_to_stop()?;
        let playground: Arc<dyn Playground> = Arc::<Bench>::clone(&bench);
        let power = Power::new(power);
        let office =
            Office { settings, words, power, faults, playground: Some(playground), hosts: Vec::new() };
        let served = crate::ports::serve(listener, office, Offered::Everything, end).await;
        bench.switch_off()?;
        served.map_err(DaemonError::Serve)
    })
}

/// Two clerks are at work when a visitor of the demo comes; the third counter is theirs to open.
async fn open_some_counters(branch: &PoweredBranch) {
    for counter in [CounterId(1), CounterId(2)] {
        // Open already when the demo goes on with an older state.
        let _ = branch.handle().ask(Command::OpenCounter { counter }).await;
    }
}

/// The example site, open at any hour and with slips that lead to this demo.
fn for_a_demo(settings: Settings, address: SocketAddr) -> Settings {
    let end = NaiveTime::from_hms_opt(23, 59, 59).expect("a time of day");
    let always = Some(Hours { from: NaiveTime::MIN, until: end });
    let calendar = Calendar { week: [always; 7], exceptions: BTreeMap::new(), ..settings.calendar };
    let mut services = settings.services;
    for (_, service) in &mut services {
        service.last_ticket_before_close_min = 0;
    }
    let mut rules = settings.rules;
    rules.admit_by_forecast = false;
    // Nobody wants to watch ten minutes of doubt.
    rules.clock_settle_s = 15;
    // Somebody who tries it at night wants to hear it.
    let sound = SoundRules { quiet: None, ..settings.sound };
    let follow_url = Some(format!("http://{address}/t/"));
    Settings { calendar, services, rules, sound, follow_url, ..settings }
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
