//! A seeded world around the real engine.
//!
//! **Model.** One seed decides everything: the office ([`site`]), what goes wrong ([`temper`]), the clocks, the disk that
//! forgets what was not synced, printers, contacts, people, and the moments at which the power fails ([`power`]). The
//! engine, the journal with its SQLite, the buttons, the printers' conversation, the hall's schedule, the link's outbox and the
//! centre's mirror are the real ones.
//! After every step the promises of the house are checked ([`promise`]), by parts that do not trust each other: a
//! [`ledger`] of everything that the journal said, [`witness`]es of what people saw, and the [`paper`] that came out. Then
//! all faults end, and the world must come to rest ([`rest`]).
//!
//! **Invariant.** The same seed gives the same run on every machine.
//!
//! **Lies.** Devices vanish, say garbage, say it late, lie about themselves, and have other names than the board file says
//! ([`cable`], [`contacts`], and what [`people`] do to printers). No check is weaker for that: what a lie makes undecidable is known exactly, slip by slip
//! (`KioskHardware::lied_about`).
//!
//! **Deliberately not here.** Threads, sockets, frames and pages: they are tested elsewhere. So are screens, small panels and
//! lamps, because no promise waits for them: a call is shown when the hall's schedule says so, and that knows no glass. A
//! screen that vanishes takes its copies of the frames with it, and nothing else. Which wire leads to a printer, the kernel's
//! printer class or raw USB: behind both stands the same conversation, and [`cable`] does to it whatever a wire can do.

mod cable;
mod centre;
mod choice;
mod clocks;
pub mod commands;
mod contacts;
pub mod disk;
mod keypad;
mod kiosk;
mod ledger;
mod paper;
mod people;
mod phones;
mod play;
mod power;
mod promise;
#[cfg(test)]
mod properties;
pub mod reference;
mod requests;
mod rest;
mod restore;
mod site;
mod temper;
#[cfg(test)]
mod tests;
mod trace;
mod vfs;
mod witness;
mod world;

pub use play::Report;
pub use promise::{Broken, Promise};

use world::World;

/// A seed in which a promise was broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("seed {seed}: {broken}")]
pub struct Failure {
    /// Which seed.
    pub seed: u64,
    /// Which promise, and how.
    pub broken: Broken,
}

/// Plays the world of a seed to its end.
///
/// # Errors
/// The first promise that was broken.
pub fn play(seed: u64) -> Result<Report, Failure> {
    World::new(seed, false).play().map_err(|broken| Failure { seed, broken })
}

/// Plays the world of a seed again and gives the last things that happened in it, in words.
pub fn trace(seed: u64, lines_max: usize) -> String {
    let mut world = World::new(seed, true);
    let outcome = world.play();
    let end = outcome.map_or_else(|broken| broken.to_string(), |report| format!("{report:?}"));
    format!("{}{end}\n", world.trace.newest(lines_max))
}
