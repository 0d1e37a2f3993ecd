//! HTTP for people with a browser: what every server of rinda has in common.
//!
//! **Model.** A server takes connections ([`serve`]) from a port or a socket, lets in who may come in ([`door`]), says in words what it cannot
//! answer ([`Problem`]), and gives out files that are built in ([`asset`]). What the pages are is the business of the rooms
//! above: the branch's own pages and those of the centre.
//!
//! **Invariants.** Everything is bounded: connections, heads, bodies, and the time that each may take. No page asks another
//! machine for anything.
//!
//! **Deliberately not here.** TLS: a proxy in front has the certificate.

pub mod asset;
#[cfg(test)]
pub(crate) mod browser;
pub mod door;
pub mod language;
mod listener;
pub mod live;
mod patience;
mod problem;
mod seats;
mod server;

pub use door::Hosts;
pub use listener::{Listener, Peer};
pub use problem::Problem;
pub use seats::Seats;
pub use server::serve;
