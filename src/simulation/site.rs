//! The offices that are simulated: small, and each with other rules, so that every bound is reached.

use crate::domain::calendar::{Calendar, Hours};
use crate::domain::ids::{CounterId, KioskId, Series, ServiceId};
use crate::domain::settings::{
    Button, CounterSettings, Question, QuestionButton, RemotePresence, RemoteRules, Rules, Service, Settings,
    ShowNext, SiteText, SoundRules,
};
use crate::domain::ticket::{Class, Language};
use crate::random::Random;
use chrono::NaiveTime;
use std::collections::BTreeMap;

/// Services and the letters of their numbers. Two share a letter, as small offices do.
const SERVICES: [(&str, char); 4] = [("passport", 'A'), ("eid", 'E'), ("other", 'S'), ("advice", 'S')];

/// An office that a seed decides.
pub(super) fn office(random: &mut Random) -> Settings {
    let services = SERVICES.map(|(key, letter)| (ServiceId::new(key), service(random, key, letter)));
    let kiosks: Vec<KioskId> = (1..=1 + random.small(2)).map(KioskId).collect();
    let last_counter = 2 + random.small(3);
    let counters = (1..=last_counter).map(|id| (CounterId(id), counter(random, id == 1))).collect();
    Settings {
        key: "riga-1".into(),
        name: text("Rīgas 1. nodaļa"),
        language: Language::Lv,
        languages: Language::ALL.to_vec(),
        calendar: calendar(random),
        services: services.into(),
        counters,
        buttons: kiosks.iter().flat_map(|&kiosk| buttons(kiosk)).collect(),
        questions: kiosks.iter().flat_map(|&kiosk| questions(kiosk)).collect(),
        sound: SoundRules::default(),
        show_next: ShowNext::default(),
        kiosks,
        rolls: BTreeMap::new(),
        follow_url: None,
        rules: rules(random),
        remote: random.chance(7, 8).then(|| remote(random)),
    }
}

/// The same office after somebody has edited its site file between two starts.
pub(super) fn edited(before: &Settings, random: &mut Random) -> Settings {
    let mut settings = before.clone();
    match random.below(4) {
        0 if settings.counters.len() > 1 => {
            let gone = *random.pick_key(&settings.counters);
            settings.counters.remove(&gone);
        }
        1 => {
            let id = CounterId(1 + random.small(6));
            settings.counters.insert(id, counter(random, false));
        }
        // Whoever was passed so often already can't be passed less.
        2 => {
            let Rules { setbacks_max, slips_max, .. } = settings.rules;
            settings.rules = Rules { setbacks_max, slips_max, ..rules(random) };
        }
        _ => {
            let at = random.index(settings.services.len());
            settings.services[at].1.cap = random.chance(1, 2).then(|| 1 + u32::from(random.small(20)));
        }
    }
    settings
}

fn service(random: &mut Random, key: &str, letter: char) -> Service {
    Service {
        name: text(key),
        detail: None,
        series: Series::try_from(letter).expect("a letter that a series may use"),
        typical_s: 60 * (1 + u32::from(random.small(10))),
        cap: random.chance(1, 8).then(|| 3 + u32::from(random.small(20))),
        last_ticket_before_close_min: 5 * u32::from(random.small(4)),
    }
}

fn counter(random: &mut Random, does_all: bool) -> CounterSettings {
    let all = SERVICES.map(|(key, _)| ServiceId::new(key));
    let some: Vec<ServiceId> = all.iter().filter(|_| does_all || random.chance(1, 2)).cloned().collect();
    let hours = if random.chance(1, 3) { shifts(random) } else { Vec::new() };
    CounterSettings { services: if some.is_empty() { all.into() } else { some }, hours }
}

/// Up to two spans of a day, which need not fit the hours of the office.
fn shifts(random: &mut Random) -> Vec<Hours> {
    let hour = |hour: u8| NaiveTime::from_hms_opt(hour.into(), 0, 0).expect("an hour of the day");
    let mut until = 5 + random.small(6);
    (0..random.small(3))
        .map(|_| {
            let from = until + 1 + random.small(2);
            until = from + 1 + random.small(3);
            Hours { from: hour(from), until: hour(until) }
        })
        .collect()
}

fn buttons(kiosk: KioskId) -> impl Iterator<Item = Button> {
    let classes = [Class::Normal, Class::Normal, Class::Priority, Class::Normal];
    (1u8..).zip(SERVICES).zip(classes).map(move |((place, (key, _)), class)| {
        let language = Language::ALL[usize::from(place) % Language::ALL.len()];
        Button { kiosk, place, service: ServiceId::new(key), class, language }
    })
}

/// Behind the ticket buttons.
fn questions(kiosk: KioskId) -> impl Iterator<Item = QuestionButton> {
    let questions = [Question::WhichNumber, Question::MyTicket, Question::Louder, Question::OtherLanguage];
    (5u8..).zip(questions).map(move |(place, question)| QuestionButton {
        kiosk,
        place,
        question,
        language: None,
    })
}

fn calendar(random: &mut Random) -> Calendar {
    let hours = |from, until| {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("an hour of the day");
        Some(Hours { from: time(from), until: time(until) })
    };
    let weekday = hours(7 + u32::from(random.small(3)), 14 + u32::from(random.small(6)));
    // Some offices never close for a weekend: a day follows another without a gap.
    let weekend = if random.chance(1, 2) { weekday } else { None };
    let week = [weekday, weekday, weekday, weekday, weekday, weekend, weekend];
    Calendar { zone: chrono_tz::Europe::Riga, week, exceptions: BTreeMap::new() }
}

fn rules(random: &mut Random) -> Rules {
    let plain = Rules::default();
    if random.chance(1, 3) {
        return plain;
    }
    let hold_s = 60 * (1 + u32::from(random.small(60)));
    Rules {
        hold_s,
        grace_s: hold_s / (1 + u32::from(random.small(6))),
        late_behind: 1 + u32::from(random.small(4)),
        setbacks_max: random.small(4),
        slips_max: random.small(4),
        priority_credit_s: 60 * u32::from(random.small(20)),
        recalls_max: 1 + random.small(3),
        slip_stale_s: 5 + u32::from(random.small(60)),
        overrun_min: u32::from(random.small(180)),
        admit_by_forecast: random.chance(1, 2),
        ..plain
    }
}

fn remote(random: &mut Random) -> RemoteRules {
    let plain = RemoteRules::default();
    if random.chance(1, 3) {
        return plain;
    }
    RemoteRules {
        presence: if random.chance(1, 4) { RemotePresence::Assumed } else { RemotePresence::CheckIn },
        after_opening_min: u32::from(random.small(30)),
        before_closing_min: u32::from(random.small(60)),
        walk_in_share_percent: 10 * u32::from(random.small(8)),
        joins_per_hour_max: 1 + u32::from(random.small(30)),
        joins_per_person_max: 1 + random.small(4),
        step_back_behind: 1 + u32::from(random.small(4)),
        steps_back_max: 1 + random.small(3),
        ..plain
    }
}

fn text(lv: &str) -> SiteText {
    SiteText { lv: lv.into(), other: BTreeMap::new() }
}
