//! The office that is studied: four counters, two services that overlap, open from 8:30 to 17:00.

use super::policy::Policy;
use crate::domain::calendar::{Calendar, Hours};
use crate::domain::ids::{CounterId, KioskId, Series, ServiceId};
use crate::domain::settings::{CounterSettings, Service, Settings, ShowNext, SiteText, SoundRules};
use crate::domain::ticket::Language;
use chrono::NaiveTime;
use std::collections::BTreeMap;

/// The kiosk that gives the paper numbers.
pub(super) const KIOSK: KioskId = KioskId(1);
/// The hours in minutes after midnight.
pub(super) const OPENS_MIN: u32 = 8 * 60 + 30;
pub(super) const CLOSES_MIN: u32 = 17 * 60;
/// Minutes that each service takes on average.
pub(super) const SERVICES: [(&str, char, u32); 2] = [("documents", 'A', 10), ("collection", 'C', 5)];
/// Which of them each counter does, by its place in [`SERVICES`].
const COUNTERS: [&[usize]; 4] = [&[0], &[0, 1], &[0, 1], &[1, 0]];

/// The settings of the office under a policy.
pub(super) fn office(policy: &Policy) -> Settings {
    let key = |index: usize| ServiceId::new(SERVICES[index].0);
    let services = SERVICES.iter().map(|&(key, series, typical_min)| {
        let service = Service {
            name: text(key),
            detail: None,
            series: Series::try_from(series).expect("a letter that a series may use"),
            typical_s: typical_min * 60,
            cap: None,
            last_ticket_before_close_min: 0,
        };
        (ServiceId::new(key), service)
    });
    let counters = (1..).zip(COUNTERS).map(|(id, services)| {
        let services = services.iter().map(|&index| key(index)).collect();
        (CounterId(id), CounterSettings { services, hours: Vec::new() })
    });
    Settings {
        key: "study".into(),
        name: text("study"),
        language: Language::Lv,
        languages: vec![Language::Lv],
        calendar: calendar(),
        services: services.collect(),
        counters: counters.collect(),
        kiosks: vec![KIOSK],
        rolls: BTreeMap::new(),
        buttons: Vec::new(),
        questions: Vec::new(),
        sound: SoundRules::default(),
        show_next: ShowNext::default(),
        follow_url: None,
        rules: policy.rules.clone(),
        remote: Some(policy.remote.clone()),
    }
}

fn calendar() -> Calendar {
    let time = |minutes: u32| NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).expect("a time of day");
    let hours = Some(Hours { from: time(OPENS_MIN), until: time(CLOSES_MIN) });
    Calendar { zone: chrono_tz::Tz::UTC, week: [hours; 7], exceptions: BTreeMap::new() }
}

fn text(lv: &str) -> SiteText {
    SiteText { lv: lv.into(), other: BTreeMap::new() }
}
