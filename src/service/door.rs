//! The two doors of the port: a socket among the files of the machine, and an address.
//!
//! The socket can be reached by its owner and its group. A socket that was left behind by a process that ended hard is taken away:
//! the lock on the state directory has shown that there is no other one.

use crate::http::{Hosts, Listener};
use std::fs::{self, Permissions};
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tokio::net::{TcpListener, UnixListener};

/// Where connections come from, and under which names.
pub struct Door<L> {
    pub(super) listener: L,
    pub(super) hosts: Hosts,
}

impl Door<UnixListener> {
    /// Listens at a socket for owner and group. Must be called within a runtime.
    ///
    /// # Errors
    /// When the socket cannot be made there.
    pub fn at_socket(path: &Path) -> io::Result<Self> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let listener = UnixListener::bind(path)?;
        fs::set_permissions(path, Permissions::from_mode(0o660))?;
        Ok(Self { listener, hosts: Hosts::of_socket() })
    }
}

impl Door<TcpListener> {
    /// Listens at an address.
    ///
    /// # Errors
    /// When it cannot be had.
    pub async fn at_address(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let hosts = Hosts::new(listener.local_addr()?, &[]);
        Ok(Self { listener, hosts })
    }

    /// Where that is.
    ///
    /// # Errors
    /// When the operating system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl<L: Listener> std::fmt::Debug for Door<L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door").field("hosts", &self.hosts).finish_non_exhaustive()
    }
}
