//! What a printer is asked, and what answers it.

use super::hearing::Heard;
use crate::devices::printer::stream::Answer;
use crate::domain::ids::JobId;
use crate::domain::printer_profile::Evidence;
use crate::slip::escpos::{FULL_STATUS, NAME, REAL_TIME_STATUS, evidence_request};
use std::fmt;

/// The id that is echoed: none that a daemon comes to.
const ECHOED: JobId = JobId(JobId::COUNT - 1);
/// `GS I`: firmware, maker, model and serial number.
const NAMES: [(u8, &str); 4] = [(65, "firmware"), (66, "maker"), (67, "model"), (68, "serial number")];

/// One question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// `DLE EOT n`, 1 to 4.
    RealTime(u8),
    /// `DLE EOT 14h`, of Custom's.
    FullStatus,
    /// `GS r 1`.
    Queued,
    /// `GS I n`, 65 to 68.
    Name(u8),
    /// `GS ( H` function 48.
    Echo,
}

/// What answered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A status of so many bytes.
    Status(Vec<u8>),
    /// A name.
    Name(String),
    /// The echo.
    Echo,
}

impl Question {
    /// What is sent.
    pub(super) fn bytes(self) -> Vec<u8> {
        match self {
            Self::RealTime(n) => [&REAL_TIME_STATUS[..], &[n]].concat(),
            Self::FullStatus => [&REAL_TIME_STATUS[..], &[FULL_STATUS]].concat(),
            Self::Queued => evidence_request(ECHOED, Evidence::QueuedStatus),
            Self::Name(n) => [&NAME[..], &[n]].concat(),
            Self::Echo => evidence_request(ECHOED, Evidence::JobEcho),
        }
    }

    /// The reply, if this answers it.
    pub(super) fn reply(self, heard: &Heard) -> Option<Reply> {
        match (self, heard) {
            (Self::RealTime(_), Heard::Answer(Answer::RealTime(byte)))
            | (Self::Queued, Heard::Answer(Answer::Queued(byte))) => Some(Reply::Status(vec![*byte])),
            (Self::FullStatus, Heard::Answer(Answer::Full(bytes))) => Some(Reply::Status(bytes.to_vec())),
            (Self::Echo, Heard::Answer(Answer::Echo(ECHOED))) => Some(Reply::Echo),
            (Self::Name(_), Heard::Name(name)) => Some(Reply::Name(name.clone())),
            _ => None,
        }
    }

    /// What a name is the name of.
    pub(super) fn named(self) -> Option<&'static str> {
        let Self::Name(n) = self else { return None };
        NAMES.iter().find(|(number, _)| *number == n).map(|(_, what)| *what)
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RealTime(n) => {
                let about = ["is it on line", "why it is off line", "errors", "paper"];
                write!(f, "DLE EOT {n} ({})", about[usize::from(n - 1) % about.len()])
            }
            Self::FullStatus => write!(f, "DLE EOT 14h (full status of Custom's)"),
            Self::Queued => write!(f, "GS r 1 (status in turn)"),
            Self::Name(n) => write!(f, "GS I {n} ({})", self.named().unwrap_or("name")),
            Self::Echo => write!(f, "GS ( H 48 (echo of a job's id; prints nothing)"),
        }
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(bytes) => {
                let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                f.write_str(&bytes.join(" "))
            }
            Self::Name(name) => write!(f, "\"{name}\""),
            Self::Echo => write!(f, "echoed"),
        }
    }
}
