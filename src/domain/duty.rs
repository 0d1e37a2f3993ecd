//! What the world is owed, read from the state and therefore never forgotten.

use super::ids::{CallId, CounterId, JobId, KioskId, TicketId, TicketNumber};
use serde::{Deserialize, Serialize};

/// Something that an executor has to do and to report back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "duty", rename_all = "snake_case")]
pub enum Duty {
    /// Bring this slip onto paper; answered by `ReportSlip`.
    Print {
        /// Where.
        kiosk: KioskId,
        /// Under which id.
        job: JobId,
        /// Whose.
        ticket: TicketId,
    },
    /// Show this call in the hall; answered by `ReportCallShown`.
    Announce {
        /// Which.
        call: CallId,
        /// Whose.
        number: TicketNumber,
        /// Where to go.
        counter: CounterId,
        /// Whether the ticket came from a phone.
        remote: bool,
    },
}
