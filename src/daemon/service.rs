//! The service port of a running branch: at its socket, and at an address where the board names one.

use crate::service::{Door, ServicePort, Station};
use std::env;
use std::path::{Path, PathBuf};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::watch;

/// The socket's file.
const SOCKET: &str = "service.sock";
/// Where systemd makes the directory of a unit with `RuntimeDirectory=rinda`.
const RUNTIME: &str = "/run/rinda";

/// Where the socket of a branch is: in the directory that the service manager made for it, else beside its state.
pub(super) fn socket_in(state: &Path) -> PathBuf {
    let runtime = env::var_os("RUNTIME_DIRECTORY").map(PathBuf::from);
    runtime.filter(|path| path.is_dir()).unwrap_or_else(|| state.to_owned()).join(SOCKET)
}

/// Where somebody at the command line finds it: beside the state that they name, else where systemd has it.
pub fn socket_for(state: Option<&Path>) -> PathBuf {
    state.unwrap_or(Path::new(RUNTIME)).join(SOCKET)
}

/// Serves technicians until the stop, at each door from when it is open.
pub(super) async fn serve_technicians(
    station: Station,
    at_socket: impl Future<Output = Door<UnixListener>>,
    at_address: impl Future<Output = Door<TcpListener>>,
    stopped: watch::Receiver<bool>,
) {
    let port = ServicePort::new(station);
    let stop = || {
        let mut stopped = stopped.clone();
        async move {
            // The end of who would tell it is a stop, too.
            let _ = stopped.wait_for(|&stop| stop).await;
        }
    };
    let at_socket = async {
        tokio::select! {
            door = at_socket => port.serve(door, stop()).await,
            () = stop() => {}
        }
    };
    let at_address = async {
        tokio::select! {
            door = at_address => {
                if let Ok(address) = door.address() {
                    tracing::info!("the service port is at http://{address}/");
                }
                port.serve(door, stop()).await;
            }
            () = stop() => {}
        }
    };
    tokio::join!(at_socket, at_address);
}
