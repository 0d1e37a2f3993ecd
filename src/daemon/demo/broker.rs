//! A broker within the demo's process. It forgets everything when it ends, and asks nobody who they are: branches that serve
//! people need a real one.

use super::DaemonError;
use crate::mqtt::{Address, Broker};
use rumqttd::{Config, ConnectionSettings, RouterConfig, ServerSettings};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

/// The largest message: a snapshot of a full day.
const MESSAGE_BYTES_MAX: usize = 4 << 20;

/// Starts a broker that lives as long as the process, on a free port of this machine.
///
/// # Errors
/// When the machine gives no port or no thread.
pub(super) fn start_broker() -> Result<Broker, DaemonError> {
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listen_failed =
        |source| DaemonError::Listen { address: loopback, said_by: "the operating system", source };
    // The crate takes an address and not a listener, so the port is given back for the moment between.
    let free =
        TcpListener::bind(loopback).and_then(|listener| listener.local_addr()).map_err(listen_failed)?;
    let server = ServerSettings {
        name: "broker".to_owned(),
        listen: free,
        tls: None,
        next_connection_delay_ms: 1,
        connections: ConnectionSettings {
            connection_timeout_ms: 5_000,
            max_payload_size: MESSAGE_BYTES_MAX,
            max_inflight_count: 16,
            auth: None,
            external_auth: None,
            dynamic_filters: true,
        },
    };
    let router = RouterConfig {
        max_connections: 64,
        max_outgoing_packet_count: 200,
        max_segment_size: 16 << 20,
        max_segment_count: 4,
        ..RouterConfig::default()
    };
    let config = Config { router, v5: Some([("v5".to_owned(), server)].into()), ..Config::default() };
    let work = move || {
        if let Err(error) = rumqttd::Broker::new(config).start() {
            tracing::warn!("the broker of the demo has ended: {error}");
        }
    };
    std::thread::Builder::new().name("broker".into()).spawn(work).map_err(DaemonError::Thread)?;
    let address = Address { encrypted: false, host: free.ip().to_string(), port: free.port() };
    Ok(Broker { address, tls: None })
}
