//! `rinda central`: the centre, until somebody stops it or its disk fails; and `rinda central-key`.

use super::{DaemonError, told_to_stop};
use crate::central::{self, CentreKey, Plan};
use crate::engine::time_source::KernelTime;
use crate::mqtt::{Address, Broker, TlsFiles};
use crate::protocol::hex;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// File handles for everything but pages.
const HANDLES_KEPT: usize = 100;

/// What the command line says of a centre.
#[derive(Debug)]
pub struct CentralOptions {
    /// Where phones reach it.
    pub listen: SocketAddr,
    /// Where the operator reaches it.
    pub operator: SocketAddr,
    /// Names under which proxies reach it.
    pub hosts: Vec<String>,
    /// Pages that are open at once.
    pub pages_max: usize,
    /// The broker.
    pub broker: Address,
    /// For a broker with TLS.
    pub tls: Option<TlsFiles>,
    /// Where it keeps its state.
    pub state: PathBuf,
    /// Its key.
    pub request_key: PathBuf,
}

/// Runs a centre. Returns when it was told to stop (SIGTERM, SIGINT).
///
/// # Errors
/// When it cannot start, or when its disk failed: then the process should end and be started anew.
pub fn central(options: CentralOptions) -> Result<(), DaemonError> {
    let CentralOptions { listen, operator, hosts, pages_max, broker, tls, state, request_key } = options;
    let pages_max = with_handles(pages_max);
    let plan = Plan {
        listen,
        operator,
        hosts,
        connections_max: pages_max,
        broker: Broker { address: broker, tls },
        state,
        key: CentreKey::read(&request_key).map_err(DaemonError::RequestKey)?,
        clock: Arc::new(KernelTime),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(DaemonError::Thread)?.block_on(async {
        let told = told_to_stop()?;
        let mut running = central::start(plan)?;
        tracing::info!("phones are served on http://{}/", running.address);
        tracing::info!("the operator's page is http://{}/operator", running.operator);
        tokio::select! {
            () = told => tracing::info!("told to stop"),
            () = running.ended() => tracing::warn!("the store has failed"),
        }
        Ok(running.stop().map_err(central::CentralError::Store)?)
    })
}

/// Takes as many file handles as the process may have; so many pages can be open then. What is left is for store and broker.
fn with_handles(pages_max: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let handles = if setrlimit(Resource::Nofile, raised).is_ok() { limit.maximum } else { limit.current };
    let possible = handles.map_or(usize::MAX, |handles| usize::try_from(handles).unwrap_or(usize::MAX));
    let possible = possible.saturating_sub(HANDLES_KEPT);
    if possible < pages_max {
        tracing::warn!(
            "only {possible} pages can be open at once: a process may have no more file handles here"
        );
    }
    pages_max.min(possible)
}

/// Makes a key file, and says what branches have to know of it.
///
/// # Errors
/// When the file cannot be made, or is there already.
pub fn make_central_key(path: &Path, name: &str) -> Result<String, DaemonError> {
    Ok(hex(&CentreKey::make(path, name)?.signing.public()))
}
