//! When somebody works at a counter today, as far as its hours can tell.
//!
//! **Model.** A site may give a counter hours. What clerks do goes before what is written: an open counter is at work
//! whatever its hours say, until the end of the shift that has begun or comes next; one that should be open and is not is as
//! late by as much again as nobody has been there already. (Of a delay of unknown length, half is over on the average: the
//! Copernican estimate of Gott, Nature 363, 1993.)
//!
//! **Deliberately not here.** Dates and time zones ([`crate::domain::calendar`]), and what happens to people whom no other
//! counter serves when a shift ends ([`super::play`]).

/// A time in which nobody works at a counter, in milliseconds from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// Its beginning.
    pub from_ms: i64,
    /// Its end; `None` when nobody comes again today.
    pub until_ms: Option<i64>,
}

/// A time in which somebody works at a counter, in milliseconds from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    /// Its beginning.
    pub(super) from_ms: i64,
    /// Its end; `None` when it goes on for as long as people wait.
    pub(super) until_ms: Option<i64>,
}

/// The breaks of a counter whose shifts of today are these, ascending; `closed_ms` is for how long it has been closed, if it is.
///
/// Returns `None` when nobody works there and nobody is to come.
pub(super) fn breaks(shifts: &[Shift], closed_ms: Option<i64>) -> Option<Vec<Break>> {
    let expected = shifts.iter().map(|shift| match shift.from_ms {
        from_ms if from_ms > 0 => *shift,
        from_ms => Shift { from_ms: closed_ms.unwrap_or(0).min(from_ms.saturating_neg()), ..*shift },
    });
    let is_left = |shift: &Shift| shift.until_ms.is_none_or(|until_ms| shift.from_ms < until_ms);
    let left: Vec<Shift> = expected.filter(is_left).collect();
    let Some(first) = left.first() else { return closed_ms.is_none().then(Vec::new) };
    let until_first = closed_ms.map(|_| Break { from_ms: 0, until_ms: Some(first.from_ms) });
    let begins = left.iter().skip(1).map(|shift| Some(shift.from_ms)).chain([None]);
    let after = left
        .iter()
        .zip(begins)
        .filter_map(|(shift, until_ms)| shift.until_ms.map(|from_ms| Break { from_ms, until_ms }));
    Some(until_first.into_iter().chain(after).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIN: i64 = 60_000;

    /// 9:00 to 12:00 and 13:00 to 16:00, so many minutes after 9:00.
    fn at_min(min: i64, closed_min: Option<i64>) -> Option<Vec<(i64, Option<i64>)>> {
        let shifts = [(0, 180), (240, 420)]
            .map(|(from, until)| Shift { from_ms: (from - min) * MIN, until_ms: Some((until - min) * MIN) });
        let breaks = breaks(&shifts, closed_min.map(|min| min * MIN))?;
        // Told in minutes after 9:00.
        let told = |ms: i64| ms / MIN + min;
        Some(breaks.iter().map(|gap| (told(gap.from_ms), gap.until_ms.map(told))).collect())
    }

    #[test]
    fn an_open_counter_pauses_between_its_shifts_and_ends_after_the_last() {
        assert_eq!(at_min(10, None), Some(vec![(180, Some(240)), (420, None)]));
        assert_eq!(at_min(250, None), Some(vec![(420, None)]));
    }

    #[test]
    fn a_counter_that_is_open_before_its_hours_stays_open() {
        assert_eq!(at_min(-20, None), Some(vec![(180, Some(240)), (420, None)]));
        assert_eq!(at_min(200, None), Some(vec![(420, None)]), "no lunch today");
    }

    #[test]
    fn a_counter_that_is_open_after_its_hours_stays_open() {
        assert_eq!(at_min(430, None), Some(vec![]));
    }

    #[test]
    fn a_closed_counter_opens_with_its_next_shift() {
        assert_eq!(at_min(-20, Some(900)), Some(vec![(-20, Some(0)), (180, Some(240)), (420, None)]));
        assert_eq!(at_min(200, Some(900)), Some(vec![(200, Some(240)), (420, None)]));
    }

    #[test]
    fn a_clerk_who_is_late_is_late_by_as_much_again() {
        assert_eq!(at_min(10, Some(900)), Some(vec![(10, Some(20)), (180, Some(240)), (420, None)]));
        assert_eq!(at_min(100, Some(900)), Some(vec![(100, Some(240)), (420, None)]), "then after lunch");
        assert_eq!(at_min(400, Some(900)), None, "nobody comes any more");
    }

    #[test]
    fn a_clerk_who_has_closed_for_a_moment_is_back_soon() {
        assert_eq!(at_min(100, Some(5)), Some(vec![(100, Some(105)), (180, Some(240)), (420, None)]));
    }

    #[test]
    fn after_the_last_shift_nobody_is_expected() {
        assert_eq!(at_min(421, Some(900)), None);
    }

    #[test]
    fn a_shift_without_an_end_has_no_break_after_it() {
        assert_eq!(breaks(&[Shift { from_ms: -MIN, until_ms: None }], None), Some(vec![]));
    }
}
