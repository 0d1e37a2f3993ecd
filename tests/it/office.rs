//! The example office of the tests: three services, three counters, two kiosks, open on weekdays from nine to five.

use chrono::{NaiveDate, NaiveTime};
use rinda::domain::calendar::{Calendar, Hours};
use rinda::domain::ids::{CounterId, KioskId, Series, ServiceId};
use rinda::domain::settings::{
    CounterSettings, RemoteRules, Rules, Service, Settings, ShowNext, SiteText, SoundRules,
};
use rinda::domain::ticket::Language;
use std::collections::BTreeMap;

/// The office with the design's rules.
pub(crate) fn office() -> Settings {
    let counters = [(1, &["passport", "eid"][..]), (2, &["passport", "eid", "other"]), (3, &["other"])];
    Settings {
        key: "riga-1".into(),
        name: text("Rīgas 1. nodaļa"),
        language: Language::Lv,
        languages: Language::ALL.to_vec(),
        calendar: calendar(),
        services: vec![
            service("passport", 'A', 10, 15),
            service("eid", 'E', 5, 15),
            service("other", 'S', 5, 15),
        ],
        counters: counters
            .into_iter()
            .map(|(id, services)| {
                let services = services.iter().map(|key| ServiceId::new(key)).collect();
                (CounterId(id), CounterSettings { services, hours: Vec::new() })
            })
            .collect(),
        kiosks: vec![KioskId(1), KioskId(2)],
        buttons: Vec::new(),
        rolls: BTreeMap::new(),
        questions: Vec::new(),
        sound: SoundRules::default(),
        show_next: ShowNext::default(),
        follow_url: None,
        rules: Rules::default(),
        // At any hour of the day; scenarios say so when it is another.
        remote: Some(RemoteRules { after_opening_min: 0, before_closing_min: 0, ..RemoteRules::default() }),
    }
}

fn calendar() -> Calendar {
    let weekday = hours("09:00", "17:00");
    let exceptions = [
        ("2026-11-18", None), // Proclamation of the Republic
        ("2026-12-23", hours("09:00", "14:00")),
    ];
    Calendar {
        zone: chrono_tz::Europe::Riga,
        week: [weekday, weekday, weekday, weekday, weekday, None, None],
        exceptions: exceptions.into_iter().map(|(date, hours)| (self::date(date), hours)).collect(),
    }
}

fn hours(from: &str, until: &str) -> Option<Hours> {
    let time = |text| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
    Some(Hours { from: time(from), until: time(until) })
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn service(
    key: &str,
    series: char,
    typical_min: u32,
    last_ticket_before_close_min: u32,
) -> (ServiceId, Service) {
    let service = Service {
        name: text(key),
        detail: None,
        series: Series::try_from(series).unwrap(),
        typical_s: typical_min * 60,
        cap: None,
        last_ticket_before_close_min,
    };
    (ServiceId::new(key), service)
}

fn text(lv: &str) -> SiteText {
    SiteText { lv: lv.into(), other: BTreeMap::new() }
}
