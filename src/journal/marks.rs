//! The high-water marks: what tells which numbers may have been given when the database cannot.
//!
//! **Model.** Two text files with the same content, each with a check sum. A mark is an upper bound: it is raised
//! by a block before the first number of that block may be committed, so that one durable write serves a hundred
//! tickets and every number that anybody ever saw is at or below its mark.
//!
//! **Invariants.** Both copies are written, one after the other, each by rename: a power cut leaves at least one,
//! and either of them alone is good. Of two that differ the higher value counts, mark by mark.

use super::disk::Disk;
use crate::domain::branch::NumbersGiven;
use crate::domain::ids::Series;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::io;

/// The two copies.
pub const FILES: [&str; 2] = ["marks.a", "marks.b"];

/// Numbers of one series that one durable write makes available.
const BLOCK: u16 = 100;

/// Dates that are kept: today, and enough others that a clock that lies about the date for some days
/// does not push today out.
const DATES_MAX: usize = 16;

/// Upper bounds of everything that was given and must never be given again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The highest epoch that was begun.
    pub epoch: u32,
    /// No number of this service date and series is higher.
    pub numbers: NumbersGiven,
}

impl Marks {
    /// Whether no ticket can have been given under these marks.
    pub fn nothing_given(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The mark of a series; 0 when none of its numbers may be given yet.
    pub fn of(&self, date: NaiveDate, series: Series) -> u16 {
        self.numbers.get(&date).and_then(|of_date| of_date.get(&series)).copied().unwrap_or(0)
    }

    /// Whether less than half a block is left above this number.
    pub(super) fn low(&self, date: NaiveDate, series: Series, count: u16) -> bool {
        self.of(date, series).saturating_sub(count) < BLOCK / 2
    }

    /// Raises the mark so that a block lies above this number.
    pub(super) fn raise(&mut self, date: NaiveDate, series: Series, count: u16) {
        let of_date = self.numbers.entry(date).or_default();
        let mark = of_date.entry(series).or_insert(0);
        *mark = (*mark).max(count.saturating_add(BLOCK));
        while self.numbers.len() > DATES_MAX {
            // The oldest, but never the date that is being served: a clock that was years ahead may have left
            // dates behind that are "newer".
            let oldest = self.numbers.keys().copied().find(|&other| other != date);
            oldest.and_then(|oldest| self.numbers.remove(&oldest));
        }
    }

    /// Raises the marks of all dates to the highest of each series. After a loss nobody knows any more which of the dates
    /// a clock that was wrong has made up, and which numbers were given on the day that it really is.
    pub(super) fn level(&mut self) {
        let mut highest = BTreeMap::new();
        for (&series, &count) in self.numbers.values().flatten() {
            let mark = highest.entry(series).or_insert(0);
            *mark = count.max(*mark);
        }
        self.numbers.values_mut().for_each(|of_date| of_date.clone_from(&highest));
    }

    /// The higher of two, mark by mark.
    pub(super) fn join(&mut self, other: &Self) {
        self.epoch = self.epoch.max(other.epoch);
        raise_to(&mut self.numbers, &other.numbers);
    }

    pub(super) fn to_text(&self) -> String {
        let mut text = format!("rinda marks 1\nepoch {}\n", self.epoch);
        for (date, of_date) in &self.numbers {
            for (series, count) in of_date {
                text += &format!("{date} {series} {count}\n");
            }
        }
        let sum = crc32fast::hash(text.as_bytes());
        text + &format!("crc {sum:08x}\n")
    }

    /// What a copy says; `None` when it is damaged.
    pub(super) fn from_bytes(content: &[u8]) -> Option<Self> {
        std::str::from_utf8(content).ok().and_then(Self::from_text)
    }

    fn from_text(text: &str) -> Option<Self> {
        let (body, sum) = text.strip_suffix('\n')?.rsplit_once("crc ")?;
        if sum != format!("{:08x}", crc32fast::hash(body.as_bytes())) {
            return None;
        }
        let mut lines = body.lines();
        if lines.next()? != "rinda marks 1" {
            return None;
        }
        let epoch = lines.next()?.strip_prefix("epoch ")?.parse().ok()?;
        let mut marks = Self { epoch, numbers: NumbersGiven::new() };
        for line in lines {
            let mut words = line.split(' ');
            let date: NaiveDate = words.next()?.parse().ok()?;
            let series: char = words.next()?.parse().ok()?;
            let count = words.next()?.parse().ok()?;
            marks.numbers.entry(date).or_default().insert(series.try_into().ok()?, count);
        }
        Some(marks)
    }
}

/// Raises numbers to those of `floors` where these are higher.
pub(super) fn raise_to(numbers: &mut NumbersGiven, floors: &NumbersGiven) {
    for (date, of_date) in floors {
        let mine = numbers.entry(*date).or_default();
        for (series, floor) in of_date {
            let number = mine.entry(*series).or_default();
            *number = (*number).max(*floor);
        }
    }
}

/// What the two files say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The higher of the readable copies.
    pub marks: Option<Marks>,
    /// How many of the copies exist but cannot be read.
    pub damaged: usize,
}

/// Reads both copies.
pub fn load(disk: &dyn Disk) -> io::Result<Found> {
    find(|name| disk.read(name))
}

/// Reads both copies from wherever they are.
pub(super) fn find(read: impl Fn(&str) -> io::Result<Option<Vec<u8>>>) -> io::Result<Found> {
    let mut found = Found::default();
    for name in FILES {
        let Some(content) = read(name)? else { continue };
        match Marks::from_bytes(&content) {
            Some(marks) => found.marks.get_or_insert_default().join(&marks),
            None => found.damaged += 1,
        }
    }
    Ok(found)
}

/// Writes both copies durably.
pub(super) fn store(disk: &mut dyn Disk, marks: &Marks) -> io::Result<()> {
    let text = marks.to_text();
    FILES.iter().try_for_each(|name| disk.write_durably(name, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marks() -> impl Strategy<Value = Marks> {
        let date = (0..40_000).prop_map(|days| NaiveDate::from_num_days_from_ce_opt(730_000 + days).unwrap());
        let series = prop::sample::select(crate::domain::ids::SERIES_LETTERS.chars().collect::<Vec<_>>());
        let series = series.prop_map(|letter| Series::try_from(letter).unwrap());
        let of_date = prop::collection::btree_map(series, 1..=9999u16, 1..4);
        (any::<u32>(), prop::collection::btree_map(date, of_date, 0..5))
            .prop_map(|(epoch, numbers)| Marks { epoch, numbers })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(marks in marks()) {
            prop_assert_eq!(Marks::from_text(&marks.to_text()), Some(marks));
        }

        #[test]
        fn a_text_that_is_changed_or_cut_is_not_read(
            marks in marks(),
            at: prop::sample::Index,
            other in 1..128u8,
            cut: bool,
        ) {
            let mut bytes = marks.to_text().into_bytes();
            let at = at.index(bytes.len());
            if cut { bytes.truncate(at) } else { bytes[at] ^= other }
            let text = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(Marks::from_text(&text), None);
        }
    }

    #[test]
    fn the_date_that_is_served_is_kept_even_when_a_clock_was_years_ahead() {
        let mut marks = Marks::default();
        let (today, series) = ("2026-11-24".parse().unwrap(), 'A'.try_into().unwrap());
        for year in 2100..2100 + i32::try_from(DATES_MAX).unwrap() {
            marks.raise(NaiveDate::from_ymd_opt(year, 1, 1).unwrap(), series, 1);
        }
        marks.raise(today, series, 7);
        assert_eq!((marks.numbers.len(), marks.of(today, series)), (DATES_MAX, 7 + BLOCK));
    }
}
