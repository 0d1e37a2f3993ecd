//! The service port: what technicians see, watch and do.
//!
//! **Model.** One HTTP API on a socket among the files of the machine, and on loopback where the board says so. It has three
//! faces: the bare API (`openapi.yaml`), `rinda service` on the command line ([`client`], [`terminal`]), and a page. What is seen is
//! a [`picture`] of the committed branch, of devices with their [`history`], of the [`machine`] and of the way to the centre; what is
//! done is one of the [`acts`], which becomes one command of the branch, or a [test](crate::domain::trial) of devices, which becomes none.
//! [`metrics`] has the same numbers for Prometheus. A changed configuration is asked for by [`reload`].
//!
//! **Invariants.** Who reaches the socket may read: its permissions are the authority. On loopback, where any program of the machine can
//! knock, reading needs the PIN too, except for the metrics, which say nothing of anybody. Acts and tests always need the PIN, and
//! each is in the [audit log](crate::access::audit) before it is done. Nobody holds a token that a browser would send by itself, so no foreign page can act.
//! Wrong PINs make people wait ([`crate::access`]), never the queue: the port reads what the engine has committed, as pages do, and
//! everything that takes time (files, hashes) is done by threads of its own.
//!
//! **Deliberately not here.** Rules: whether an act may be done is asked of `decide`. TLS: the port is not for networks.

pub mod acts;
mod album;
mod certificate;
pub mod client;
mod door;
pub mod history;
mod inputs;
mod live;
pub mod machine;
mod metrics;
mod pages;
pub mod picture;
pub mod reload;
mod routes;
mod sessions;
mod signing_in;
mod stated;
mod station;
mod takeaway;
pub mod terminal;
pub mod told;
mod trials;
mod watch;

#[cfg(test)]
mod tests;

pub use album::Days;
pub use door::Door;
pub use inputs::{Watch, Watched};
pub use routes::{Done, Record, ServicePort, Told};
pub use stated::StatedTime;
pub use station::{Bundler, Lasting, Restart, Resync, Station};
pub use trials::{Outcome, Tested, Trials};
