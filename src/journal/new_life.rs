//! A new life for a journal that others may have overtaken: one that comes from a backup, or whose branch another device has
//! served meanwhile. What happened there is not known here, and yet no number that somebody may hold is given again.
//!
//! **Model.** A life begins in a higher epoch, with every series a good way up: the first number of today comes after the next
//! full thousand, and at least [`GAP`] above the highest mark of any date that is remembered. The domain goes on there for the
//! rest of the day (`Branch::opened`), and begins with 1 on the day after.
//!
//! **Why nothing comes twice, and where that ends.** Marks cover the most that one day has had of a series. So the other life would
//! have to give [`GAP`] numbers more than on any remembered day; whoever knows of a higher one says so (`above`). Two
//! lives that begin on one day from one backup give the same numbers, if the second is begun without `above` where nothing
//! of the first is left. Ids of tickets, calls and jobs follow the epoch, and the epoch follows the clock: one for each ten
//! minutes of this century's rest, so that also two lives that know nothing of each other are told apart by a centre, and
//! the later one is obeyed. A life that begins within the same ten minutes as another, or by a clock that is wrong, is not.

use super::database;
use super::disk::Disk;
use super::error::JournalError;
use super::marks::Marks;
use super::recover::{self, Sound};
use super::{Place, day_after};
use crate::domain::branch::NumbersGiven;
use crate::domain::ids::{SERIES_LETTERS, Series, TicketNumber};
use crate::domain::planted::{Bug, planted};
use chrono::{DateTime, NaiveDate};
use std::collections::BTreeMap;
use std::fmt;

/// So many numbers of a series another life may have given above the highest mark.
const GAP: u16 = 500;
/// What people see of it: the numbers go on after a full thousand.
const STEP: u16 = 1000;

/// 2026-01-01 UTC, in milliseconds since 1970.
const FIRST_EPOCH_MS: i64 = 1_767_225_600_000;
const EPOCH_MS: i64 = 600_000;
/// Epochs stay below 2^21, so that ids stay below what a browser can count to: enough until 2065.
const EPOCH_MAX: u32 = (1 << 21) - 1;

/// A life that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLife {
    /// Its epoch.
    pub epoch: u32,
    /// The highest number of each series that may have been given; today goes on above it.
    pub above: BTreeMap<Series, u16>,
}

impl fmt::Display for NewLife {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = self.above.values().min().copied().unwrap_or(0);
        write!(f, "Epoch {} begins; today's numbers go on above {most}", self.epoch)?;
        let others = self.above.iter().filter(|(_, above)| **above != most);
        others.into_iter().try_for_each(|(series, above)| write!(f, ", {series} above {above}"))?;
        write!(f, ".")
    }
}

/// Begins a new life in a database that adds up. When it returns, both are on disk.
pub(super) fn begin(
    place: &Place,
    disk: &mut dyn Disk,
    sound: &Sound,
    mut marks: Marks,
    above: &[TicketNumber],
    now_ms: i64,
) -> Result<NewLife, JournalError> {
    let newest = sound.checkpoint.as_ref().and_then(|state| state.last_date);
    let last_date = sound.tail.iter().fold(newest, |day, entry| day_after(day, &entry.event));
    marks.epoch = epoch_of(marks.epoch.max(sound.epoch), now_ms);
    super::marks::raise_to(&mut marks.numbers, &sound.floors);
    let today = DateTime::from_timestamp_millis(now_ms).unwrap_or_default().date_naive();
    let above = floors(&marks.numbers, above);
    for date in dates(&marks.numbers, last_date, today) {
        if !planted(Bug::RestoredNumbersRepeat) {
            super::marks::raise_to(&mut marks.numbers, &NumbersGiven::from([(date, above.clone())]));
        }
    }
    // The other way round a power cut in between would be taken for a journal that had lost something.
    let begun = database::begin_epoch(&sound.db, marks.epoch, &marks.numbers);
    begun.map_err(|error| JournalError::statement(&place.path, "beginning a new life", &error))?;
    recover::store(place, disk, &marks)?;
    Ok(NewLife { epoch: marks.epoch, above })
}

/// The epoch of a life that begins at this time, if nothing higher is known.
pub fn epoch_at(now_ms: i64) -> u32 {
    u32::try_from(now_ms.saturating_sub(FIRST_EPOCH_MS) / EPOCH_MS).unwrap_or(0).min(EPOCH_MAX)
}

/// Higher than every epoch that is known, and than that of any life that began more than ten minutes ago.
fn epoch_of(known: u32, now_ms: i64) -> u32 {
    epoch_at(now_ms).max(known.saturating_add(1))
}

/// The dates that a day may go on under: those that are known, or else today.
fn dates(numbers: &NumbersGiven, last_date: Option<NaiveDate>, today: NaiveDate) -> Vec<NaiveDate> {
    let known: Vec<NaiveDate> = numbers.keys().copied().chain(last_date).collect();
    if known.is_empty() { vec![today] } else { known }
}

/// Of every letter that a series can have: the site may have got one since.
fn floors(numbers: &NumbersGiven, above: &[TicketNumber]) -> BTreeMap<Series, u16> {
    let all = SERIES_LETTERS.chars().filter_map(|letter| Series::try_from(letter).ok());
    all.map(|series| {
        let given = numbers.values().filter_map(|of_date| of_date.get(&series)).copied();
        let said = above.iter().filter(|number| number.series == series).map(|number| number.count);
        let floor = next_start(given.max().unwrap_or(0)).max(said.max().map_or(0, next_thousand));
        (series, floor)
    })
    .collect()
}

fn next_start(highest: u16) -> u16 {
    next_thousand(highest.saturating_add(GAP))
}

fn next_thousand(count: u16) -> u16 {
    count.div_ceil(STEP).saturating_mul(STEP).min(TicketNumber::COUNT_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_on_after_a_thousand_well_above_the_highest() {
        let cases =
            [(0, 1000), (180, 1000), (500, 1000), (501, 2000), (1400, 2000), (9400, 9999), (9999, 9999)];
        for (highest, start) in cases {
            assert_eq!(next_start(highest), start, "{highest}");
        }
        let (a, r) = (Series::try_from('A').unwrap(), Series::try_from('R').unwrap());
        let date = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let numbers = NumbersGiven::from([(date, BTreeMap::from([(a, 180)]))]);
        let said = [TicketNumber { series: a, count: 1001 }, TicketNumber { series: a, count: 7 }];
        let floors = floors(&numbers, &said);
        assert_eq!((floors[&a], floors[&r], floors.len()), (2000, 1000, SERIES_LETTERS.len()));
    }

    #[test]
    fn a_later_life_has_a_higher_epoch_whatever_it_knows() {
        let at = |date: &str| DateTime::parse_from_rfc3339(date).unwrap().timestamp_millis();
        let first = epoch_of(1, at("2026-11-26T10:42:00Z"));
        assert!(first > 40_000 && first < EPOCH_MAX, "{first}");
        assert!(epoch_of(1, at("2026-11-26T10:52:00Z")) > first);
        assert_eq!(epoch_of(first, at("2026-11-26T10:43:00Z")), first + 1);
        assert_eq!(epoch_of(3, at("1970-01-01T00:00:00Z")), 4);
        assert!(u64::from(epoch_of(1, i64::MAX)) << 32 < 1 << 53);
    }
}
