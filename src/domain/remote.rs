//! What people ask for who are elsewhere, and what they are answered.
//!
//! **Model.** A [`Request`] is asked under an id of its own. The branch answers each id once and for ever: the answer is an
//! event, written together with what it did, and whoever asks again gets the same one. A request is worth nothing after its
//! `not_after`.
//!
//! **Invariants.** What is remembered is bounded by [`REQUESTS_MAX`] and forgotten when no request of its time can come any
//! more. Nothing here says who somebody is: a person is a token that the centre makes anew each day.
//!
//! **Deliberately not here.** Messages and signatures (`protocol`), and whether a request is allowed (`branch::remote`).

use super::ids::{LinkId, PersonToken, RequestId, ServiceId, TicketId, TicketNumber};
use super::refusal::Refusal;
use super::ticket::{Language, Promise};
use serde::{Deserialize, Serialize};

/// Answers and tombstones that are remembered at the most.
pub const REQUESTS_MAX: usize = 32_768;
/// No request is valid for longer: so long must be remembered what was answered.
pub const VALID_MS_MAX: i64 = 24 * 3_600_000;

/// What somebody who is elsewhere wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The same for every copy of it.
    pub id: RequestId,
    /// Wall time after which nobody waits for the answer, in milliseconds since 1970 UTC.
    pub not_after_ms: i64,
    /// What is wanted.
    pub wish: Wish,
}

/// A wish from elsewhere. Tickets are named by their links: also those that a kiosk has given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "wish", rename_all = "snake_case")]
pub enum Wish {
    /// To join the line.
    Join {
        /// For what.
        service: ServiceId,
        /// In which language they want to be told.
        language: Language,
        /// What the ticket's link will carry.
        link: LinkId,
        /// Who, for today.
        person: PersonToken,
    },
    /// To leave the line. Also before the join has arrived: it is refused then.
    Leave {
        /// Whose ticket.
        link: LinkId,
    },
    /// To let a few others go first.
    MoreTime {
        /// Whose ticket.
        link: LinkId,
    },
    /// To say that they are here, with the code that is shown in the branch.
    CheckIn {
        /// Whose ticket.
        link: LinkId,
        /// What they read there.
        code: String,
    },
}

/// What a request led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum RequestAnswer {
    /// The ticket was given.
    Joined {
        /// Which.
        ticket: TicketId,
        /// Its number.
        number: TicketNumber,
        /// What was promised.
        promise: Promise,
    },
    /// It is so.
    Done,
    /// It is not.
    Refused(Refusal),
}
