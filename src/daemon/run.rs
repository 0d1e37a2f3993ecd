//! `rinda run`: one branch, until somebody stops it or its disk fails.

use super::branch::{Plan, PoweredBranch};
use super::{DaemonError, listen, read_config, told_to_stop};
use crate::devices::installation::Installation;
use crate::engine::time_source::KernelTime;
use crate::ports::Office;
use crate::ports::power::Power;
use crate::wording::Words;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch;

/// Serves a branch. Returns when it was told to stop (SIGTERM, SIGINT).
///
/// # Errors
/// When it cannot start, or when the disk failed: then the process should end and be started anew, to read what is there.
pub fn run(board: &Path, site: &Path, state: &Path) -> Result<(), DaemonError> {
    let config = read_config(board, site)?;
    let plan = Plan {
        board: Arc::new(Installation::new(&config.board)),
        settings: Arc::new(config.settings),
        time: Arc::new(KernelTime::new()),
        words: Arc::new(Words::load()),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(DaemonError::Thread)?.block_on(async {
        let listener = listen(config.board.listen).await?;
        let _work = plan.board.work().map_err(DaemonError::Thread)?;
        let branch = PoweredBranch::start(&plan, state)?;
        let (cell, power) = watch::channel(Some(branch.handle()));
        tracing::info!("{} is served on http://{}/", plan.settings.key, config.board.listen);
        let mut turns = branch.handle().turns();
        let told = told_to_stop()?;
        let end = async {
            let failed = async { while turns.changed().await.is_ok() {} };
            tokio::select! {
                () = told => tracing::info!("told to stop"),
                () = failed => tracing::warn!("the engine has stopped"),
            }
        };
        let Plan { settings, words, .. } = plan;
        let office =
            Office { settings, words, power: Power::new(power), playground: None, hosts: Vec::new() };
        let served = crate::ports::serve(listener, office, end).await;
        drop(cell);
        branch.stop()?;
        served.map_err(DaemonError::Serve)
    })
}
