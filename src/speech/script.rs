//! The script for a studio: every recording that a place can need, with its words.
//!
//! What is rarely said is not in it: more people before a ticket than [`AHEAD_MAX`], longer waits than [`MINUTES_MAX`]
//! without a clock, and dates. A voice reads an utterance that has such a piece.

use super::piece::{Piece, recorded};
use super::sentences;
use crate::domain::calendar::Calendar;
use crate::domain::ids::{CounterId, Series, TicketNumber};
use crate::domain::kiosk::PrinterState;
use crate::domain::refusal::Refusal;
use crate::domain::settings::Settings;
use crate::domain::ticket::Language;
use crate::wording::times::{LocalNow, OpeningDay};
use crate::wording::{Say, Words};
use chrono::{NaiveTime, Timelike};
use std::collections::{BTreeMap, BTreeSet};

/// People before a ticket.
const AHEAD_MAX: u32 = 99;
/// Minutes that are said while the clock is not trusted.
const MINUTES_MAX: u32 = 60;
/// Steps of a kiosk's volume.
const VOLUME_STEPS_MAX: u32 = 3;

/// The words of each recording, by its language and name.
pub type Script = BTreeMap<(Language, String), String>;

/// What the hall can need.
pub fn hall(settings: &Settings, words: &Words) -> Script {
    let say = words.say(settings.language);
    collect(say, numbers_at(say, settings).chain([recorded!(say, speech_ticket)]))
}

/// What a kiosk can need, in all languages in which somebody can be answered.
pub fn kiosk(settings: &Settings, words: &Words) -> Script {
    let of_buttons = settings.buttons.iter().map(|button| button.language);
    let of_questions = settings.questions.iter().filter_map(|button| button.language);
    let offered = settings.languages.iter().copied().chain([settings.language]);
    let languages: BTreeSet<Language> = offered.chain(of_buttons).chain(of_questions).collect();
    let of_language = |language| {
        let say = words.say(language);
        let pieces = numbers_at(say, settings)
            .chain(always(say))
            .chain(refusals(say, settings))
            .chain(standings(say, settings))
            .chain(waits(say, settings))
            .chain(openings(say, settings));
        collect(say, pieces)
    };
    languages.into_iter().flat_map(of_language).collect()
}

fn collect(say: Say<'_>, pieces: impl Iterator<Item = Piece>) -> Script {
    let clips = pieces.filter_map(|piece| piece.clips).flatten();
    clips.map(|clip| ((say.language(), clip.name), clip.words)).collect()
}

/// All letters and numbers, and all counters.
fn numbers_at<'a>(say: Say<'a>, settings: &'a Settings) -> impl Iterator<Item = Piece> + 'a {
    let of_services = settings.services.iter().map(|(_, service)| service.series);
    let series: BTreeSet<Series> =
        of_services.chain(settings.remote.as_ref().map(|remote| remote.series)).collect();
    let counts = (1..=99)
        .chain((1..=9).map(|hundreds| hundreds * 100))
        .chain((1..=9).map(|thousands| thousands * 1000));
    let numbers = series.into_iter().flat_map(move |series| {
        counts.clone().map(move |count| Piece::number(say, TicketNumber { series, count }))
    });
    numbers.chain(counters(settings).map(move |counter| recorded!(say, speech_counter, counter)))
}

fn counters(settings: &Settings) -> impl Iterator<Item = CounterId> + '_ {
    settings.counters.keys().copied()
}

/// Sentences that are the same in every office.
fn always(say: Say<'_>) -> impl Iterator<Item = Piece> {
    let volumes = (1..=VOLUME_STEPS_MAX)
        .flat_map(move |steps| (1..=steps).map(move |step| recorded!(say, kiosk_volume, step, steps)));
    [
        recorded!(say, hall_nobody_called),
        recorded!(say, speech_numbers_now),
        recorded!(say, kiosk_no_new_ticket),
        recorded!(say, kiosk_press),
        recorded!(say, kiosk_code_unknown),
        recorded!(say, language_name),
        recorded!(say, kiosk_language_chosen),
        recorded!(say, kiosk_please_wait),
        recorded!(say, kiosk_slip_failed),
        recorded!(say, kiosk_slip_uncertain),
        recorded!(say, speech_remember_number),
        recorded!(say, kiosk_in_line),
    ]
    .into_iter()
    .chain(volumes)
}

/// Why a press gives no ticket.
fn refusals(say: Say<'_>, settings: &Settings) -> impl Iterator<Item = Piece> {
    let local = LocalNow { zone: settings.calendar.zone, now: None };
    let printers = [PrinterState::TicketNotTaken, PrinterState::PaperOut, PrinterState::Silent];
    let refusals = [
        Refusal::Closed { opens: None },
        Refusal::NoMoreToday { opens: None },
        Refusal::CapReached { opens: None },
        Refusal::SeriesUsedUp,
        Refusal::StillPrinting,
        Refusal::StorageFull,
        Refusal::Overloaded,
    ];
    let printers = printers.into_iter().map(|printer| Refusal::PrinterNotReady { printer });
    refusals.into_iter().chain(printers).flat_map(move |refusal| sentences::refusal(say, &refusal, local))
}

/// Where a ticket can stand.
fn standings<'a>(say: Say<'a>, settings: &'a Settings) -> impl Iterator<Item = Piece> + 'a {
    let fixed = [
        recorded!(say, speech_your_number),
        recorded!(say, follow_next),
        recorded!(say, follow_absent),
        recorded!(say, follow_come),
        recorded!(say, follow_served),
        recorded!(say, follow_parked),
        recorded!(say, follow_over),
    ];
    let services = settings.services.iter().map(move |(key, service)| sentences::service(say, key, service));
    let at_counters = counters(settings).flat_map(move |counter| {
        [recorded!(say, speech_called_to, counter), recorded!(say, counter_name, counter)]
    });
    let held = (0..=settings.rules.hold_s.div_ceil(60))
        .map(move |minutes| recorded!(say, speech_parked_advice, minutes));
    fixed.into_iter().chain(services).chain(at_counters).chain(held)
}

/// How long it takes: by the clock in the hours in which somebody can be there, else in minutes.
fn waits<'a>(say: Say<'a>, settings: &'a Settings) -> impl Iterator<Item = Piece> + 'a {
    let fixed = [
        recorded!(say, slip_no_forecast),
        recorded!(say, speech_turn_now),
        recorded!(say, speech_turn_comes),
    ];
    let ahead = (1..=AHEAD_MAX).map(move |ahead| recorded!(say, speech_ahead, ahead));
    let minutes = (1..=MINUTES_MAX).flat_map(move |minutes| {
        [recorded!(say, speech_turn_within, minutes), sentences::turn_in(say, minutes, minutes)]
    });
    let hours = hours(settings);
    let opens = hours.clone().next();
    let whole = hours.map(|hour| (hour, 0));
    let times = opens.into_iter().flat_map(|hour| (0..60).map(move |minute| (hour, minute))).chain(whole);
    let times = times.flat_map(move |(hour, minute)| {
        let time = format!("{hour}:{minute:02}");
        [sentences::at(say, &time), sentences::from(say, &time), sentences::until(say, &time)]
    });
    fixed.into_iter().chain(ahead).chain(minutes).chain(times)
}

/// The hours of the day in which somebody's turn can come.
fn hours(settings: &Settings) -> impl Iterator<Item = u32> + Clone + use<> {
    let Calendar { week, exceptions, .. } = &settings.calendar;
    let open = || week.iter().chain(exceptions.values()).flatten();
    let first = open().map(|hours| hours.from.hour()).min().unwrap_or(24);
    let last = open().map(|hours| hours.until.hour()).max().unwrap_or(0);
    first..=(last + settings.rules.overrun_min.div_ceil(60)).min(23)
}

/// When the office opens again, and when there are numbers again.
fn openings(say: Say<'_>, settings: &Settings) -> impl Iterator<Item = Piece> {
    let Calendar { week, exceptions, .. } = &settings.calendar;
    let times: BTreeSet<NaiveTime> =
        week.iter().chain(exceptions.values()).flatten().map(|hours| hours.from).collect();
    let soon = times.into_iter().flat_map(|time| [(OpeningDay::Today, time), (OpeningDay::Tomorrow, time)]);
    let weekdays =
        (1..).zip(week).filter_map(|(day, hours)| Some((OpeningDay::Weekday(day), (*hours)?.from)));
    let openings: Vec<(OpeningDay, NaiveTime)> = soon.chain(weekdays).collect();
    openings.into_iter().flat_map(move |(day, time)| {
        let time = time.format("%-H:%M").to_string();
        [sentences::open_again(say, day, &time), sentences::numbers_again(say, day, &time)]
    })
}
