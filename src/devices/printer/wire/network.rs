//! Printers that listen on a raw port of the network, usually 9100. They serve one connection at a time.

use super::error::{Operation, Trouble};
use super::link::{Kind, Opened};
use rustix::net::sockopt;
use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;
use tokio::net::TcpStream;

/// Looking up the name and connecting may take so long together, however many addresses the name has.
pub(super) const CONNECT: Duration = Duration::from_secs(3);
/// What the kernel keeps for the printer. A slip that waits here cannot be cleared, so it must not fit in.
const SEND_BUFFER_BYTES: usize = 8 * 1024;
/// An idle printer is asked at least every ten seconds; a connection on which nothing is acknowledged for so long is dead.
const UNACKNOWLEDGED_MS: u32 = 15_000;
/// The same for one on which nothing is sent.
const KEEPALIVE: Duration = Duration::from_secs(10);
const KEEPALIVE_PROBES: u32 = 3;

pub(super) async fn connect(address: &str) -> Result<Opened, Trouble> {
    let refused = |source| Trouble::Refused { operation: Operation::Connect, source };
    let connected = tokio::time::timeout(CONNECT, TcpStream::connect(address)).await;
    let stream = connected.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())).map_err(refused)?;
    let socket = OwnedFd::from(stream.into_std().map_err(refused)?);
    configure(&socket).map_err(Trouble::refused(Operation::Configure))?;
    Ok(Opened { file: socket, kind: Kind::Network })
}

fn configure(socket: &OwnedFd) -> rustix::io::Result<()> {
    sockopt::set_tcp_nodelay(socket, true)?;
    sockopt::set_socket_send_buffer_size(socket, SEND_BUFFER_BYTES)?;
    sockopt::set_tcp_user_timeout(socket, UNACKNOWLEDGED_MS)?;
    sockopt::set_socket_keepalive(socket, true)?;
    sockopt::set_tcp_keepidle(socket, KEEPALIVE)?;
    sockopt::set_tcp_keepintvl(socket, KEEPALIVE)?;
    sockopt::set_tcp_keepcnt(socket, KEEPALIVE_PROBES)?;
    // What was not sent when the link is given up is void. The kernel would go on sending it otherwise.
    sockopt::set_socket_linger(socket, Some(Duration::ZERO))
}
