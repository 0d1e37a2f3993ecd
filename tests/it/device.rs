//! A device with a branch that works on a real disk, step by step.

use crate::office::office;
use rinda::domain::branch::Branch;
use rinda::domain::command::{Answer, Command};
use rinda::domain::ids::{CodeKey, CounterId, LinkId, ServiceId, TicketId, TicketNumber};
use rinda::domain::time::{ClockTrust, Moment};
use rinda::engine::Engine;
use rinda::journal::{Journal, Options};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// 2026-11-24 09:30 in Riga, a Tuesday.
pub(crate) const MORNING_MS: i64 = 1_795_505_400_000;

/// A directory of its own, removed at the end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("rinda-backup-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A device with a branch that works.
pub(crate) struct Device {
    pub(crate) folder: Folder,
    pub(crate) engine: Option<Engine>,
    pub(crate) wall_ms: i64,
    pub(crate) people: u128,
}

impl Device {
    pub(crate) fn new() -> Self {
        let mut device = Self { folder: Folder::new(), engine: None, wall_ms: MORNING_MS, people: 0 };
        device.start();
        device
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.file("state")
    }

    /// The branch as it is.
    pub(crate) fn branch(&self) -> &Branch {
        self.engine.as_ref().unwrap().branch()
    }

    pub(crate) fn start(&mut self) {
        self.engine = None;
        let small = Options { log_room_bytes: 64 << 10, ballast_bytes: 64 << 10, ..Options::default() };
        let (journal, recovered) = Journal::open(&self.state(), small).unwrap();
        let wall_ms = self.wall_ms;
        let engine = Engine::open(Arc::new(office()), journal, recovered, CodeKey(7), |state| {
            let steady_ms = state.at.steady_ms + 1;
            (Moment { steady_ms, wall_ms, trust: ClockTrust::Synced }, None)
        });
        self.engine = Some(engine.unwrap());
    }

    pub(crate) fn ask(&mut self, command: Command) -> Option<(TicketId, TicketNumber)> {
        self.wall_ms += 1000;
        let engine = self.engine.as_mut().unwrap();
        let at = engine.branch().state().at;
        let passed_ms = u64::try_from(self.wall_ms - at.wall_ms).unwrap();
        let steady_ms = at.steady_ms + passed_ms;
        let now = Moment { steady_ms, wall_ms: self.wall_ms, trust: ClockTrust::Synced };
        let outcome = engine.turn(now, vec![(command, ())]).unwrap().remove(0).1;
        match outcome.unwrap() {
            Answer::Done => None,
            Answer::Ticket { ticket, number } => Some((ticket, number)),
        }
    }

    /// Somebody gets a number and is served at once.
    pub(crate) fn takes(&mut self, service: &str) -> (TicketId, TicketNumber) {
        self.people += 1;
        let (counter, link) = (self.an_open_counter(), LinkId(self.people));
        let service = ServiceId::new(service);
        let taken = self.ask(Command::WalkDirect { counter, service, link }).unwrap();
        self.ask(Command::Finish { counter });
        taken
    }

    fn an_open_counter(&mut self) -> CounterId {
        let counter = CounterId(2);
        let closed = !self.engine.as_ref().unwrap().branch().state().counters[&counter].open();
        if closed {
            self.ask(Command::OpenCounter { counter });
        }
        counter
    }
}
