//! The doors for people with a browser: the counter consoles, the ticket page, the demo page.
//!
//! **Model.** A page is a still shell of HTML, and one stream of server-sent events that brings what it shows: a [`view`]
//! of the committed branch in the words of the reader's language, sent again whenever it differs from the one before
//! ([`live`]). What a person does goes the other way as a POST, becomes one command, and is answered when the turn is on
//! disk ([`counters`]). The branch may lose its power while the server goes on: [`crate::engine::Power`] says which branch
//! there is, and pages wait for the next one by themselves.
//!
//! **Invariants.** Everything is bounded: connections, heads, bodies, the time that each may take, and what is kept for a
//! slow reader (the newest view, nothing older). Only pages of this server can give commands: the `Host` must be one of
//! ours and a POST must come from ourselves ([`crate::http::door`]). No page asks another machine for anything. A counter that has a
//! PIN shows and does nothing for who has not signed in ([`consoles`]). A listener for the hall's network has the hall display and
//! nothing else ([`Offered::Hall`]); one for the clerks' network has the consoles and nothing else, and lets nobody in without a PIN
//! ([`Offered::Consoles`]). At the port with everything whoever is there works at a counter without a PIN: it is for the loopback
//! and for a proxy that the site trusts.
//!
//! **Deliberately not here.** Rules: what a button may do is asked of `decide`. Devices: the demo reaches them through [`demo::Playground`].

mod clerk_sessions;
mod clerks;
mod consoles;
mod counters;
pub mod demo;
mod explanations;
mod hall;
mod live;
mod office;
mod pages;
#[cfg(test)]
mod sample;
mod server;
#[cfg(test)]
mod tests;
mod tickets;
pub mod view;

pub use clerks::Clerks;
pub use office::Office;
pub use server::{Offered, serve};
