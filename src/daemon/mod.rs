//! Puts a branch together, or a centre.
//!
//! `run` is the daemon; `demo` is the same daemon on the virtual board with the example site, and a page with switches for
//! trouble. The board outlives the branch: a power cut drops the branch, not the paper.

mod branch;
mod central;
mod check;
mod clock_witness;
mod configuration;
mod demo;
mod help;
mod longest_slip;
mod probe;
mod record;
mod recordings;
mod reload;
mod report;
mod restart;
mod run;
mod service;
mod takeaway;
mod trials;
mod why;

pub use branch::{Plan, PoweredBranch};
pub use central::{CentralOptions, central, make_central_key};
pub use check::{check, missing_recordings};
pub use clock_witness::witness_clock;
pub use demo::demo;
pub use help::{draw_day, make_bundle};
pub use probe::{PrinterProbe, probe_printer};
pub use record::record;
pub use recordings::Recording;
pub use report::{DrawnDay, journal_log, report};
pub use run::run;
pub use service::socket_for;
pub use takeaway::{back_up, restore, take_over};
pub use why::why;

use crate::album::AlbumError;
use crate::bundle::BundleError;
use crate::central::{CentralError, KeyError};
use crate::config::{self, Config, Outcome};
use crate::devices::probe::interview::InterviewError;
use crate::engine::EngineError;
use crate::journal::JournalError;
use crate::journal::backup::BackupError;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Why the daemon cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    /// The files are wrong; the report names every place.
    #[error("{0}")]
    Config(String),
    /// The state directory cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A support bundle.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// A day as pictures.
    #[error(transparent)]
    Album(#[from] AlbumError),
    /// A backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The port cannot be had.
    #[error("cannot listen on {address}: {source}{}", address_advice(source, said_by))]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Where somebody chooses another address.
        said_by: &'static str,
        /// Why.
        source: io::Error,
    },
    /// The pages cannot be served.
    #[error("cannot serve the pages: {0}")]
    Serve(io::Error),
    /// The operating system gave no thread, runtime or signal.
    #[error("cannot start: {0}")]
    Thread(io::Error),
    /// The centre.
    #[error(transparent)]
    Central(#[from] CentralError),
    /// The centre's key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The key of a centre that shall run.
    #[error("--request-key {0}")]
    RequestKey(KeyError),
    /// The witness of the clock.
    #[error("whether the clock is synchronised cannot be told in {}: {source}", path.display())]
    Witness {
        /// Its file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// This program was built without the broker of the demo.
    #[error(
        "this rinda was built for branches, without the broker of the demo; build it with the feature demo-broker"
    )]
    NoBroker,
    /// A printer cannot be asked.
    #[error(transparent)]
    Interview(#[from] InterviewError),
    /// A file or directory cannot be made.
    #[error("{}: {source}", path.display())]
    Directory {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

fn address_advice(error: &io::Error, said_by: &str) -> String {
    let what = if error.kind() == io::ErrorKind::AddrInUse {
        "choose another port"
    } else if error.kind() == io::ErrorKind::AddrNotAvailable {
        "this machine has no such address"
    } else {
        "choose another address"
    };
    format!("; {what} ({said_by})")
}

fn read_config(board: &Path, site: &Path) -> Result<Config, DaemonError> {
    ready(config::read(board, site))
}

fn ready(outcome: Outcome) -> Result<Config, DaemonError> {
    let lines = lines(&outcome);
    match outcome.config {
        Some(mut config) => {
            for line in lines {
                tracing::warn!("{line}");
            }
            config.settings.rolls = longest_slip::rolls(&config);
            Ok(config)
        }
        None => Err(DaemonError::Config(lines.join("\n"))),
    }
}

fn lines(outcome: &Outcome) -> Vec<String> {
    outcome.problems.iter().map(ToString::to_string).collect()
}

async fn listen(address: SocketAddr, said_by: &'static str) -> Result<TcpListener, DaemonError> {
    TcpListener::bind(address).await.map_err(|source| DaemonError::Listen { address, said_by, source })
}

/// Becomes ready when the service manager (SIGTERM) or somebody at the keyboard (SIGINT) wants the end. Both are heard from
/// the call on.
fn told_to_stop() -> Result<impl Future<Output = ()>, DaemonError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(DaemonError::Thread)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(DaemonError::Thread)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
