//! What has to be known of a branch at one moment to play it forward.

use super::pace::LogNormal;
use super::shifts::Break;
use crate::domain::ids::CounterId;

/// Which services a counter does: one bit for each, by its place in [`Snapshot::services`].
pub type Skills = u64;
/// More services than this are not told apart.
pub const SERVICES_MAX: usize = 64;

/// A branch at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Steady time.
    pub now_ms: u64,
    /// What is known of each service.
    pub services: Vec<ServicePace>,
    /// Who waits, in the order in which they will be called.
    pub line: Vec<Waiting>,
    /// The counters at which somebody works, or will today.
    pub desks: Vec<Desk>,
}

/// What is known of a service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ServicePace {
    pub(super) duration: LogNormal,
}

impl ServicePace {
    /// The mean duration, in milliseconds.
    pub fn mean_ms(&self) -> u64 {
        super::pace::rounded(self.duration.mean_ms())
    }
}

/// Somebody who waits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waiting {
    /// For what, by its place among the services.
    pub service: usize,
    /// Since when.
    pub joined_ms: u64,
    /// The share of such people who are not there when their turn comes, or never come.
    pub gone: f64,
    /// Of somebody who is on the way: how long after joining they are expected.
    pub expected_ms: Option<u64>,
}

impl Waiting {
    /// Somebody who is here.
    pub fn here(service: usize, joined_ms: u64, gone: f64) -> Self {
        Self { service, joined_ms, gone, expected_ms: None }
    }
}

/// A counter at which somebody works, or will today.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// Which.
    pub counter: CounterId,
    /// What is done there.
    pub skills: Skills,
    /// What is going on there.
    pub work: Work,
    /// When nobody works there, ascending.
    pub breaks: Vec<Break>,
    /// How much longer services take there than elsewhere.
    pub(super) factor: f64,
}

/// What is going on at a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Nothing.
    Idle {
        /// Since when.
        since_ms: u64,
    },
    /// A service.
    Busy {
        /// Which, by its place among the services.
        service: usize,
        /// Since when.
        since_ms: u64,
    },
}

impl Desk {
    pub(super) fn does(&self, service: usize) -> bool {
        self.skills & skill(service) != 0
    }
}

/// The bit of one service.
pub fn skill(service: usize) -> Skills {
    1 << (service.min(SERVICES_MAX - 1))
}

impl Snapshot {
    /// The services that are done at some counter that also does this one: their people wait for the same clerks.
    pub(super) fn competing(&self, service: usize) -> Skills {
        let able = self.desks.iter().filter(|desk| desk.does(service));
        able.fold(skill(service), |skills, desk| skills | desk.skills)
    }
}
