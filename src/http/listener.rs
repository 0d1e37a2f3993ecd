//! Where connections come from: a port of a network, or a socket among the files of this machine.

use std::future::Future;
use std::io;
use std::net::IpAddr;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};

/// Who is at the other end; among the extensions of each request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// Somebody at this address.
    Address(IpAddr),
    /// A process of this machine, and the user whom it runs for; nobody where the kernel does not say.
    Process(Option<u32>),
}

impl Peer {
    /// Its address, if it has one.
    pub fn address(self) -> Option<IpAddr> {
        match self {
            Self::Address(address) => Some(address),
            Self::Process(_) => None,
        }
    }
}

/// Something that connections come to.
pub trait Listener: Send + Sync {
    /// A connection.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// The next connection, and who it is.
    fn next(&self) -> impl Future<Output = io::Result<(Self::Stream, Peer)>> + Send;
}

impl Listener for TcpListener {
    type Stream = TcpStream;

    async fn next(&self) -> io::Result<(TcpStream, Peer)> {
        let (stream, peer) = self.accept().await?;
        // Views are small and must not wait for more.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("a connection went away at once: {error}");
        }
        Ok((stream, Peer::Address(peer.ip())))
    }
}

impl Listener for UnixListener {
    type Stream = UnixStream;

    async fn next(&self) -> io::Result<(UnixStream, Peer)> {
        let (stream, _) = self.accept().await?;
        let user = stream.peer_cred().ok().map(|credentials| credentials.uid());
        Ok((stream, Peer::Process(user)))
    }
}
