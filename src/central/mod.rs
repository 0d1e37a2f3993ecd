//! The centre: one place for phones to ask for numbers in many branches, and to see how it goes.
//!
//! **Model.** Thin: a [`gateway`] over an MQTT broker and a [`store`] of facts. Each branch is mirrored ([`mirror`]) from what it
//! says of itself; what people ask for is sent to it, signed, and is worth nothing until it has answered ([`requests`]). One
//! thread takes [`turn`]s: what has arrived, one commit, and then what follows. Pages (`web`) show what is on disk, in looks
//! ([`view`]) that are made once for all who read the same ([`hub`]).
//!
//! **Several instances.** Each listens to everything, mirrors everything in a store of its own, and asks branches for what it
//! has missed (plain fan-out). Shared subscriptions would give each fact to one instance only: then each would know a part, and a
//! phone would have to find the right one. With fan-out any instance can answer any phone, and one that was away needs
//! nobody but the branches. Any one's acknowledgement counts, because a fact that one instance has stored is not lost, and the others
//! notice the gap and ask. A request is known to the instance that was asked, and to all others from its ticket on; its name is made
//! from person and page ([`secrets`]), so that a page that tries again elsewhere asks for the same. All instances have the same key.
//!
//! **Invariants.** The centre promises nothing on a branch's behalf: a number is shown when its branch has given it. What is not
//! current says of when it is. Nothing is acknowledged that is not on disk. Nothing about a person is stored: a branch gets a token
//! that changes each day, and of a cookie that only the browser keeps.
//!
//! **Deliberately not here.** Rules of queues: branches have them. TLS for browsers: a proxy in front has the certificate.

mod broker;
pub mod gateway;
pub mod hub;
mod key;
pub mod mirror;
pub mod requests;
#[cfg(test)]
mod sample;
pub mod secrets;
mod start;
pub mod store;
#[cfg(test)]
mod tests;
pub mod turn;
pub mod view;
mod web;

pub use key::{CentreKey, KeyError};
pub use start::{CentralError, Plan, Running, start};
pub use store::StoreError;
