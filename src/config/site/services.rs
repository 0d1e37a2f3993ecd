//! Services: what people come for.

use super::{check_key, text};
use crate::config::problem::{Place, Problems};
use crate::config::section::{At, Item, Section, is_new};
use crate::domain::ids::{SERIES_LETTERS, SERIES_SOUNDING_ALIKE, Series, ServiceId};
use crate::domain::settings::Service;
use crate::domain::ticket::Language;
use std::collections::BTreeMap;

/// What fits beside a kiosk's button in two lines, and on the slip.
const NAME_CHARS_MAX: usize = 40;
/// What fits below it.
const DETAIL_CHARS_MAX: usize = 60;

/// A service with the places that later checks point to.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) id: At<ServiceId>,
    /// `None` when something in it is wrong; then its key is known all the same.
    pub(super) service: Option<Service>,
    /// Minutes before closing of the last ticket, at the service itself when the line is left out.
    pub(super) last_ticket: At<u32>,
}

/// The services in the order of the file.
pub(super) fn read(file: &mut Section<'_>, languages: &[Language]) -> Vec<Read> {
    let problems = file.problems;
    let Some(list) = file.required("service").and_then(Item::list) else { return Vec::new() };
    let mut series = Vec::new();
    let mut services: Vec<Read> =
        list.value.into_iter().filter_map(|item| one(item.section()?, languages, &mut series)).collect();
    check_series(&series, problems);
    let mut keys = BTreeMap::new();
    services.retain(|Read { id, .. }| {
        is_new(&mut keys, id.value.clone(), &format!("the key '{}'", id.value), &id.spot, problems)
    });
    services
}

fn one(mut section: Section<'_>, languages: &[Language], all_series: &mut Vec<At<Series>>) -> Option<Read> {
    let problems = section.problems;
    let key = section.required("key").and_then(Item::text).inspect(|key| check_key(key, problems));
    let name = section.required("name").and_then(|item| text(item, languages, NAME_CHARS_MAX));
    let detail = section.optional("detail").and_then(|item| text(item, languages, DETAIL_CHARS_MAX));
    let series = section.required("series").and_then(|item| series(item, problems));
    all_series.extend(series.clone());
    let typical_min = section.required("typical_min").and_then(|item| item.number(1..=240));
    let cap = section.optional("cap_per_day").and_then(|item| item.number(1..=9999));
    let last_ticket = section.optional("last_ticket_before_close_min").and_then(|item| item.number(0..=720));
    let spot = last_ticket.as_ref().map_or_else(|| section.spot.clone(), |at| at.spot.clone());
    let key = key?;
    let id = At { value: ServiceId::new(&key.value), spot: key.spot };
    let last_ticket_before_close_min = last_ticket.map_or(0, |at| at.value);
    let service = name.zip(series).zip(typical_min).map(|((name, series), typical_min)| Service {
        name,
        detail,
        series: series.value,
        typical_s: typical_min.value * 60,
        cap: cap.map(|at| at.value),
        last_ticket_before_close_min,
    });
    Some(Read { id, service, last_ticket: At { value: last_ticket_before_close_min, spot } })
}

pub(super) fn series(item: Item<'_>, problems: &Problems) -> Option<At<Series>> {
    let At { value: text, spot } = item.text()?;
    let mut letters = text.chars();
    let series = match (letters.next(), letters.next()) {
        (Some(letter), None) => Series::try_from(letter).ok(),
        (_, _) => None,
    };
    if series.is_none() {
        let advice = format!("choose one of {SERIES_LETTERS} (I, O and Q are read as digits)");
        problems.error(&spot, format!("'{text}' cannot be a series"), advice);
    }
    Some(At { value: series?, spot })
}

/// No letter twice, and no two that sound alike when a number is called.
pub(super) fn check_series(series: &[At<Series>], problems: &Problems) {
    let mut seen: BTreeMap<char, Place> = BTreeMap::new();
    for At { value, spot } in series {
        let letter = char::from(*value);
        if !is_new(&mut seen, letter, &format!("the series '{letter}'"), spot, problems) {
            continue;
        }
        for (one, other) in SERIES_SOUNDING_ALIKE {
            let alike = if letter == one {
                other
            } else if letter == other {
                one
            } else {
                continue;
            };
            if let Some(Place { line, .. }) = seen.get(&alike) {
                problems.error(
                    spot,
                    format!("'{letter}' sounds like the series '{alike}' of line {line}"),
                    "choose another letter",
                );
            }
        }
    }
}
