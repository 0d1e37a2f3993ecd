//! Opening hours, and the dates that are different.

use super::{Reasons, services};
use crate::config::nearest::nearest;
use crate::config::problem::{Problems, Spot};
use crate::config::section::{At, Item, Section, is_new};
use crate::domain::calendar::{Calendar, Hours};
use chrono::{NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// The keys of the days, Monday first, as in the calendar.
pub(in crate::config) const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

/// The calendar and the reasons of its exceptions.
pub(super) fn read(file: &mut Section<'_>, services: &[services::Read]) -> (Option<Calendar>, Reasons) {
    let problems = file.problems;
    let zone = file.required("time_zone").and_then(|item| zone(item, problems));
    let Some(mut section) = file.required("hours").and_then(Item::section) else {
        return (None, Reasons::new());
    };
    let week = DAYS.map(|(key, _)| section.required(key).and_then(|item| hours(item, problems)));
    let (exceptions, reasons) =
        section.optional("exceptions").map(|item| exceptions(item, problems)).unwrap_or_default();
    if week.iter().all(|day| *day == Some(None)) {
        problems.error(&section.spot, "the office never opens", "give at least one day its hours");
    }
    let week = week.map(Option::flatten);
    let days = DAYS.iter().zip(&week).map(|((day, _), hours)| ((*day).to_owned(), *hours));
    let dates = exceptions.iter().map(|(date, hours)| (date.to_string(), *hours));
    for (day, hours) in days.chain(dates) {
        if let Some(hours) = hours {
            check_last_tickets(services, &day, hours, problems);
        }
    }
    (zone.map(|zone| Calendar { zone, week, exceptions }), reasons)
}

fn zone(item: Item<'_>, problems: &Problems) -> Option<Tz> {
    let At { value: name, spot } = item.text()?;
    let zone = name.parse::<Tz>().ok();
    if zone.is_none() {
        let advice = match nearest(&name, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())) {
            Some(meant) => format!("did you mean '{meant}'?"),
            None => "write for example \"Europe/Riga\"".to_owned(),
        };
        problems.error(&spot, format!("'{name}' is not a time zone"), advice);
    }
    zone
}

/// `"8:30-18:00"`, or `"closed"` as an inner `None`.
fn hours(item: Item<'_>, problems: &Problems) -> Option<Option<Hours>> {
    let At { value: text, spot } = item.text()?;
    if text == "closed" {
        return Some(None);
    }
    let advice = "write for example \"8:30-18:00\", or \"closed\"";
    span(&text, &spot, advice, problems).map(Some)
}

fn span(text: &str, spot: &Spot, advice: &str, problems: &Problems) -> Option<Hours> {
    match from_until(text) {
        Some((from, until)) if from < until => Some(Hours { from, until }),
        Some(_) => {
            problems.error(spot, format!("'{text}' ends before it begins"), "write the earlier time first");
            None
        }
        None => {
            problems.error(spot, format!("'{text}' are no hours"), advice);
            None
        }
    }
}

/// When somebody works at a counter: a list, because of lunch.
pub(super) fn shifts(item: Item<'_>, calendar: Option<&Calendar>, problems: &Problems) -> Vec<Hours> {
    let mut shifts: Vec<Hours> = Vec::new();
    for item in item.list().map(|list| list.value).unwrap_or_default() {
        let Some(At { value: text, spot }) = item.text() else { continue };
        let Some(hours) = span(&text, &spot, "write for example \"8:30-12:00\"", problems) else { continue };
        if shifts.last().is_some_and(|before| hours.from <= before.until) {
            let what = format!("'{text}' does not begin after the hours before it have ended");
            problems.error(&spot, what, "write the earlier hours first, with a break between");
        } else {
            if calendar.is_some_and(|calendar| never_open(calendar, hours)) {
                let what = format!("'{text}' are outside the opening hours of every day");
                problems.warning(&spot, what, "mend them, or the hours of the office");
            }
            shifts.push(hours);
        }
    }
    shifts
}

/// Whether the office is closed at these times on every day that there is.
fn never_open(calendar: &Calendar, hours: Hours) -> bool {
    let open = calendar.week.iter().chain(calendar.exceptions.values()).flatten();
    open.into_iter().all(|open| hours.until <= open.from || open.until <= hours.from)
}

/// Two times of day with a hyphen between them.
pub(super) fn from_until(text: &str) -> Option<(NaiveTime, NaiveTime)> {
    let (from, until) = text.split_once(['-', '–'])?;
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    Some((time(from)?, time(until)?))
}

fn exceptions(item: Item<'_>, problems: &Problems) -> (BTreeMap<NaiveDate, Option<Hours>>, Reasons) {
    let (mut exceptions, mut reasons, mut seen) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for item in item.list().map(|list| list.value).unwrap_or_default() {
        let Some(mut section) = item.section() else { continue };
        let date = section.required("date").and_then(Item::date);
        let hours = section.required("hours").and_then(|item| hours(item, problems));
        let reason = section.required("reason").and_then(Item::text);
        let (Some(At { value: date, spot }), Some(hours), Some(reason)) = (date, hours, reason) else {
            continue;
        };
        if is_new(&mut seen, date, &date.to_string(), &spot, problems) {
            exceptions.insert(date, hours);
            reasons.insert(date, reason.value);
        }
    }
    (exceptions, reasons)
}

/// A last ticket that would have to be given before the office opens is given never.
fn check_last_tickets(services: &[services::Read], day: &str, hours: Hours, problems: &Problems) {
    let open_min = (hours.until - hours.from).num_minutes();
    for services::Read { last_ticket: At { value: last_ticket_min, spot }, .. } in services {
        if i64::from(*last_ticket_min) >= open_min {
            problems.error(
                spot,
                format!("no ticket could be given on {day}, which is open for {open_min} minutes"),
                "give the last ticket later, or open longer",
            );
        }
    }
}
