//! A ticket: a person's place in the line, and the slip that tells them so.
//!
//! **Model.** `Waiting → Called → Serving → Served`, with exits no-show, parked, cancelled, transferred and
//! expired. Presence is separate, and so is the slip. A transferred ticket keeps its number and waits again for the
//! other service; a parked ticket keeps its number and may come back. All other exits end the ticket: it leaves the
//! state and stays in the journal.

use super::forecast::Forecast;
use super::ids::{CallId, CounterId, JobId, KioskId, LinkId, RequestId, ServiceId, TicketId, TicketNumber};
use super::time::Moment;
use serde::{Deserialize, Serialize};

/// The languages that people can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Latvian, the public language.
    Lv,
    /// Russian.
    Ru,
    /// English.
    En,
    /// Ukrainian.
    Uk,
}

impl Language {
    /// All of them, Latvian first.
    pub const ALL: [Self; 4] = [Self::Lv, Self::Ru, Self::En, Self::Uk];
}

/// How the ticket came into the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// At a kiosk or a counter of this branch.
    WalkIn,
    /// From the central queue, by the id of the request that asked for it.
    Remote(RequestId),
}

/// Whether the person is known to be in the branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// In the branch; may be called.
    Present,
    /// Joined from elsewhere and not checked in yet; is never called.
    Absent,
}

/// The class of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Ranks by join time alone.
    Normal,
    /// Ranks as if it had joined a little earlier (a person with a disability, with an infant).
    Priority,
}

/// Where a ticket is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TicketState {
    /// In the line.
    Waiting,
    /// Asked to come to a counter.
    Called {
        /// To which.
        counter: CounterId,
        /// The newest announcement.
        call: CallId,
        /// How often it was called again.
        recalls: u8,
        /// When it was called first, in steady milliseconds.
        since_ms: u64,
    },
    /// At the counter.
    Serving {
        /// At which.
        counter: CounterId,
        /// Since when, in steady milliseconds.
        since_ms: u64,
    },
    /// Out of the line with its number kept until the hold ends.
    Parked {
        /// Steady time at which its turn came or it was set aside.
        turn_ms: u64,
        /// Steady time at which it expires.
        until_ms: u64,
    },
    /// Its life has ended; kept only until its slip is settled.
    Ended,
}

/// What is known about the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SlipState {
    /// This ticket has no paper (taken at a counter, or remote).
    None,
    /// Owed; no byte was sent.
    Reserved {
        /// Steady time of the reservation: an old one is not printed any more.
        since_ms: u64,
    },
    /// Bytes may have reached the printer.
    Sent {
        /// The job that carries it.
        job: JobId,
    },
    /// The printer gave evidence that the paper came out.
    Printed,
    /// The printer gave evidence that it did not.
    Failed,
    /// Nobody can know.
    Uncertain,
}

impl SlipState {
    /// Whether nothing more is owed for this slip.
    pub fn settled(self) -> bool {
        match self {
            Self::None | Self::Printed | Self::Failed | Self::Uncertain => true,
            Self::Reserved { .. } | Self::Sent { .. } => false,
        }
    }
}

/// A wait by its quantiles, in seconds. Never a point: what people are told is the range from P10 to P90, which four waits
/// of five fall into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitRange {
    /// The wait is shorter than this one time in ten ("not before").
    pub p10_s: u32,
    /// It is as often shorter as longer.
    pub p50_s: u32,
    /// It is longer one time in five; what admission before closing time counts with.
    pub p80_s: u32,
    /// It is longer one time in ten.
    pub p90_s: u32,
}

impl WaitRange {
    /// From quantiles in milliseconds.
    pub fn of(quantiles_ms: [u64; 4]) -> Self {
        let seconds = quantiles_ms.map(|ms| u32::try_from(ms / 1000).unwrap_or(u32::MAX));
        let [p10_s, p50_s, p80_s, p90_s] = seconds;
        Self { p10_s, p50_s, p80_s, p90_s }
    }

    /// The quantiles in milliseconds.
    pub fn quantiles_ms(self) -> [u64; 4] {
        [self.p10_s, self.p50_s, self.p80_s, self.p90_s].map(|seconds| u64::from(seconds) * 1000)
    }

    /// This wait, but in no way shorter than the other.
    pub fn at_least(self, other: Self) -> Self {
        Self {
            p10_s: self.p10_s.max(other.p10_s),
            p50_s: self.p50_s.max(other.p50_s),
            p80_s: self.p80_s.max(other.p80_s),
            p90_s: self.p90_s.max(other.p90_s),
        }
    }
}

/// What a person was told when they joined; printed from here, scored against what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// People before this one, here or on the way, who can be called at the same counters.
    pub ahead: u32,
    /// The wait and what it rests on, when it could be computed.
    pub forecast: Option<Forecast>,
}

impl Promise {
    /// The wait, when it could be computed.
    pub fn wait(&self) -> Option<WaitRange> {
        self.forecast.map(|forecast| forecast.wait)
    }
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// For its whole life.
    pub id: TicketId,
    /// What people read.
    pub number: TicketNumber,
    /// What the person waits for now; changes with a transfer.
    pub service: ServiceId,
    /// How it came.
    pub origin: Origin,
    /// Its class.
    pub class: Class,
    /// The language that the person asked for.
    pub language: Language,
    /// What its link carries.
    pub link: LinkId,
    /// When it joined; the time is printed only if it was trusted.
    pub joined: Moment,
    /// Whether the joining time may be shown as a clock time.
    pub joined_clock_trusted: bool,
    /// What was promised then.
    pub promise: Promise,
    /// Where it is in its life.
    pub state: TicketState,
    /// Whether the person is here.
    pub presence: Presence,
    /// The paper.
    pub slip: SlipState,
    /// Which kiosk prints it.
    pub kiosk: Option<KioskId>,
    /// Whether the slip on its way is a COPY.
    pub copy: bool,
    /// How often a ticket with credit was put before it.
    pub slips: u8,
    /// How often a returning ticket was put before it.
    pub setbacks: u8,
    /// How often it was set aside as a no-show.
    pub no_shows: u8,
    /// How often its holder let others go first.
    pub steps_back: u8,
    /// Whether it was set aside, passed on or moved back since it joined: what was promised says nothing about its wait any more.
    pub moved: bool,
}
