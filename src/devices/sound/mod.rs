//! What is heard: calls in the hall, answers at the kiosks.
//!
//! **Model.** One [`speaker`] for each sink decides what is said next, without I/O; places that share a sink share it. Beside
//! it a thin shell ([`shell`]) makes the sound ([`synthesis`]: our own chime, clips, or `espeak-ng` as a process) and gives
//! it to the [`outlet`] (`aplay` as a process, or a page). Shells of hall and kiosks hold a [`Voice`] and never wait for it.
//!
//! **Invariants.** On a sink one thing is heard at a time. Nobody who speaks waits: a sink that is missing, fails or hangs
//! costs a warning, and what should have been heard is shown all the same. Processes end by a deadline, with everything
//! that they have started.
//!
//! **Deliberately not here.** Words (`speech` has them), and a mixer: the volume is worked into the samples.

mod chime;
mod heard;
mod loudness;
mod outlet;
mod program;
mod shell;
mod speaker;
mod synthesis;
mod trial;
mod wav;

#[cfg(test)]
mod tests;

pub use heard::{Entry, Heard};
pub use loudness::Level;
pub use shell::{Sounds, Voice};
pub use speaker::{Fate, Place};
