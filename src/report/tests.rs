use super::*;
use crate::domain::branch::{Branch, State};
use crate::domain::command::{Command, SlipOutcome};
use crate::domain::event::{Entry, Event, ParkReason, PrintEvidence};
use crate::domain::ids::{CounterId, KioskId, LinkId, PersonToken, RequestId, ServiceId, TicketId};
use crate::domain::kiosk::PrinterState;
use crate::domain::remote::{Request, Wish};
use crate::domain::settings::{RemotePresence, RemoteRules};
use crate::domain::ticket::{Class, Language};
use crate::domain::time::{ClockTrust, Moment};
use crate::journal::tests::tools::Folder;
use crate::random::Random;
use crate::replay::{Replay, read, write};
use crate::wording::Words;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// 2026-11-26, a Thursday, 9:00 in Riga.
const NINE_MS: i64 = 1_795_676_400_000;
const MINUTE_MS: u64 = 60_000;

/// The example office, where people can also join by phone, and need not check in.
fn settings() -> Settings {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = (root.join("boards/virtual.toml"), root.join("systemd/site.toml"));
    let config = crate::config::read(&files.0, &files.1).config.unwrap();
    let rules =
        RemoteRules { presence: RemotePresence::Assumed, after_opening_min: 0, ..RemoteRules::default() };
    Settings { remote: Some(rules), ..config.settings }
}

/// A branch without an engine, and what happened in it.
struct Office {
    branch: Branch,
    now: Moment,
    entries: Vec<Entry>,
}

impl Office {
    fn open() -> Self {
        let state = State::new(1, BTreeMap::new());
        let now = Moment { steady_ms: state.at.steady_ms, wall_ms: NINE_MS, trust: ClockTrust::Synced };
        let mut office = Self { branch: Branch::new(Arc::new(settings()), state), now, entries: Vec::new() };
        office.passes(0);
        office.tell(Command::ReportPrinter { kiosk: KioskId(1), printer: PrinterState::Ready });
        for counter in 1..=3 {
            office.tell(Command::OpenCounter { counter: CounterId(counter) });
        }
        office
    }

    /// Whether it was granted.
    fn tell(&mut self, command: Command) -> bool {
        let events = self.branch.decide(self.now, command);
        let granted = events.is_ok();
        for event in events.unwrap_or_default() {
            let entry = Entry { at: self.now, event };
            self.branch.apply(&entry);
            self.entries.push(entry);
        }
        granted
    }

    fn passes(&mut self, ms: u64) {
        self.now.steady_ms += ms;
        self.now.wall_ms += ms.cast_signed();
        for _ in 0..5 {
            self.tell(Command::Tick);
        }
    }

    fn takes(&mut self, service: &str, class: Class) {
        let (kiosk, language, job) = (KioskId(1), Language::Lv, self.branch.state().next_job);
        let (service, link) = (ServiceId::new(service), LinkId(self.entries.len() as u128));
        self.tell(Command::TakeTicket { kiosk, service, class, language, link });
        let outcome = SlipOutcome::Printed(PrintEvidence::JobEcho);
        self.tell(Command::ReportSlip { kiosk, job, outcome });
    }

    fn joins_by_phone(&mut self, service: &str) {
        let id = self.entries.len() as u128;
        let (service, link, person) = (ServiceId::new(service), LinkId(id), PersonToken(id));
        let wish = Wish::Join { service, language: Language::Lv, link, person };
        let not_after_ms = self.now.wall_ms + 60_000;
        self.tell(Command::Request { request: Request { id: RequestId(id), not_after_ms, wish } });
    }

    fn report(&self) -> Report {
        let settings = self.branch.settings();
        let mut day = Day::new(settings.calendar.zone);
        self.entries.iter().for_each(|entry| day.hear(entry));
        day.report(settings.rules.priority_credit_s).unwrap()
    }
}

/// A busy day by chance, to its end.
fn a_day(seed: u64) -> Office {
    let (mut office, random) = (Office::open(), &mut Random::new(seed));
    for _ in 0..700 {
        office.passes(1 + random.below(MINUTE_MS));
        let service = ["passport", "eid", "other"][usize::try_from(random.below(3)).unwrap()];
        match random.below(12) {
            0 => office.joins_by_phone(service),
            1 => office.takes(service, Class::Priority),
            2..5 => office.takes(service, Class::Normal),
            _ => {}
        }
        let counter = CounterId(u8::try_from(1 + random.below(3)).unwrap());
        let service = ServiceId::new(service);
        let commands: &[Command] = match random.below(8) {
            0 => &[Command::CallNext { counter }, Command::Recall { counter }, Command::NoShow { counter }],
            1 if random.chance(1, 4) => &[Command::Park { counter }],
            2 if random.chance(1, 4) => &[Command::Transfer { counter, service }],
            3 if random.chance(1, 8) => {
                &[Command::WalkDirect { counter, service, link: LinkId(u128::from(random.bits())) }]
            }
            _ => &[Command::CallNext { counter }, Command::Start { counter }],
        };
        for command in commands.iter().cloned() {
            office.tell(command);
        }
        let parked = office
            .branch
            .state()
            .tickets
            .values()
            .find(|ticket| matches!(ticket.state, crate::domain::ticket::TicketState::Parked { .. }));
        if let Some(number) = parked.map(|ticket| ticket.number).filter(|_| random.chance(1, 20)) {
            office.tell(Command::CheckIn { number });
        }
    }
    // Everybody goes home.
    for _ in 0..10 {
        office.passes(60 * MINUTE_MS);
    }
    office
}

fn count(entries: &[Entry], is_one: impl Fn(&Event) -> bool) -> u32 {
    u32::try_from(entries.iter().filter(|entry| is_one(&entry.event)).count()).unwrap()
}

#[test]
fn the_figures_are_those_of_somebody_who_counts_the_rows() {
    for seed in 0..4 {
        let office = a_day(seed);
        let (rows, report) = (&office.entries, office.report());
        let all = report.all.ends;
        assert!(all.came > 100 && all.served > 50, "{all:?}");
        assert_eq!(all.came, count(rows, |event| matches!(event, Event::TicketTaken { .. })));
        assert_eq!(all.served, count(rows, |event| matches!(event, Event::ServiceFinished { .. })));
        assert_eq!(all.here(), u32::try_from(office.branch.state().tickets.len()).unwrap());
        assert_eq!(all.passed_on, 0);
        let came_by = report.came_by.values().map(|kind| kind.ends.came);
        assert_eq!(came_by.sum::<u32>(), all.came);
        let passed_on = count(rows, |event| matches!(event, Event::Transferred { .. }));
        let services = || report.services.values().map(|kind| kind.ends);
        assert_eq!(services().map(|ends| ends.came).sum::<u32>(), all.came + passed_on);
        assert_eq!(services().map(|ends| ends.passed_on).sum::<u32>(), passed_on);
        let hours = |of: fn(&Hour) -> u32| report.hours.values().map(of).sum::<u32>();
        assert_eq!((hours(|hour| hour.came), hours(|hour| hour.served)), (all.came, all.served));
        let unanswered = |event: &Event| {
            matches!(event, Event::NoShow { .. } | Event::Parked { reason: ParkReason::NoShow, .. })
        };
        assert_eq!(hours(|hour| hour.no_shows), count(rows, unanswered));
        let told = usize::try_from(hours(|hour| hour.told)).unwrap();
        let inside = report.told.unwrap().inside;
        assert_eq!(told, report.told_people);
        assert!((inside * told as f64 - f64::from(hours(|hour| hour.held))).abs() < 1e-6);
        // First calls of tickets that were neither set aside nor passed on before, slowly.
        let mut waits_ms = Vec::new();
        for (place, entry) in rows.iter().enumerate() {
            let Event::TicketTaken { ticket, .. } = entry.event else { continue };
            let next = rows[place..].iter().find(|later| {
                let is_call = matches!(later.event, Event::Called { ticket: called, .. } if called == ticket);
                let is_aside = matches!(later.event, Event::Parked { ticket: aside, .. } if aside == ticket);
                is_call || is_aside
            });
            if let Some(Entry { at, event: Event::Called { .. } }) = next {
                waits_ms.push(at.steady_ms - entry.at.steady_ms);
            }
        }
        let first: Vec<String> = report.waits.iter().map(|wait| format!("{:.3}", wait.waited_s)).collect();
        let slowly = waits_ms.iter().map(|wait_ms| format!("{}.{:03}", wait_ms / 1000, wait_ms % 1000));
        assert!(slowly.into_iter().all(|wait| first.contains(&wait)));
        assert_eq!(report.waits.len(), report.all.times.wait.count());
        assert!(
            first.len() - waits_ms.len() <= usize::try_from(passed_on).unwrap(),
            "who was passed on waits again"
        );
        assert!(report.is_over && report.clock_trusted);
    }
}

#[test]
fn a_day_that_is_written_as_a_log_and_replayed_has_the_same_scores() {
    let office = a_day(9);
    let report = office.report();
    let folder = Folder::new();
    let path = folder.file("day.csv");
    write(&report.log, std::fs::File::create(&path).unwrap()).unwrap();
    let log = read(&path).unwrap();
    assert_eq!(log, report.log, "nothing is lost on the way");
    let replay = Replay::of(&log, office.branch.settings().rules.priority_credit_s);
    assert_eq!(replay.report(report.date).scores, report.played_anew);
    assert!(report.played_anew.len() > 5);
}

#[test]
fn a_journal_is_read_while_it_is_written_and_by_date() {
    let office = a_day(3);
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    for turn in office.entries.chunks(7) {
        journal.append(turn).unwrap();
    }
    let settings = office.branch.settings();
    let of = |date| report(&folder.0, date, settings).unwrap();
    let whole = office.report();
    assert_eq!(of(Some(whole.date)), Some(whole.clone()));
    assert_eq!(of(None), Some(whole.clone()), "the newest");
    assert_eq!(of(whole.date.pred_opt()), None);
}

#[test]
fn what_the_branch_slept_through_is_part_of_a_wait() {
    let mut office = Office::open();
    office.takes("passport", Class::Normal);
    office.passes(10 * MINUTE_MS);
    // The steady clock stands while the power is off.
    office.now.wall_ms += (20 * MINUTE_MS).cast_signed();
    office.tell(Command::Restart { epoch: 1, code_key: crate::domain::ids::CodeKey(1), boot: None });
    office.passes(5 * MINUTE_MS);
    assert!(office.tell(Command::CallNext { counter: CounterId(1) }));
    let waits = office.report().waits;
    assert_eq!(waits.iter().map(|wait| wait.waited_s).collect::<Vec<_>>(), [35.0 * 60.0]);
}

/// Two people: one waits for ten minutes and is served for six, one does not come.
fn two_people() -> Office {
    let mut office = Office::open();
    office.takes("passport", Class::Normal);
    office.takes("eid", Class::Normal);
    office.passes(10 * MINUTE_MS);
    for command in [
        Command::CallNext { counter: CounterId(1) },
        Command::Start { counter: CounterId(1) },
        Command::CallNext { counter: CounterId(2) },
        Command::Recall { counter: CounterId(2) },
        Command::NoShow { counter: CounterId(2) },
    ] {
        assert!(office.tell(command));
    }
    office.passes(6 * MINUTE_MS);
    assert!(office.tell(Command::Finish { counter: CounterId(1) }));
    office
}

#[test]
fn a_terminal_shows_tables() {
    let office = two_people();
    let words = Words::load();
    let shown = text(&office.report(), office.branch.settings(), words.say(Language::En));
    for line in [
        "Day report: OCMA · Riga office 2, 26.11.2026",
        "Open since 9:00; these are the figures until 9:16.",
        "everybody        2       1          0             0          0           0           1",
        "Passports        1       1          0             0          0           0           0",
        "everybody          2  10.0    10.0       10.0",
        "Counter 1          1   6.0     6.0        6.0",
        "9:00     2       2            10.0       1                     1",
        "nobody came when called              1",
    ] {
        assert!(shown.lines().any(|shown| shown.starts_with(line)), "{line:?} is not in\n{shown}");
    }
}

#[test]
fn a_page_stands_alone_and_every_picture_has_a_name() {
    let office = a_day(5);
    let (report, mut settings) = (office.report(), office.branch.settings().clone());
    settings.name.lv = "A <b>& \"C\"".into();
    settings.name.other.clear();
    let words = Words::load();
    for language in Language::ALL {
        let page = page(&report, &settings, words.say(language), Style::Within);
        for outside in ["href=", "src=", "url(", "@import", "<script", "http-equiv"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert_eq!(page.matches("http").count(), page.matches("http://www.w3.org/2000/svg").count());
        assert!(page.contains("A &lt;b&gt;&amp; &quot;C&quot;, 26.11.2026"), "{page}");
        assert_eq!(page.matches("<svg").count(), 4);
        assert_eq!(page.matches("role=\"img\" aria-label=\"").count(), 4);
        assert_eq!(page.matches("<table>").count(), 6);
        for tag in ["svg", "table", "section", "figure", "tr", "th", "td", "text", "p", "div", "main"] {
            let opened =
                page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
        }
        assert!(!page.contains("NaN") && !page.contains("inf"), "{language:?}");
    }
    let served = page(&report, &settings, words.say(Language::Lv), Style::At("/assets/report.css"));
    assert!(
        served.contains("<link rel=\"stylesheet\" href=\"/assets/report.css\">")
            && !served.contains("<style")
    );
}

#[test]
fn a_picture_stands_alone_and_nothing_stands_over_its_edge() {
    let office = a_day(5);
    let (report, mut settings) = (office.report(), office.branch.settings().clone());
    settings.name.lv = "A <b>& \"C\"".into();
    settings.name.other.clear();
    let words = Words::load();
    for language in Language::ALL {
        let say = words.say(language);
        let svg = svg(&report, &settings, say);
        assert!(svg.contains("A &lt;b&gt;&amp; &quot;C&quot;, 26.11.2026"), "{svg}");
        for outside in ["href", "src=", "url(", "<style", "<script", "NaN", "inf"] {
            assert!(!svg.contains(outside), "{outside}");
        }
        assert_eq!((svg.matches("http").count(), svg.matches("<svg").count()), (1, 1));
        for tag in ["svg", "g", "text", "title"] {
            let opened = svg.matches(&format!("<{tag}>")).count() + svg.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, svg.matches(&format!("</{tag}>")).count(), "{tag}");
        }
        for head in [
            say.report_picture_waits(),
            say.report_picture_service(),
            say.report_picture_no_shows(),
            say.report_picture_held(),
            say.report_people(),
            say.report_forecasts(),
            say.report_told(),
        ] {
            assert!(svg.contains(&format!(">{head}</text>")), "{head}");
        }
        let height = svg.split_once(" height=\"").unwrap().1.split_once('"').unwrap().0;
        let height: f64 = height.parse().unwrap();
        let numbers = |name: &str| -> Vec<f64> {
            let values = svg.split(name).skip(1).map(|rest| rest.split_once('"').unwrap().0);
            values.map(|value| value.parse().unwrap()).collect()
        };
        assert!(numbers(" y=\"").iter().all(|y| (-30.0..height - 30.0).contains(y)), "{language:?}");
        assert!(numbers(" x=\"").iter().all(|x| (-30.0..=1000.0).contains(x)), "{language:?}");
    }
}

#[test]
fn a_day_without_people_has_a_report_too() {
    let office = Office::open();
    let words = Words::load();
    let say = words.say(Language::Lv);
    let (report, settings) = (office.report(), office.branch.settings());
    assert_eq!((report.all.ends.came, report.told, report.played_anew.len()), (0, None, 0));
    assert!(text(&report, settings, say).contains("visi"));
    assert!(!page(&report, settings, say, Style::Within).contains("<svg"));
    assert!(svg(&report, settings, say).contains("visi"));
    let mut nothing = Day::new(settings.calendar.zone);
    nothing.hear(&Entry {
        at: office.now,
        event: Event::Cancelled { ticket: TicketId(1), reason: crate::domain::event::CancelReason::Left },
    });
    assert_eq!(nothing.report(0), None);
}

#[test]
fn percentiles_are_what_so_many_do_not_exceed() {
    let mut spread = Spread::default();
    assert_eq!((spread.count(), spread.mean_s(), spread.percentile_s(50)), (0, None, None));
    for minute in [5, 1, 4, 2, 3, 10, 9, 8, 7, 6] {
        spread.add(minute * MINUTE_MS);
    }
    let minutes = |percent| spread.percentile_s(percent).unwrap() / 60.0;
    assert_eq!((minutes(50), minutes(90), minutes(100)), (5.0, 9.0, 10.0));
    assert_eq!(spread.mean_s(), Some(330.0));
}
