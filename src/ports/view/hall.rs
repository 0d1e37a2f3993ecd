//! The hall's calls in words, for who cannot see the picture.

use super::Look;
use serde::Serialize;

/// A call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallView {
    /// Ascending.
    pub id: u64,
    /// Whose.
    pub number: String,
    /// "Counter 2".
    pub counter: String,
    /// Both in a sentence.
    pub words: String,
}

/// The hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HallView {
    /// Calls, newest first.
    pub calls: Vec<CallView>,
    /// The clock on the wall; `None` while it is not trusted.
    pub clock: Option<String>,
}

impl Look<'_> {
    /// The hall.
    pub fn hall(self) -> HallView {
        let calls = self.branch.state().calls.iter().rev().map(|call| CallView {
            id: call.id.0,
            number: call.number.to_string(),
            counter: self.say.counter_name(call.counter),
            words: self.say.demo_call(call.number, call.counter),
        });
        let local = self.local_now();
        HallView {
            calls: calls.collect(),
            clock: local.now.map(|now| crate::wording::times::clock(now, local.zone)),
        }
    }
}
