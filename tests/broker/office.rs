//! A branch: its engine on a directory of its own, and its link.

use rinda::config;
use rinda::domain::command::Command;
use rinda::domain::ids::{CounterId, DeviceId, LinkId, ServiceId};
use rinda::domain::settings::Settings;
use rinda::domain::time::ClockTrust;
use rinda::engine::clock::Reading;
use rinda::engine::time_source::TimeSource;
use rinda::engine::{Handle, Thread, random_link};
use rinda::journal::{Journal, Options};
use rinda::link::{Link, Parts, Resync, RoundTrip, device};
use rinda::mqtt::Broker;
use rinda::protocol::{Keys, RequestKey};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;
use tokio::sync::watch;
use tokio::time::timeout;

/// A Monday, 12:00 in Rīga. All certificates are younger, which must not matter.
pub(crate) const NOON_MS: i64 = 1_768_212_000_000;
/// The branch's key.
pub(crate) const BRANCH: &str = "riga-2";

/// The example site without what limits a crowd.
const CHANGES: [(&str, &str); 3] = [
    ("joins_per_hour_max = 120", "joins_per_hour_max = 100000"),
    ("joins_per_person_max = 5", "joins_per_person_max = 100"),
    ("cap_per_day = 150", ""),
];

/// It is noon when the branch starts.
#[derive(Debug)]
pub(crate) struct Noon {
    wall_ms: i64,
    start: Instant,
}

impl Noon {
    pub(crate) fn of(wall_ms: i64) -> Self {
        Self { wall_ms, start: Instant::now() }
    }
}

impl TimeSource for Noon {
    fn read(&self) -> Reading {
        let mono_ms = u64::try_from(self.start.elapsed().as_millis()).unwrap();
        Reading { mono_ms, wall_ms: self.wall_ms.saturating_add_unsigned(mono_ms), trust: ClockTrust::Synced }
    }
}

/// A branch. Its directory is gone with the value.
pub(crate) struct Office {
    directory: PathBuf,
    settings: Arc<Settings>,
    on: Option<(Thread, Handle)>,
    link: Option<Link>,
    report: watch::Sender<Option<String>>,
    /// The noon at which it is switched on.
    pub(crate) noon_ms: i64,
    pictures: Arc<AtomicU32>,
}

/// The key that the centre signs with.
pub(crate) fn request_key() -> RequestKey {
    RequestKey::new("2026", &[7; 32]).unwrap()
}

impl Office {
    /// A branch without a past, and without a link.
    pub(crate) fn new() -> Self {
        let directory = scratch();
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
        let site = fs::read_to_string(home.join("systemd/site.toml")).unwrap();
        let site = CHANGES.into_iter().fold(site, |site, (line, other)| {
            assert!(site.contains(line), "{line}");
            site.replace(line, other)
        });
        fs::write(directory.join("site.toml"), site).unwrap();
        let outcome = config::read(&home.join("boards/virtual.toml"), &directory.join("site.toml"));
        let config = outcome.config.unwrap_or_else(|| panic!("{:#?}", outcome.problems));
        assert_eq!(config.settings.key, BRANCH);
        let settings = Arc::new(config.settings);
        let (report, pictures, noon_ms) = (watch::Sender::new(None), Arc::default(), NOON_MS);
        let mut office = Self { directory, settings, on: None, link: None, report, noon_ms, pictures };
        office.switch_on();
        office
    }

    /// A branch with a link.
    pub(crate) fn linked(broker: Broker) -> Self {
        let mut office = Self::new();
        office.link(broker);
        office
    }

    /// Another device with a copy of this one's past, switched on. This one goes on after the copy.
    pub(crate) fn copied(&mut self) -> Self {
        let copy = self.cloned();
        fs::remove_file(copy.state().join("device")).unwrap();
        copy
    }

    /// As [`Office::copied`], but its whole card is copied, with what says which device it is.
    pub(crate) fn cloned(&mut self) -> Self {
        self.switch_off();
        let directory = scratch();
        fs::create_dir_all(directory.join("state")).unwrap();
        for file in self.state().read_dir().unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), directory.join("state").join(file.file_name())).unwrap();
        }
        self.switch_on();
        let (settings, report) = (Arc::clone(&self.settings), watch::Sender::new(None));
        let (noon_ms, pictures) = (self.noon_ms, Arc::default());
        let mut copy = Self { directory, settings, on: None, link: None, report, noon_ms, pictures };
        copy.switch_on();
        copy
    }

    /// Starts the link.
    pub(crate) fn link(&mut self, broker: Broker) {
        let (report, pictures) = (self.report.clone(), Arc::clone(&self.pictures));
        let parts = Parts {
            branch: BRANCH.to_owned(),
            device: self.device(),
            broker,
            keys: Keys([("2026".to_owned(), request_key().public())].into()),
            problems_to: Some("queue@office.example".to_owned()),
            faults: Box::new(move |_, _| {
                pictures.fetch_add(1, Ordering::SeqCst);
                vec!["no paper".to_owned()]
            }),
            report: Box::new(move |why| {
                report.send_replace(why.map(ToOwned::to_owned));
            }),
        };
        self.link = Some(Link::start(self.handle(), parts, &self.state()).unwrap());
    }

    /// A way to have the centre told again.
    pub(crate) fn resync(&self) -> Resync {
        self.link.as_ref().unwrap().resync()
    }

    /// A way to measure the broker.
    pub(crate) fn round_trip(&self) -> RoundTrip {
        self.link.as_ref().unwrap().round_trip()
    }

    /// Has the link begun anew.
    pub(crate) fn link_anew(&self) {
        self.link.as_ref().unwrap().anew().notify_one();
    }

    /// Ends the link; the branch goes on.
    pub(crate) fn unlink(&mut self) {
        if let Some(link) = self.link.take() {
            link.stop();
        }
    }

    /// Ends link and branch in order.
    pub(crate) fn switch_off(&mut self) {
        self.unlink();
        if let Some((thread, _)) = self.on.take() {
            thread.stop().unwrap();
        }
    }

    /// Ends link and branch as a power cut does.
    pub(crate) fn cut_power(&mut self) {
        if let Some((thread, _)) = self.on.take() {
            thread.cut_power().unwrap();
        }
        self.unlink();
    }

    /// Starts the branch on what is on its disk.
    pub(crate) fn switch_on(&mut self) {
        let (journal, recovered) = Journal::open(&self.state(), Options::default()).unwrap();
        let time = Arc::new(Noon::of(self.noon_ms));
        self.on = Some(Thread::start(Arc::clone(&self.settings), journal, recovered, time).unwrap());
    }

    /// Waits until the link reports this, or that it works.
    pub(crate) async fn reports(&self, words: Option<&str>) -> String {
        let mut reports = self.report.subscribe();
        let is_so = |why: &Option<String>| match (words, why) {
            (Some(words), Some(why)) => why.contains(words),
            (None, why) => why.is_none(),
            (Some(_), None) => false,
        };
        match timeout(super::clients::PATIENCE, reports.wait_for(is_so)).await {
            Ok(report) => report.unwrap().clone().unwrap_or_default(),
            Err(_) => panic!("waited in vain for {words:?}; there is {:?}", self.report.borrow()),
        }
    }

    /// Somebody comes to a counter, gets a number there and is served at once.
    pub(crate) async fn serves_somebody(&self) {
        let (counter, service, link) = (CounterId(1), ServiceId::new("passport"), random_link());
        let handle = self.handle();
        // It may be open.
        let _ = handle.ask(Command::OpenCounter { counter }).await;
        handle.ask(Command::WalkDirect { counter, service, link }).await.unwrap();
        handle.ask(Command::Finish { counter }).await.unwrap();
    }

    pub(crate) fn handle(&self) -> Handle {
        self.on.as_ref().unwrap().1.clone()
    }

    pub(crate) fn device(&self) -> DeviceId {
        device(&self.state()).unwrap()
    }

    /// The place of the newest event.
    pub(crate) fn seq(&self) -> u64 {
        self.handle().read_at_place(|_, _, seq| seq)
    }

    /// How many pictures the link has made of this branch.
    pub(crate) fn pictures(&self) -> u32 {
        self.pictures.load(Ordering::SeqCst)
    }

    /// Whether a ticket has this link.
    pub(crate) fn knows(&self, link: LinkId) -> bool {
        self.handle().read(|branch, _| branch.state().tickets.values().any(|ticket| ticket.link == link))
    }

    fn state(&self) -> PathBuf {
        self.directory.join("state")
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.switch_off();
        }
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// A new directory.
pub(crate) fn scratch() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::SeqCst);
    let name = format!("rinda-office-{}-{count}", std::process::id());
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // A run that was interrupted may have left one: process ids come again.
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}
