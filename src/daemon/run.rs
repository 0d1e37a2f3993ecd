//! `rinda run`: one branch, until somebody stops it or its disk fails.
//!
//! Tickets are given and called from the start; pages come when their address can be had.

#[cfg(test)]
mod tests;

use super::branch::{Plan, PoweredBranch};
use super::{DaemonError, listen, read_config, told_to_stop};
use crate::config::Config;
use crate::devices::installation::Installation;
use crate::devices::wiring::{Attempts, Steady};
use crate::engine::time_source::KernelTime;
use crate::ports::Office;
use crate::ports::power::Power;
use crate::wording::Words;
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
    let config = read_config(board, site)?;
    let address = config.board.listen;
    let plan = plan(config);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(DaemonError::Thread)?.block_on(async {
        let told = told_to_stop()?;
        let attempts = Attempts::new("web server".into(), plan.board.faults.clone());
        let listener = listen_when_possible(attempts, || listen(address));
        serve(plan, state, listener, told).await
    })
}

fn plan(config: Config) -> Plan {
    Plan {
        board: Arc::new(Installation::new(&config.board)),
        settings: Arc::new(config.settings),
        time: Arc::new(KernelTime::new()),
        words: Arc::new(Words::load()),
    }
}

/// Serves a branch until `told`, and its pages from when there is a listener.
async fn serve(
    plan: Plan,
    state: &Path,
    listener: impl Future<Output = TcpListener>,
    told: impl Future<Output = ()>,
) -> Result<(), DaemonError> {
    let _work = plan.board.work().map_err(DaemonError::Thread)?;
    let branch = PoweredBranch::start(&plan, state)?;
    let (cell, power) = watch::channel(Some(branch.handle()));
    let mut turns = branch.handle().turns();
    let end = async {
        let failed = async { while turns.changed().await.is_ok() {} };
        tokio::select! {
            () = told => tracing::info!("told to stop"),
            () = failed => tracing::warn!("the engine has stopped"),
        }
    };
    let mut end = pin!(end);
    let listener = tokio::select! {
        listener = listener => Some(listener),
        () = &mut end => None,
    };
    let served = match listener {
        None => Ok(()),
        Some(listener) => {
            if let Ok(address) = listener.local_addr() {
                tracing::info!("{} is served on http://{address}/", plan.settings.key);
            }
            let Plan { settings, words, board, .. } = plan;
            let (power, faults) = (Power::new(power), board.faults.watch());
            let office = Office { settings, words, power, faults, playground: None, hosts: Vec::new() };
            crate::ports::serve(listener, office, end).await
        }
    };
    drop(cell);
    branch.stop()?;
    served.map_err(DaemonError::Serve)
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
