//! A small branch for the tests of this room.

use crate::domain::branch::{Branch, State};
use crate::domain::calendar::{Calendar, Hours};
use crate::domain::command::Command;
use crate::domain::event::Entry;
use crate::domain::ids::{CounterId, KioskId, LinkId, Series, ServiceId};
use crate::domain::kiosk::PrinterState;
use crate::domain::refusal::Refusal;
use crate::domain::settings::{
    Button, CounterSettings, Rules, Service, Settings, ShowNext, SiteText, SoundRules,
};
use crate::domain::ticket::{Class, Language};
use crate::domain::time::{ClockTrust, Moment};
use chrono::NaiveTime;
use std::collections::BTreeMap;
use std::sync::Arc;

/// 2026-11-24, a Tuesday, 10:42 in Riga.
pub(super) const WALL_MS: i64 = 1_795_509_720_000;

fn text(lv: &str, en: &str) -> SiteText {
    SiteText { lv: lv.into(), other: BTreeMap::from([(Language::En, en.into())]) }
}

/// Two services, two counters, one kiosk; open every day from 8:30 to 17:00.
pub(super) fn settings() -> Arc<Settings> {
    let service = |name, letter: char| Service {
        name,
        detail: None,
        series: Series::try_from(letter).unwrap(),
        typical_s: 600,
        cap: None,
        last_ticket_before_close_min: 10,
    };
    let (passport, other) = (ServiceId::new("passport"), ServiceId::new("other"));
    let button = |place, service: &ServiceId, class| Button {
        kiosk: KioskId(1),
        place,
        service: service.clone(),
        class,
        language: Language::Lv,
    };
    let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    Arc::new(Settings {
        key: "riga-2".into(),
        name: text("Rīgas 2. nodaļa", "Riga office 2"),
        language: Language::Lv,
        languages: Language::ALL.to_vec(),
        calendar: Calendar {
            zone: chrono_tz::Europe::Riga,
            week: [Some(Hours { from: time(8, 30), until: time(17, 0) }); 7],
            exceptions: BTreeMap::new(),
        },
        services: vec![
            (passport.clone(), service(text("Pases un eID kartes", "Passports and eID cards"), 'A')),
            (other.clone(), service(text("Citi pakalpojumi", "Other services"), 'E')),
        ],
        counters: BTreeMap::from([
            (
                CounterId(1),
                CounterSettings { services: vec![passport.clone(), other.clone()], hours: Vec::new() },
            ),
            (CounterId(2), CounterSettings { services: vec![passport.clone()], hours: Vec::new() }),
        ]),
        kiosks: vec![KioskId(1)],
        buttons: vec![
            button(1, &passport, Class::Normal),
            button(2, &passport, Class::Priority),
            button(3, &other, Class::Normal),
        ],
        rolls: BTreeMap::new(),
        questions: Vec::new(),
        sound: SoundRules::default(),
        show_next: ShowNext::default(),
        follow_url: None,
        remote: None,
        rules: Rules::default(),
    })
}

/// A press of a button for this service.
pub(super) fn take(service: &str, link: u128) -> Command {
    Command::TakeTicket {
        kiosk: KioskId(1),
        service: ServiceId::new(service),
        class: Class::Normal,
        language: Language::En,
        link: LinkId(link),
    }
}

/// What a kiosk's shell reports when its printer works.
pub(super) fn printer_ready() -> Command {
    Command::ReportPrinter { kiosk: KioskId(1), printer: PrinterState::Ready }
}

/// A branch without an engine.
pub(super) struct Sample {
    pub(super) branch: Branch,
    pub(super) now: Moment,
    pub(super) faults: BTreeMap<String, String>,
}

impl Sample {
    /// The day is open and the printer works.
    pub(super) fn open() -> Self {
        Self::open_where(|_| {})
    }

    /// The same at a site that differs.
    pub(super) fn open_where(differs: impl FnOnce(&mut Settings)) -> Self {
        let now = Moment { steady_ms: 1000, wall_ms: WALL_MS, trust: ClockTrust::Synced };
        let mut site = Settings::clone(&settings());
        differs(&mut site);
        let branch = Branch::new(Arc::new(site), State::new(1, BTreeMap::new()));
        let mut sample = Self { branch, now, faults: BTreeMap::new() };
        for command in [Command::Tick, Command::OpenDay, printer_ready()] {
            sample.tell(command).unwrap();
        }
        sample
    }

    /// Decides and applies.
    pub(super) fn tell(&mut self, command: Command) -> Result<(), Refusal> {
        for event in self.branch.decide(self.now, command)? {
            self.branch.apply(&Entry { at: self.now, event });
        }
        Ok(())
    }

    /// Takes a ticket whose slip comes out.
    pub(super) fn ticket(&mut self, service: &str, link: u128) {
        use crate::domain::command::SlipOutcome;
        use crate::domain::event::PrintEvidence;
        let job = self.branch.state().next_job;
        self.tell(take(service, link)).unwrap();
        let outcome = SlipOutcome::Printed(PrintEvidence::JobEcho);
        self.tell(Command::ReportSlip { kiosk: KioskId(1), job, outcome }).unwrap();
    }
}
