//! The branch's way to its centre: requests in, answers and facts out, over one MQTT connection.
//!
//! **Model.** [`outbox`] and [`inbox`] are state machines without I/O; [`reading`] makes messages of the journal and
//! [`picture`] one of the branch as it is. [`Link`] carries them out on a thread of its own: what comes from outside becomes a
//! command like any other, and what goes out is read from what is committed.
//!
//! **Invariants.** Nothing that arrives here can delay or stop the branch: all work has a bound, the engine is asked a few
//! things at a time, and the journal is read beside it. Nothing is owed in memory: after a crash the journal and the
//! centre's last word say what is to be told, and the broker gives what was not acknowledged. No request is taken and nothing
//! is told before the centre has said how far it is, or has been silent for a while, because that may show that another device
//! serves this branch; then the link acknowledges nothing, ends its connection and stays away until a restart or until a person
//! wants it begun anew, and the kiosk goes on.
//!
//! **Deliberately not here.** What requests lead to (`domain::branch`), the language (`protocol`), the connection (`mqtt`).

mod device;
pub mod inbox;
mod introduction;
pub mod outbox;
mod parts;
mod picture;
pub mod reading;
mod resync;
mod round_trip;
mod shell;
mod thread;

pub use device::device;
pub use parts::{FaultsInWords, Parts, Report};
pub use resync::Resync;
pub use round_trip::RoundTrip;
pub use thread::Link;
