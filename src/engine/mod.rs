//! The turn: commands in, one commit, effects out.
//!
//! **Model.** [`turn::Engine`] is the one writer of a branch, without threads and without clocks: each turn takes the
//! commands that have piled up, decides them against a draft, writes all their events in one transaction with one
//! sync, and only then applies them to the branch that others can see and answers the receipts. [`run`] puts a thread, a
//! bounded inbox and the watchdog around it; [`handle::Handle`] is what everybody else holds.
//!
//! **Invariants.** Nothing is visible before it is durable: readers see the committed branch only, receipts come after the
//! commit, and executors read their duties from the committed branch. When the disk fails, the engine stops before it
//! lies. The watchdog is fed by this loop and by nothing else.
//!
//! **Deliberately not here.** Devices, HTTP, words. Executors find their duties with [`handle::Handle::read`]; there is no
//! list of things to send that could be forgotten.

pub mod clock;
pub mod clock_trust;
pub mod handle;
pub mod power;
mod random;
pub mod run;
pub mod time_source;
pub mod turn;

pub use handle::{AskError, Handle};
pub use power::Power;
pub use random::{random_bits, random_link};
pub use run::Thread;
pub use turn::{Engine, EngineError};
