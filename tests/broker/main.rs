//! Branches and their centre beside a real broker: Debian's mosquitto with the configuration that we ship.
//!
//! **Model.** Each scenario has a broker of its own on a free port, with an authority and certificates of its own
//! ([`mosquitto`]), so that it can be killed, robbed of its memory and started again.
//!
//! **Invariants.** No scenario sleeps: it waits until something has happened, and after [`clients::PATIENCE`] fails with
//! what was expected.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod centre;
mod clients;
mod connection;
mod contract;
mod daemon;
mod example;
mod link;
mod mosquitto;
mod office;
mod phones;
mod strangers;
