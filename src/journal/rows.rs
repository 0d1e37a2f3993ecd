//! Events as rows, and the chain of check sums that ties each row to the one before.

use crate::domain::event::Entry;
use crate::domain::time::{ClockTrust, Moment};
use rusqlite::types::Type;

/// An entry and where it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its place: 1, 2, 3, without gaps.
    pub seq: u64,
    /// The place of the first entry that was written in the same transaction.
    pub turn: u64,
    /// The check sum over it and the row before.
    pub sum: u32,
    /// What happened.
    pub entry: Entry,
}

/// A row of the table `events`.
pub(super) struct Row {
    pub(super) seq: u64,
    pub(super) turn: u64,
    pub(super) at: Moment,
    pub(super) event: String,
    pub(super) sum: u32,
}

/// The columns in the order of [`Row::read`].
pub(super) const COLUMNS: &str = "seq, turn, wall_ms, trust, steady_ms, event, sum";

impl Row {
    pub(super) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let trust = trust_from_text(row.get_ref(3)?.as_str()?);
        Ok(Self {
            seq: row.get::<_, i64>(0)?.cast_unsigned(),
            turn: row.get::<_, i64>(1)?.cast_unsigned(),
            at: Moment {
                wall_ms: row.get(2)?,
                trust: trust
                    .ok_or_else(|| rusqlite::Error::InvalidColumnType(3, "trust".into(), Type::Text))?,
                steady_ms: row.get::<_, i64>(4)?.cast_unsigned(),
            },
            event: row.get(5)?,
            sum: row.get(6)?,
        })
    }

    /// The sum that this row must carry after a row with the sum `before`.
    pub(super) fn sum_after(&self, before: u32) -> u32 {
        sum_after(before, self.seq, self.turn, self.at, &self.event)
    }

    /// The entry, or what the decoder dislikes.
    pub(super) fn decode(&self) -> Result<Recorded, serde_json::Error> {
        let event = serde_json::from_str(&self.event)?;
        let entry = Entry { at: self.at, event };
        Ok(Recorded { seq: self.seq, turn: self.turn, sum: self.sum, entry })
    }
}

/// CRC-32 over the sum of the row before and everything that this row says.
pub(super) fn sum_after(before: u32, seq: u64, turn: u64, at: Moment, event: &str) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&before.to_le_bytes());
    sum.update(&seq.to_le_bytes());
    sum.update(&turn.to_le_bytes());
    sum.update(&at.wall_ms.to_le_bytes());
    sum.update(trust_as_text(at.trust).as_bytes());
    sum.update(&at.steady_ms.to_le_bytes());
    sum.update(event.as_bytes());
    sum.finalize()
}

/// CRC-32 of a checkpoint.
pub(super) fn checkpoint_crc(seq: u64, sum: u32, state: &str) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&seq.to_le_bytes());
    crc.update(&sum.to_le_bytes());
    crc.update(state.as_bytes());
    crc.finalize()
}

pub(super) fn trust_as_text(trust: ClockTrust) -> &'static str {
    match trust {
        ClockTrust::Synced => "synced",
        ClockTrust::Unsynced => "unsynced",
    }
}

fn trust_from_text(text: &str) -> Option<ClockTrust> {
    [ClockTrust::Synced, ClockTrust::Unsynced].into_iter().find(|&trust| trust_as_text(trust) == text)
}
