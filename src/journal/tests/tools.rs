//! Entries to write, directories to write them in.

use crate::domain::branch::{NumbersGiven, State};
use crate::domain::event::{Cause, Entry, Event, Place};
use crate::domain::forecast::{Cues, Forecast};
use crate::domain::ids::{KioskId, LinkId, Series, ServiceId, TicketId, TicketNumber};
use crate::domain::ticket::{Class, Language, Origin, Presence, Promise, WaitRange};
use crate::domain::time::{ClockTrust, Moment};
use crate::journal::{Journal, Options, Recovered};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

const FORECAST: Forecast = Forecast {
    wait: WaitRange { p10_s: 400, p50_s: 600, p80_s: 800, p90_s: 900 },
    cues: Cues { turn_ms: 600_000, ahead: 7, ratios: [120, -340, 56] },
};

/// A directory of its own for one test, removed when the test has passed.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("rinda-journal-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        // A run that was interrupted may have left one: process ids come again.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub(crate) fn open(&self) -> (Journal, Recovered) {
        Journal::open(&self.0, small()).unwrap()
    }

    /// What a power cut would leave if everything written had reached the disk.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new();
        for entry in fs::read_dir(&self.0).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), copy.0.join(entry.file_name())).unwrap();
            }
        }
        copy
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }
}

/// Small sizes, so that a test reaches every bound.
pub(crate) fn small() -> Options {
    Options {
        checkpoint_every: 20,
        log_room_bytes: 64 << 10,
        ballast_bytes: 64 << 10,
        reserve_bytes: 64 << 10,
        ..Options::default()
    }
}

pub(crate) fn at(step: u64) -> Moment {
    Moment {
        steady_ms: State::new(1, NumbersGiven::new()).at.steady_ms + step * 1000,
        wall_ms: 1_790_000_000_000 + step.cast_signed() * 1000,
        trust: ClockTrust::Synced,
    }
}

pub(crate) fn day_opened(step: u64) -> Entry {
    let date = at(step).utc().date_naive();
    Entry { at: at(step), event: Event::DayOpened { date, cause: Cause::Calendar, anew: true } }
}

pub(crate) fn series(letter: char) -> Series {
    letter.try_into().unwrap()
}

pub(crate) fn taken(step: u64, count: u16) -> Entry {
    let event = Event::TicketTaken {
        ticket: TicketId(u64::from(count)),
        number: TicketNumber { series: series('A'), count },
        service: ServiceId::new("passport"),
        origin: Origin::WalkIn,
        class: Class::Normal,
        language: Language::Lv,
        link: LinkId(u128::from(count) << 100),
        presence: Presence::Present,
        kiosk: Some(KioskId(1)),
        clock_trusted: true,
        promise: Promise { ahead: 7, forecast: Some(FORECAST) },
        place: Place::in_join_order(7),
    };
    Entry { at: at(step), event }
}

/// A state that tells how many events it has seen.
pub(crate) fn state(events: u64) -> State {
    State { at: at(events), last_date: Some(at(0).utc().date_naive()), ..State::new(1, NumbersGiven::new()) }
}

/// How many events were seen, by the state and the tail together.
pub(crate) fn seen(recovered: &Recovered) -> u64 {
    let life_ms = recovered.state.at.steady_ms - State::new(1, NumbersGiven::new()).at.steady_ms;
    life_ms / 1000 + recovered.tail.len() as u64
}

/// A day with so many tickets, one turn each.
pub(crate) fn write_day(journal: &mut Journal, tickets: u16) -> Vec<Entry> {
    let mut entries = vec![day_opened(0)];
    entries.extend((1..=tickets).map(|count| taken(u64::from(count), count)));
    for entry in &entries {
        journal.append(std::slice::from_ref(entry)).unwrap();
    }
    entries
}
