//! The rules for people who join from elsewhere. Without the table they cannot.

use super::{check_url, services};
use crate::config::section::{At, Item, Section};
use crate::domain::settings::{RemotePresence, RemoteRules};

const PRESENCES: [(&str, RemotePresence); 2] =
    [("check-in", RemotePresence::CheckIn), ("assumed", RemotePresence::Assumed)];

/// The table `[remote]`; each of its lines may be left out, and the design's value stands in.
pub(super) fn read(file: &mut Section<'_>, services: &[services::Read]) -> Option<RemoteRules> {
    let mut section = file.optional("remote").and_then(Item::section)?;
    let problems = section.problems;
    let mut rules = RemoteRules::default();
    let own = section.optional("series").and_then(|item| services::series(item, problems));
    let own = own.unwrap_or_else(|| At { value: rules.series, spot: section.spot.clone() });
    rules.series = own.value;
    for service in services {
        if let Some(settings) = &service.service {
            let other = At { value: settings.series, spot: service.id.spot.clone() };
            services::check_series(&[other, own.clone()], problems);
        }
    }
    if let Some(presence) = section.optional("presence").and_then(|item| item.choice(&PRESENCES)) {
        rules.presence = presence.value;
    }
    let url = section.optional("check_in_url").and_then(Item::text);
    rules.check_in_url = url.inspect(|url| check_url(url, problems)).map(|url| url.value);
    let mut number = |key, field: &mut u32, range| {
        if let Some(item) = section.optional_or(key, *field).and_then(|item| item.number(range)) {
            *field = item.value;
        }
    };
    number("after_opening_min", &mut rules.after_opening_min, 0..=12 * 60);
    number("before_closing_min", &mut rules.before_closing_min, 0..=12 * 60);
    number("walk_in_share_percent", &mut rules.walk_in_share_percent, 0..=100);
    number("joins_per_hour_max", &mut rules.joins_per_hour_max, 1..=100_000);
    number("step_back_behind", &mut rules.step_back_behind, 1..=100);
    let mut count = |key, field: &mut u8| {
        let item = section.optional_or(key, *field).and_then(|item| item.number(1..=100));
        // The range ends far below what the field holds.
        if let Some(count) = item.and_then(|item| u8::try_from(item.value).ok()) {
            *field = count;
        }
    };
    count("joins_per_person_max", &mut rules.joins_per_person_max);
    count("steps_back_max", &mut rules.steps_back_max);
    Some(rules)
}
