//! What `rinda check` prints: everything that is wrong, and what would run.

mod slip_time;

use super::board::screen::HallDisplay;
use super::board::sound::SoundBoard;
use super::board::{Board, KioskBoard};
use super::problem::{Place, Problem, Severity};
use super::site::hours::DAYS;
use super::site::{Reasons, code};
use super::{Config, LinkSettings, Outcome};
use crate::domain::calendar::{Calendar, Hours};
use crate::domain::ids::KioskId;
use crate::domain::printer_profile::{Cut, Evidence};
use crate::domain::settings::{
    Button, HallCall, Question, QuestionButton, QuietHours, RemotePresence, RemoteRules, Rules, Settings,
    ShowNext, SoundRules,
};
use crate::domain::ticket::Class;
use chrono::Datelike;
use slip_time::SlipTime;
use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write;

pub use slip_time::SlipSize;

/// Capital letters must be at least this part of the viewing distance high (EN 301 549, 5.1.4: 0.7 degrees).
pub const CAP_HEIGHT_PER_DISTANCE: f64 = 0.0122;

/// Letters of the hall display.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letters {
    /// What they say, for example "the newest call".
    pub name: &'static str,
    /// Height of a capital letter as a part of the picture's height.
    pub cap_height: f64,
}

/// What the rooms that draw have measured for two files; this room cannot draw.
#[derive(Debug, Default)]
pub struct Drawn {
    /// Letters that must be read from the farthest seat, for each display in the hall.
    pub letters: Vec<Vec<Letters>>,
    /// The longest slip of each kiosk.
    pub slips: BTreeMap<KioskId, SlipSize>,
    /// The recordings of the hall, if it has a directory for them.
    pub hall_recorded: Option<Recorded>,
    /// The same for each kiosk that has one.
    pub kiosks_recorded: BTreeMap<KioskId, Recorded>,
}

/// Recordings of what a place says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Those that are there.
    pub there: usize,
    /// All that it can need.
    pub needed: usize,
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { there, needed } = self;
        write!(f, "{there} of {needed} recordings are there")?;
        if there < needed { write!(f, "; `rinda check --recordings` lists the others") } else { Ok(()) }
    }
}

/// What a person learns about two files.
#[derive(Debug)]
pub struct Report {
    /// Errors and warnings, in the order of the files.
    pub problems: Vec<Problem>,
    /// What would run; `None` when there is an error.
    pub summary: Option<String>,
}

impl Report {
    pub(super) fn new(outcome: Outcome, board_file: &str, reasons: &Reasons, drawn: &Drawn) -> Self {
        let Outcome { config, mut problems, .. } = outcome;
        if let Some(config) = &config {
            for ((key, hall), letters) in config.board.halls().zip(&drawn.letters) {
                problems.extend(small_letters(&key, hall, board_file, letters));
            }
            let times = slip_times(&config.board, drawn).into_iter();
            problems.extend(times.filter_map(|(kiosk, time)| time.problem(kiosk, board_file)));
        }
        let summary = config.map(|config| summary(&config, reasons, drawn));
        Self { problems, summary }
    }

    /// How many problems there are of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.severity == severity).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            writeln!(f, "{problem}")?;
        }
        if let Some(summary) = &self.summary {
            writeln!(f, "{summary}")?;
        }
        match (self.count(Severity::Error), self.count(Severity::Warning)) {
            (0, 0) => write!(f, "No errors, no warnings."),
            (errors, warnings) => write!(f, "Errors: {errors}. Warnings: {warnings}."),
        }
    }
}

/// Lines of a label and what belongs to it.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn head(&mut self, text: &str) {
        self.add(format_args!("{text}\n"));
    }

    fn line(&mut self, label: &str, text: &str) {
        self.add(format_args!("  {label:<12}{text}\n"));
    }

    fn add(&mut self, text: fmt::Arguments<'_>) {
        self.0.write_fmt(text).expect("writing to a string cannot fail");
    }
}

fn summary(config: &Config, reasons: &Reasons, drawn: &Drawn) -> String {
    let mut lines = Lines::default();
    board_lines(&mut lines, &config.board, drawn);
    site_lines(&mut lines, &config.settings);
    link_lines(&mut lines, config.link.as_ref());
    calendar_lines(&mut lines, &config.settings.calendar, reasons);
    rule_lines(&mut lines, &config.settings.rules);
    remote_lines(&mut lines, config.settings.remote.as_ref());
    lines.0
}

fn board_lines(lines: &mut Lines, board: &Board, drawn: &Drawn) {
    lines.head(&format!("Board '{}'", board.name));
    lines.line("pages", &format!("http://{}", board.listen));
    if let Some(address) = board.hall_page {
        lines.line("hall page", &format!("{address}: the hall display and nothing else"));
    }
    if let Some(address) = board.consoles {
        let text =
            format!("{address}: the counter consoles and nothing else, each behind the PIN of its counter");
        lines.line("consoles", &text);
    }
    if let Some(address) = board.service {
        lines.line("service", &format!("http://{address}, with the PIN; and the socket"));
    }
    let slip_times = slip_times(board, drawn);
    for (number, kiosk) in &board.kiosks {
        kiosk_lines(lines, &format!("kiosk {number}"), kiosk);
        if let Some(time) = slip_times.get(number) {
            lines.line("", &time.to_string());
        }
        heard(lines, kiosk.sound.as_ref(), drawn.kiosks_recorded.get(number));
    }
    for (place, (key, hall)) in board.halls().enumerate() {
        let HallDisplay { display, height_mm, viewing_distance_m } = hall;
        let (output, shape) = (&display.output, display.shape);
        let text = format!("{output}, {shape}, {height_mm} mm high, read from {viewing_distance_m} m");
        lines.line(&key.replace("hall.also.", "hall also "), &text);
        let needed_mm = needed_mm(hall);
        for letters in drawn.letters.get(place).into_iter().flatten() {
            let (name, has_mm) = (letters.name, letters.cap_height * f64::from(*height_mm));
            let text =
                format!("letters of {name}: {has_mm:.0} mm high; EN 301 549 asks for {needed_mm:.0} mm");
            lines.line("", &text);
        }
    }
    heard(lines, board.hall_sound.as_ref(), drawn.hall_recorded.as_ref());
    for (number, counter) in &board.counters {
        let display =
            counter.display.as_ref().map(|display| format!("{}, {}", display.output, display.shape));
        let keys = counter.keys.len();
        let keypad =
            (keys > 0).then(|| format!("keypad with {keys} key{}", if keys == 1 { "" } else { "s" }));
        let parts: Vec<String> = display.into_iter().chain(keypad).collect();
        lines.line(&format!("counter {number}"), &parts.join("; "));
    }
}

/// Where something is heard, and by which voice.
fn heard(lines: &mut Lines, sound: Option<&SoundBoard>, recorded: Option<&Recorded>) {
    lines.line("", &sound.map_or_else(|| "silent".to_owned(), |sound| format!("heard {sound}")));
    if let Some(recorded) = recorded {
        lines.line("", &recorded.to_string());
    }
}

fn slip_times(board: &Board, drawn: &Drawn) -> BTreeMap<KioskId, SlipTime> {
    let time = |(&number, kiosk): (&KioskId, &KioskBoard)| {
        Some((number, SlipTime::new(&kiosk.printer, *drawn.slips.get(&number)?)))
    };
    board.kiosks.iter().filter_map(time).collect()
}

/// How high a capital letter in the hall must be.
fn needed_mm(hall: &HallDisplay) -> f64 {
    hall.viewing_distance_m * 1000.0 * CAP_HEIGHT_PER_DISTANCE
}

/// Letters that cannot be read from where the board says.
fn small_letters(key: &str, hall: &HallDisplay, board_file: &str, letters: &[Letters]) -> Vec<Problem> {
    let warning = |letters: &Letters| {
        let has_mm = letters.cap_height * f64::from(hall.height_mm);
        let readable_m = has_mm / CAP_HEIGHT_PER_DISTANCE / 1000.0;
        Problem {
            severity: Severity::Warning,
            place: Place { file: board_file.into(), line: 0, column: 0 },
            key: key.to_owned(),
            what: format!(
                "{} can be read from {readable_m:.1} m, not from {} m",
                letters.name, hall.viewing_distance_m
            ),
            advice: "use a higher display or hang it nearer".to_owned(),
        }
    };
    let too_small = |letters: &&Letters| letters.cap_height * f64::from(hall.height_mm) < needed_mm(hall);
    letters.iter().filter(too_small).map(warning).collect()
}

fn kiosk_lines(lines: &mut Lines, label: &str, kiosk: &KioskBoard) {
    let (display, printer) = (&kiosk.display, &kiosk.printer.profile);
    let buttons = kiosk.buttons.len();
    lines.line(
        label,
        &format!(
            "{buttons} button{}; {}, {}",
            if buttons == 1 { "" } else { "s" },
            display.output,
            display.shape
        ),
    );
    if let Some(scanner) = &kiosk.scanner {
        lines.line("", &scanner.to_string());
    }
    let width_mm = f64::from(printer.width_dots) * 25.4 / f64::from(printer.dpi);
    let evidence = match printer.evidence {
        Evidence::JobEcho => "its echo of the job's id",
        Evidence::QueuedStatus => "its queued status after the cut",
    };
    let cut = match printer.cut {
        Cut::Full => "cuts through",
        Cut::Partial => "leaves a bridge when it cuts",
        Cut::None => "has no cutter",
    };
    let near_end = if printer.near_end_sensor { "warns of" } else { "does not see" };
    lines.line(
        "",
        &format!(
            "{}, {} dots ({width_mm:.0} mm) at {} dpi, {} mm/s, {cut}, {near_end} a roll near its end",
            kiosk.printer.cable, printer.width_dots, printer.dpi, printer.speed_mm_s_max
        ),
    );
    lines.line("", &format!("a slip counts as printed after {evidence}"));
    let origin = &kiosk.printer.origin;
    if origin.profile.is_some() || !origin.provenance.is_empty() {
        lines.line("", &origin.to_string());
    }
}

fn site_lines(lines: &mut Lines, site: &Settings) {
    lines.head(&format!("Site '{}': {}", site.key, site.name.lv));
    let languages: Vec<&str> = site.languages.iter().map(|&language| code(language)).collect();
    lines.line(
        "languages",
        &format!("{} in public; to choose: {}", code(site.language), languages.join(", ")),
    );
    let mut label = "services";
    for (key, service) in &site.services {
        let cap = service.cap.map_or("no daily cap".to_owned(), |cap| format!("at most {cap} a day"));
        let text = format!(
            "{} {key}: {}; some {} min each, {cap}, last ticket {} min before closing",
            service.series,
            service.name.lv,
            service.typical_s / 60,
            service.last_ticket_before_close_min
        );
        lines.line(std::mem::take(&mut label), &text);
    }
    label = "counters";
    for (number, counter) in &site.counters {
        let services: Vec<&str> = counter.services.iter().map(|service| &*service.0).collect();
        let hours: Vec<String> = counter.hours.iter().map(|hours| hours_text(Some(hours))).collect();
        let at_work = if hours.is_empty() { String::new() } else { format!("; {}", hours.join(", ")) };
        lines.line(std::mem::take(&mut label), &format!("{number}: {}{at_work}", services.join(", ")));
    }
    let consoles = match site.show_next {
        ShowNext::Numbers => "show how many wait, and the next numbers",
        ShowNext::Count => "show how many wait, but not who is next",
        ShowNext::Nothing => "show neither who is next nor how many wait",
    };
    lines.line("consoles", consoles);
    label = "buttons";
    for Button { kiosk, place, service, class, language } in &site.buttons {
        let class = match class {
            Class::Normal => "",
            Class::Priority => ", with priority",
        };
        let text = format!("kiosk {kiosk}, button {place}: {service}{class}, slip in {}", code(*language));
        lines.line(std::mem::take(&mut label), &text);
    }
    for QuestionButton { kiosk, place, question, language } in &site.questions {
        let question = match question {
            Question::WhichNumber => "says and shows which number is now",
            Question::MyTicket => "says and shows where the newest ticket stands",
            Question::Louder => "makes the kiosk louder for a while",
            Question::OtherLanguage if language.is_some() => "until the next ticket everything",
            Question::OtherLanguage => "until the next ticket everything in the next language",
        };
        let language = language.map_or_else(String::new, |language| format!(", in {}", code(language)));
        let text = format!("kiosk {kiosk}, button {place}: {question}{language}");
        lines.line(std::mem::take(&mut label), &text);
    }
    lines.line("sound", &sound_text(site.sound, code(site.language)));
    let follow = site.follow_url.as_deref().map_or_else(
        || "no code on the slip (follow_url is not set)".to_owned(),
        |url| format!("{url} and the ticket's link id, as a code on the slip"),
    );
    lines.line("follow", &follow);
}

/// What is heard of a call, and when nothing is.
fn sound_text(rules: SoundRules, language: &str) -> String {
    let call = match rules.hall_call {
        HallCall::Spoken => format!("a call is a chime and the number with its counter, in {language}"),
        HallCall::Chime => "a call is a chime".to_owned(),
    };
    match rules.quiet {
        None => format!("{call}; no quiet hours"),
        Some(QuietHours { from, until }) => {
            format!("{call}; silent from {} to {}", from.format("%-H:%M"), until.format("%-H:%M"))
        }
    }
}

fn link_lines(lines: &mut Lines, link: Option<&LinkSettings>) {
    let text = link.map_or_else(
        || "none (there is no [link])".to_owned(),
        |link| {
            let names: Vec<&str> = link.request_keys.keys().map(String::as_str).collect();
            format!("by {}; takes requests signed with: {}", link.broker.address, names.join(", "))
        },
    );
    lines.line("centre", &text);
}

fn calendar_lines(lines: &mut Lines, calendar: &Calendar, reasons: &Reasons) {
    let week: Vec<String> = DAYS
        .iter()
        .zip(&calendar.week)
        .map(|((_, day), hours)| format!("{day} {}", hours_text(hours.as_ref())))
        .collect();
    lines.line("hours", &format!("{} ({})", week.join(", "), calendar.zone));
    let mut label = "exceptions";
    for (date, hours) in &calendar.exceptions {
        let reason = reasons.get(date).map_or("", String::as_str);
        let text = format!("{date} {}: {}, {reason}", date.weekday(), hours_text(hours.as_ref()));
        lines.line(std::mem::take(&mut label), &text);
    }
}

fn hours_text(hours: Option<&Hours>) -> String {
    hours.map_or("closed".to_owned(), |hours| {
        format!("{}–{}", hours.from.format("%-H:%M"), hours.until.format("%-H:%M"))
    })
}

fn rule_lines(lines: &mut Lines, rules: &Rules) {
    let Rules {
        hold_s,
        grace_s,
        late_behind,
        setbacks_max,
        slips_max,
        priority_credit_s,
        recalls_max,
        slip_stale_s,
        overrun_min,
        clock_settle_s,
        admit_by_forecast,
        journal_keep_days,
    } = rules;
    lines.line("rules", &format!("a parked number is kept for {hold_s} s"));
    lines.line(
        "",
        &format!("back within {grace_s} s of its turn: behind 1 who is present and waited on; later: behind {late_behind}"),
    );
    lines.line(
        "",
        &format!(
            "nobody is passed by returns more than {setbacks_max} times, so the next one stands behind them"
        ),
    );
    lines.line(
        "",
        &format!("priority is a head start of {priority_credit_s} s; nobody is passed by it more than {slips_max} times"),
    );
    lines.line("", &format!("a number is called again up to {recalls_max} ×, then it is set aside or ends"));
    lines.line("", &format!("a slip that is owed for {slip_stale_s} s is not printed any more"));
    lines.line("", &format!("the day ends at the latest {overrun_min} min after closing"));
    lines.line("", &format!("a clock that jumped is in doubt for {clock_settle_s} s"));
    let admit = if *admit_by_forecast { "no ticket" } else { "also a ticket" };
    lines.line("", &format!("{admit} for a service that would probably end after closing"));
    lines.line("", &format!("the journal keeps {journal_keep_days} days"));
}

fn remote_lines(lines: &mut Lines, remote: Option<&RemoteRules>) {
    let Some(RemoteRules {
        series,
        presence,
        after_opening_min,
        before_closing_min,
        walk_in_share_percent,
        joins_per_hour_max,
        joins_per_person_max,
        step_back_behind,
        steps_back_max,
        check_in_url,
    }) = remote
    else {
        lines.line("phones", "cannot join");
        return;
    };
    let called = match presence {
        RemotePresence::CheckIn => "called when they have checked in",
        RemotePresence::Assumed => "called without check-in",
    };
    lines.line("phones", &format!("series {series}, {called}"));
    if let Some(url) = check_in_url {
        lines.line("", &format!("check in at {url}…"));
    }
    let window =
        format!("join from {after_opening_min} min after opening until {before_closing_min} min before");
    lines.line("", &format!("{window} closing"));
    lines.line("", &format!("{walk_in_share_percent} % of caps and time are kept for people who are here"));
    let limits = format!("{joins_per_hour_max} joins an hour, {joins_per_person_max} a day and person");
    lines.line("", &format!("at most {limits}"));
    lines.line("", &format!("more time: behind {step_back_behind} others, at most {steps_back_max} times"));
}
