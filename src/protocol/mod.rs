//! The language of a branch and its centre: MQTT topics and messages, and nothing else in the crate that is JSON on MQTT.
//!
//! **Model.** Below `rinda/1/{branch}/` each topic has one speaker:
//!
//! | topic | from | retained | says |
//! |---|---|---|---|
//! | `request` | centre | no | [`Signed`] [`RequestBody`]: somebody who is elsewhere wants something |
//! | `centre` | centre | yes | [`FromCentre`]: how far facts are stored, and what is missing |
//! | `facts` | branch | no | [`Facts`]: what happened, gapless, until the centre has acknowledged it |
//! | `reply` | branch | no | [`Reply`]: the answer to a request, the same bytes for each copy of it |
//! | `state` | branch | yes | [`State`]: how the branch is now, with forecasts |
//! | `life` | branch | yes | [`Life`]: that the branch is connected, and as its last will that it is not |
//!
//! Everything goes with QoS 1, so all of it may come twice and late; nothing depends on the order between topics.
//!
//! **Invariants.** Every message of a branch carries its epoch and its device, so that an older one cannot pass for a newer
//! one. Facts follow each other without a gap: each message says from where to where it reaches. Unknown fields are ignored,
//! unknown kinds are errors. No message says who a person is. `protocol/asyncapi.yaml` describes the same for others, and a
//! test holds it against these types.
//!
//! **Deliberately not here.** Connections, retries, storage.

mod fact;
mod life;
mod reply;
mod request;
mod state;
mod topic;

pub use fact::{Fact, Facts, FactsBody, FromCentre, OpenDay, Place, Snapshot, SnapshotTicket, Stage, What};
pub use life::Life;
pub use reply::{Answer, Refused, Reply};
pub use request::{BadRequest, Keys, RequestBody, RequestKey, Signed, Wish, from_hex, hex};
pub use state::{CounterNow, DayNow, Names, Now, OfficeNow, ServiceNow, State, TicketNow, Wait, names};
pub use topic::{Kind, Topic};

/// The most that a branch takes in one message.
pub const TO_BRANCH_BYTES_MAX: usize = 64 << 10;
/// The most that the centre takes in one message: a snapshot of a full day.
pub const TO_CENTRE_BYTES_MAX: usize = 2 << 20;
