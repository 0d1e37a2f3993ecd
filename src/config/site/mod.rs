//! The site: what a branch offers, when, and by which rules.

mod buttons;
mod console;
pub(super) mod hours;
mod link;
mod remote;
mod rules;
mod services;
mod sound;

use super::board::Board;
use super::in_force;
use super::nearest::suggestion;
use super::problem::{Problems, Spot};
use super::section::{At, Item, Section, is_new};
use super::tree::{self, Table};
use crate::domain::calendar::Calendar;
use crate::domain::ids::{CounterId, ServiceId};
use crate::domain::settings::{CounterSettings, Settings, SiteText};
use crate::domain::ticket::Language;
use crate::lettering::Typeface;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::Path;

pub use link::LinkSettings;

/// The version of the site file that this program writes and reads.
const SCHEMA: u32 = 1;
/// A counter's number is shown in two digits.
const COUNTER_MAX: u8 = 99;
/// Letters, digits and hyphens of a key.
const KEY_CHARS_MAX: usize = 32;
/// What fits into the head of the slip in three lines.
const OFFICE_NAME_CHARS_MAX: usize = 60;
/// Of the follow address: with the link id after it, the code on the slip stays coarse enough for any phone.
const FOLLOW_URL_CHARS_MAX: usize = 80;

const LANGUAGES: [(&str, Language); 4] =
    [("lv", Language::Lv), ("ru", Language::Ru), ("en", Language::En), ("uk", Language::Uk)];

/// Why a date has other hours; only the report needs it.
pub(super) type Reasons = BTreeMap<NaiveDate, String>;

/// What a site file says.
pub(super) struct Site {
    pub(super) settings: Settings,
    pub(super) link: Option<LinkSettings>,
    pub(super) reasons: Reasons,
}

/// Reads a site file; with a board, checks the buttons against it. `None` when there is an error.
pub(super) fn read(path: &Path, board: Option<&Board>, problems: &Problems) -> Option<Site> {
    let table = tree::read(path, problems)?;
    from_table(path, table, board, problems)
}

/// The site of a file that is TOML.
pub(super) fn from_table(
    path: &Path,
    table: Table,
    board: Option<&Board>,
    problems: &Problems,
) -> Option<Site> {
    let errors_before = problems.errors();
    let file = Spot::file(&path.display().to_string().into());
    problems.in_force(in_force::of_file(&table));
    let site = site(Section::new(file, table, problems), board)?;
    (problems.errors() == errors_before).then_some(site)
}

fn site(mut file: Section<'_>, board: Option<&Board>) -> Option<Site> {
    if !super::schema_is_known(&mut file, SCHEMA) {
        file.give_up();
        return None;
    }
    let problems = file.problems;
    let key = file.required("key").and_then(Item::text).inspect(|key| check_key(key, problems));
    let language = file.required("language").and_then(|item| item.choice(&LANGUAGES));
    let public = language.as_ref().map_or(Language::Lv, |at| at.value);
    let languages =
        file.required("languages").map(|item| languages(item, public, problems)).unwrap_or_default();
    let name = file.required("name").and_then(|item| text(item, &languages, OFFICE_NAME_CHARS_MAX));
    let follow_url = file.optional("follow_url").and_then(Item::text).inspect(|url| check_url(url, problems));
    let services = services::read(&mut file, &languages);
    let (calendar, reasons) = hours::read(&mut file, &services);
    let counters = counters(&mut file, &services, calendar.as_ref(), board);
    let (buttons, questions) = buttons::read(&mut file, &languages, &services, board);
    let sound = sound::read(&mut file);
    let show_next = console::read(&mut file);
    let rules = rules::read(&mut file);
    let remote = remote::read(&mut file, &services);
    let link = link::read(&mut file, key.as_ref());
    drop(file);
    let settings = Settings {
        key: key?.value,
        name: name?,
        language: public,
        languages,
        calendar: calendar?,
        services: services.into_iter().filter_map(|read| Some((read.id.value, read.service?))).collect(),
        counters,
        kiosks: board.map(|board| board.kiosks.keys().copied().collect()).unwrap_or_default(),
        // What a slip takes is known when it was drawn.
        rolls: BTreeMap::new(),
        buttons,
        questions,
        sound,
        show_next,
        follow_url: follow_url.map(|url| url.value),
        rules,
        remote,
    };
    Some(Site { settings, link, reasons })
}

/// The languages that visitors can choose, the public one first.
fn languages(item: Item<'_>, public: Language, problems: &Problems) -> Vec<Language> {
    let Some(list) = item.list() else { return vec![public] };
    let mut seen = BTreeMap::new();
    let mut languages = vec![public];
    let mut has_public = false;
    for item in list.value {
        let Some(At { value: language, spot }) = item.choice(&LANGUAGES) else { continue };
        let code = code(language);
        if is_new(&mut seen, language, &format!("'{code}'"), &spot, problems) {
            if language == public {
                has_public = true;
            } else {
                languages.push(language);
            }
        }
    }
    if !has_public {
        problems.error(
            &list.spot,
            format!("lacks the public language '{}'", code(public)),
            "add it; everybody can choose it",
        );
    }
    languages
}

/// The two letters of a language.
pub(super) fn code(language: Language) -> &'static str {
    match language {
        Language::Lv => "lv",
        Language::Ru => "ru",
        Language::En => "en",
        Language::Uk => "uk",
    }
}

/// Words in several languages: `{ lv = "…", ru = "…" }`.
fn text(item: Item<'_>, languages: &[Language], chars_max: usize) -> Option<SiteText> {
    let mut section = item.section_such_as("a table, for example { lv = \"Pases\" }")?;
    let problems = section.problems;
    let typeface = Typeface::new();
    let mut words = |key, required| {
        let item = if required { section.required(key) } else { section.optional(key) };
        let text = item.and_then(Item::text)?;
        let chars = text.value.chars().count();
        if chars > chars_max {
            let what = format!("has {chars} letters, {chars_max} fit");
            problems.error(&text.spot, what, "shorten it");
        }
        let missing = typeface.missing(&text.value);
        if !missing.is_empty() {
            let what = format!("cannot be drawn: {}", String::from_iter(missing));
            problems.error(&text.spot, what, "use Latin or Cyrillic letters, digits and plain punctuation");
        }
        Some(text.value)
    };
    let lv = words("lv", true);
    let other: BTreeMap<Language, String> = LANGUAGES
        .into_iter()
        .filter(|&(_, language)| language != Language::Lv)
        .filter_map(|(key, language)| Some((language, words(key, false)?)))
        .collect();
    let lacking: Vec<&str> = languages
        .iter()
        .filter(|&&language| language != Language::Lv && !other.contains_key(&language))
        .map(|&language| code(language))
        .collect();
    if lv.is_some() && !lacking.is_empty() {
        let what = format!("has no words in {}", lacking.join(", "));
        problems.warning(&section.spot, what, "add them; until then the Latvian words stand in");
    }
    Some(SiteText { lv: lv?, other })
}

/// Counters by number.
fn counters(
    file: &mut Section<'_>,
    services: &[services::Read],
    calendar: Option<&Calendar>,
    board: Option<&Board>,
) -> BTreeMap<CounterId, CounterSettings> {
    let problems = file.problems;
    let Some(section) = file.required("counter").and_then(Item::section) else { return BTreeMap::new() };
    let spot = section.spot.clone();
    let errors_before = problems.errors();
    let counters: BTreeMap<CounterId, CounterSettings> = section
        .numbered(1..=COUNTER_MAX, "a table [counter.1]")
        .into_iter()
        .filter_map(|(number, item)| {
            let mut section = item.section()?;
            let hours = section.optional("hours").map(|item| hours::shifts(item, calendar, problems));
            let hours = hours.unwrap_or_default();
            let list = section.required("services")?.list()?;
            let mut seen = BTreeMap::new();
            let services = list.value.into_iter().filter_map(|item| {
                let key = item.text()?;
                let known = service(&key, services, problems)?;
                let name = format!("'{}'", key.value);
                is_new(&mut seen, key.value, &name, &key.spot, problems).then_some(known)
            });
            Some((CounterId(number), CounterSettings { services: services.collect(), hours }))
        })
        .collect();
    // A counter that could not be read may be the one that does the service.
    if problems.errors() == errors_before {
        for read in services {
            if !counters.values().any(|counter| counter.services.contains(&read.id.value)) {
                problems.error(
                    &read.id.spot,
                    format!("no counter does '{}'", read.id.value),
                    "add it to the services of a counter, or take the service out",
                );
            }
        }
        for number in board.into_iter().flat_map(|board| board.counters.keys()) {
            if !counters.contains_key(number) {
                let what =
                    format!("the board has something on the desk of counter {number}, which is not here");
                problems.error(&spot, what, "add the counter, or take it out of the board file");
            }
        }
    }
    counters
}

/// A service by the key that the file uses for it.
fn service(key: &At<String>, services: &[services::Read], problems: &Problems) -> Option<ServiceId> {
    let known = services.iter().find(|read| *read.id.value.0 == *key.value);
    // Without any service that is the problem, and it was told.
    if known.is_none() && !services.is_empty() {
        let keys: Vec<&str> = services.iter().map(|read| &*read.id.value.0).collect();
        let what = format!("there is no service '{}'", key.value);
        problems.error(&key.spot, what, suggestion(&key.value, keys));
    }
    Some(known?.id.value.clone())
}

/// Keys stand in topics, files and addresses.
fn check_key(key: &At<String>, problems: &Problems) {
    let plain = key.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !plain || key.value.len() > KEY_CHARS_MAX {
        problems.error(
            &key.spot,
            format!("'{}' cannot be a key", key.value),
            format!("use small letters a–z, digits and hyphens, at most {KEY_CHARS_MAX}"),
        );
    }
}

fn check_url(url: &At<String>, problems: &Problems) {
    let At { value, spot } = url;
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    if rest.is_none_or(|rest| rest.is_empty() || rest.starts_with('/')) || value.contains(char::is_whitespace)
    {
        problems.error(spot, format!("'{value}' is not a web address"), "write https:// and a host name");
    } else if !value.is_ascii() || value.len() > FOLLOW_URL_CHARS_MAX {
        let advice = format!("use at most {FOLLOW_URL_CHARS_MAX} letters without accents");
        problems.error(spot, "does not fit into a code", advice);
    } else if !value.ends_with(['/', '=', '#']) {
        problems.error(spot, "what comes after it would run into the last word", "end it with / or = or #");
    } else if value.starts_with("http://") {
        problems.warning(spot, "people on the way can read and change the page", "use https://");
    }
}
