//! A real branch behind both doors of a port, and two ways to knock.

use super::super::reload::{Comparison, NotReloaded, Reload, Standing};
use super::super::{Door, Lasting, ServicePort, Station};
use crate::access::audit::Audit;
use crate::access::tests::Directory;
use crate::access::{Holder, set_with};
use crate::album::{Album, Sizes};
use crate::config::{self, Config, Setting};
use crate::domain::command::{Answer as Decided, Command};
use crate::domain::event::{Part, PrintEvidence};
use crate::domain::ids::{KioskId, LinkId};
use crate::domain::kiosk::PrinterState;
use crate::domain::ticket::{Class, Language};
use crate::domain::time::ClockTrust;
use crate::domain::trial::{Device, Finding, Found, Input, Inputs, NotTried, Said, Trial};
use crate::engine::clock::Reading;
use crate::engine::time_source::TimeSource;
use crate::engine::{Handle, Power, Thread};
use crate::http::browser::{Answer, Browser, Stream};
use crate::journal::{Journal, Options};
use crate::wording::Words;
use embedded_graphics::prelude::Size;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::{mpsc, watch};

pub(super) const PIN: &str = "246810";

/// 10:42 on a Tuesday in Riga, for ever.
const WALL_MS: i64 = 1_795_509_720_000;

pub(super) fn run<F: Future>(test: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(test)
}

#[derive(Debug)]
struct Still(ClockTrust);

impl TimeSource for Still {
    fn read(&self) -> Reading {
        Reading { mono_ms: 0, wall_ms: WALL_MS, trust: self.0 }
    }
}

/// A bench with one lamp that works and a display that does not.
fn tried(trial: Trial, is_busy: bool) -> Result<Vec<Finding>, NotTried> {
    let (device, found) = match trial {
        _ if is_busy => return Err(NotTried::AnotherTest),
        Trial::Lamps {} => ("kiosk 1: lamp 1", Found::Blinked { seconds: 3 }),
        Trial::Displays {} => ("hall display", Found::Fails("no card".to_owned())),
        Trial::Slip { kiosk: KioskId(1) } => {
            let device = Device::Printer(KioskId(1));
            return Ok(vec![Finding { device, found: Found::Printed(PrintEvidence::JobEcho) }]);
        }
        Trial::Sounds {} => ("sound of hall: Latviešu", Found::Played),
        Trial::Link {} => return Err(NotTried::NoCentre),
        Trial::All {} => ("kiosk 1: scanner ACM", Found::NoFault),
        Trial::Slip { .. } | Trial::Feed { .. } | Trial::Cut { .. } | Trial::Present { .. } => {
            return Err(NotTried::PrinterNotReady { printer: PrinterState::PaperOut });
        }
    };
    Ok(vec![Finding { device: Device::Named(device.to_owned()), found }])
}

/// Files that are as a test says. What is begun or ended changes the standing, and nothing else.
pub(super) struct Files {
    in_force: Vec<Setting>,
    pub(super) say: Mutex<Comparison>,
    pub(super) standing: watch::Sender<Standing>,
}

impl Reload for Files {
    fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    fn in_force(&self) -> Vec<Setting> {
        self.in_force.clone()
    }

    fn compare(&self) -> Comparison {
        self.say.lock().unwrap().clone()
    }

    fn begin(&self, seconds: u32) -> Result<Comparison, NotReloaded> {
        match *self.standing.borrow() {
            Standing::Probation { .. } => return Err(NotReloaded::Probation),
            Standing::Files | Standing::LastGood { .. } => {}
        }
        let comparison = self.compare();
        if !comparison.differences.is_empty() {
            self.standing.send_replace(Standing::Probation { seconds });
        }
        Ok(comparison)
    }

    fn end(&self, keep: bool) -> Result<(), NotReloaded> {
        let why = "a person".to_owned();
        let next = if keep { Standing::Files } else { Standing::LastGood { why } };
        match self.standing.send_replace(next) {
            Standing::Probation { .. } => Ok(()),
            before @ (Standing::Files | Standing::LastGood { .. }) => {
                self.standing.send_replace(before);
                Err(NotReloaded::NoProbation)
            }
        }
    }
}

/// A branch whose day is open and whose printer works, and a port with both doors.
pub(super) struct World {
    browser: Browser,
    pub(super) faults: watch::Sender<BTreeMap<String, String>>,
    power: watch::Sender<Option<Handle>>,
    config: Config,
    /// Whether the centre says that it has what it was told.
    pub(super) centre_hears: Arc<AtomicBool>,
    /// Whether another test is under way.
    pub(super) bench_is_busy: Arc<AtomicBool>,
    /// What the files say.
    pub(super) files: Arc<Files>,
    engine: Option<Thread>,
    lasting: Arc<Lasting>,
    /// Ends the port when it is dropped.
    stop: watch::Sender<bool>,
    pub(super) state: Directory,
}

impl World {
    pub(super) async fn start() -> Self {
        Self::start_by(ClockTrust::Synced).await
    }

    /// With a clock that is synchronised, or not.
    pub(super) async fn start_by(trust: ClockTrust) -> Self {
        let file = |path| super::root().join(path);
        let outcome = config::read(&file("boards/virtual.toml"), &file("systemd/site.toml"));
        let (config, state) = (outcome.config.unwrap(), Directory::new());
        let (journal, recovered) = Journal::open(&state.0, Options::default()).unwrap();
        let settings = Arc::new(config.settings.clone());
        let (engine, branch) = Thread::start(settings, journal, recovered, Arc::new(Still(trust))).unwrap();
        let printer = PrinterState::Ready;
        branch.ask(Command::ReportPrinter { kiosk: KioskId(1), printer }).await.unwrap();
        let mut world = Self {
            // Nowhere yet.
            browser: Browser { address: ([127, 0, 0, 1], 1).into() },
            faults: watch::Sender::new(BTreeMap::new()),
            power: watch::Sender::new(Some(branch)),
            files: Arc::new(Files {
                in_force: config.in_force.clone(),
                say: Mutex::default(),
                standing: watch::Sender::default(),
            }),
            config,
            centre_hears: Arc::new(AtomicBool::new(true)),
            bench_is_busy: Arc::default(),
            engine: Some(engine),
            lasting: Arc::default(),
            stop: watch::Sender::new(false),
            state,
        };
        world.open_port().await;
        world
    }

    pub(super) async fn open_port(&mut self) {
        let station = Station {
            settings: Arc::new(self.config.settings.clone()),
            words: Arc::new(Words::load()),
            power: Power::new(self.power.subscribe()),
            faults: self.faults.subscribe(),
            devices: vec!["hall display".to_owned()],
            link: None,
            state: self.state.0.clone(),
            album: Arc::new(self.album()),
            audit: Audit::new(&self.state.0),
            restart: Arc::new(|part| match part {
                Part::Printer(KioskId(1)) | Part::Displays => Ok(Decided::Done),
                Part::Printer(_) => Err(NotTried::NoSuchDevice),
                Part::Link => Err(NotTried::NoCentre),
            }),
            reload: Arc::<Files>::clone(&self.files) as Arc<dyn Reload>,
            lasting: Arc::clone(&self.lasting),
            resync: Some({
                let hears = Arc::clone(&self.centre_hears);
                Arc::new(move || Box::pin(std::future::ready(hears.load(Ordering::SeqCst))))
            }),
            watch: Arc::new(|inputs| match inputs {
                Inputs::Counter(_) => Err(NotTried::InUse),
                Inputs::Kiosk(_) => {
                    let (tell, told) = mpsc::channel(1);
                    let said = Said::Code { end: "TEST".to_owned(), letters: 4 };
                    tell.try_send(Input { device: "kiosk 1: scanner".to_owned(), said }).unwrap();
                    Ok(told)
                }
            }),
            trials: {
                let busy = Arc::clone(&self.bench_is_busy);
                // Paper that never comes.
                let hangs = Trial::Feed { kiosk: KioskId(9) };
                Arc::new(move |trial| {
                    if trial == hangs {
                        return Box::pin(std::future::pending());
                    }
                    Box::pin(std::future::ready(tried(trial, busy.load(Ordering::SeqCst))))
                })
            },
            bundler: Arc::new(|faults, file| std::fs::write(file, faults.join("\n"))),
        };
        let at_socket = Door::at_socket(&self.socket()).unwrap();
        let at_address = Door::at_address(([127, 0, 0, 1], 0).into()).await.unwrap();
        self.browser.address = at_address.address().unwrap();
        let port = ServicePort::new(station);
        let [one, other] = [self.stop.subscribe(), self.stop.subscribe()].map(|mut stopped| async move {
            let _ = stopped.wait_for(|&stop| stop).await;
        });
        tokio::spawn(async move {
            tokio::join!(port.serve(at_socket, one), port.serve(at_address, other));
        });
    }

    /// The program ends, or begins anew.
    pub(super) fn close_port(&self) {
        self.stop.send_replace(true);
    }

    /// What the port has, too.
    pub(super) fn album(&self) -> Album {
        let sizes = Sizes { hall: Size::new(640, 360), slip_dots: 384 };
        let settings = Arc::new(self.config.settings.clone());
        Album::new(&self.state.0, settings, Arc::new(Words::load()), sizes)
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.state.0.join("service.sock")
    }

    pub(super) fn branch(&self) -> Handle {
        self.power.borrow().clone().unwrap()
    }

    pub(super) fn day_is_open(&self) -> bool {
        self.branch().read(|branch, _| branch.state().day.is_some())
    }

    /// A visitor presses the button of the first service.
    pub(super) fn take(&self) -> Command {
        let (service, _) = &self.config.settings.services[0];
        Command::TakeTicket {
            kiosk: KioskId(1),
            service: service.clone(),
            class: Class::Normal,
            language: Language::En,
            link: LinkId(7),
        }
    }

    /// Takes the power away and waits until the branch has gone.
    pub(super) async fn cut_power(&mut self) {
        let engine = self.engine.take().unwrap();
        self.power.send_replace(None);
        tokio::task::spawn_blocking(|| engine.cut_power()).await.unwrap().unwrap();
    }

    pub(super) fn set_pin(&self) {
        set_with(&self.state.0, Holder::Technician, PIN, NonZeroU32::new(2).unwrap()).unwrap();
    }

    /// Sets the PIN, signs in, and gives the token.
    pub(super) async fn signed_in(&self) -> String {
        self.set_pin();
        let answer = self.post("/api/session", &json!({ "pin": PIN }).to_string()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    pub(super) async fn act_with(&self, token: &str, act: Value) -> Answer {
        let bearer = format!("Authorization: Bearer {token}");
        self.send("POST", "/api/acts", &[&bearer], &act.to_string()).await
    }

    pub(super) async fn test_with(&self, token: &str, test: Value) -> Answer {
        let bearer = format!("Authorization: Bearer {token}");
        self.send("POST", "/api/tests?lang=en", &[&bearer], &test.to_string()).await
    }

    /// A request at the socket.
    pub(super) async fn at_socket(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
        let stream = UnixStream::connect(self.socket()).await.unwrap();
        Browser::speak(stream, &Browser::request("localhost", method, path, headers, body)).await
    }

    pub(super) async fn send_raw_to_socket(&self, bytes: &[u8]) -> Answer {
        Browser::speak(UnixStream::connect(self.socket()).await.unwrap(), bytes).await
    }

    /// A stream at the address, with a header.
    pub(super) async fn follow_with(&self, path: &str, header: &str) -> Stream {
        let line = TcpStream::connect(self.browser.address).await.unwrap();
        let host = format!("{}\r\n{header}", self.browser.address);
        Stream::begin(line, &host, path).await
    }

    pub(super) async fn follow_socket(&self, path: &str) -> Stream<UnixStream> {
        Stream::begin(UnixStream::connect(self.socket()).await.unwrap(), "localhost", path).await
    }
}

impl Deref for World {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Before the directory goes.
        let _ = self.engine.take().map(Thread::cut_power);
    }
}
