//! A whole branch in this process: engine, printers, kiosks and hall on the virtual board, open and ready to be pressed.

use anyhow::{Context, Result, anyhow};
use rinda::config::{self, Config};
use rinda::daemon::{Plan, PoweredBranch};
use rinda::devices::installation::Installation;
use rinda::devices::virtual_printer::Mechanics;
use rinda::domain::command::{Answer, Command};
use rinda::domain::ids::{CounterId, KioskId, LinkId, ServiceId, TicketNumber};
use rinda::domain::ticket::{Class, Language};
use rinda::domain::time::ClockTrust;
use rinda::engine::clock::Reading;
use rinda::engine::time_source::TimeSource;
use rinda::engine::{AskError, Handle};
use rinda::wording::Words;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;
use tokio::sync::oneshot;

/// The counter that does every service of the example site.
pub(crate) const COUNTER: CounterId = CounterId(2);
/// The services of the example site.
pub(crate) const SERVICES: [&str; 3] = ["passport", "eid", "other"];

/// Printers for those who cannot wait for paper.
pub(crate) const AT_ONCE: Mechanics = Mechanics {
    buffer_bytes: 16 * 1024,
    real_time_when_full: true,
    automatic_status: false,
    speed_mm_s: 1_000_000,
    cut_ms: 0,
    roll_mm: 2_000_000,
    near_end_mm: 4_000,
};

/// 2026-11-24, a Tuesday, 09:00 in Riga.
const MORNING_MS: i64 = 1_795_503_600_000;

/// A clock that goes as the machine's does, and can be moved forward.
#[derive(Debug)]
pub(crate) struct BenchClock {
    begin: Instant,
    ahead_ms: AtomicU64,
}

impl BenchClock {
    /// Lets time pass.
    pub(crate) fn pass(&self, ms: u64) {
        self.ahead_ms.fetch_add(ms, Ordering::SeqCst);
    }
}

impl TimeSource for BenchClock {
    fn read(&self) -> Reading {
        let elapsed_ms = u64::try_from(self.begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mono_ms = elapsed_ms + self.ahead_ms.load(Ordering::SeqCst);
        Reading { mono_ms, wall_ms: MORNING_MS.saturating_add_unsigned(mono_ms), trust: ClockTrust::Synced }
    }
}

/// A printer that lives in the branch's process, as board files name it.
pub(crate) const VIRTUAL: &str = "driver = \"virtual\"";

/// Board and site of the bench as files: the example's, with more kiosks, each with a printer on such a cable, and open at
/// all hours without a cap.
pub(crate) fn write_config(
    directory: &Path,
    kiosks: u8,
    port: u16,
    cable: &str,
) -> Result<(PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let board = fs::read_to_string(root.join("boards/virtual.toml"))?.replace(":8080", &format!(":{port}"));
    let (head, rest) = board.split_once("[kiosk.1]\n").context("the board has no kiosk")?;
    let (kiosk, hall) = rest.split_once("# The display in the hall.").context("the board has no hall")?;
    let (display, printer) =
        kiosk.split_once(&format!("printer]\n{VIRTUAL}")).context("the kiosk has no printer")?;
    let kiosk = format!("{display}printer]\n{cable}{printer}");
    let mut text = head.to_owned();
    for number in 1..=kiosks {
        let kiosk = kiosk.replace("[kiosk.1.", &format!("[kiosk.{number}."));
        write!(text, "[kiosk.{number}]\n{kiosk}")?;
    }
    text += hall.trim_start_matches(|letter| letter != '\n');
    // The comment on the hall goes on for some lines.
    let board_path = directory.join("board.toml");
    fs::write(&board_path, text)?;

    let site = fs::read_to_string(root.join("systemd/site.toml"))?;
    let uncapped: Vec<&str> = site.lines().filter(|line| !line.starts_with("cap_per_day")).collect();
    let site = uncapped.join("\n");
    let (head, rest) = site.split_once("[kiosk.1]\n").context("the site has no kiosk")?;
    let (buttons, _) = rest.split_once("\n\n").context("the site ends with its kiosk")?;
    let (_, rules) = site.split_once("[rules]").context("the site has no rules")?;
    let mut text = head.replace("last_ticket_before_close_min", "# last_ticket_before_close_min");
    for number in 1..=kiosks {
        writeln!(text, "[kiosk.{number}]\n{buttons}\n")?;
    }
    text += "[hours]\n";
    for day in ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] {
        writeln!(text, "{day} = \"0:01-23:59\"")?;
    }
    let rules = rules.replace("admit_by_forecast = true", "admit_by_forecast = false");
    write!(text, "[rules]{rules}")?;
    let site_path = directory.join("site.toml");
    fs::write(&site_path, text)?;
    Ok((board_path, site_path))
}

/// Reads what [`write_config`] wrote.
pub(crate) fn read_config(board: &Path, site: &Path) -> Result<Config> {
    let config::Outcome { config, problems, .. } = config::read(board, site);
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    config.ok_or_else(|| anyhow!("the bench's own configuration is wrong:\n{}", problems.join("\n")))
}

/// A running branch. Its thread plays the part of the daemon's main thread.
pub(crate) struct Office {
    pub(crate) handle: Handle,
    pub(crate) board: Arc<Installation>,
    pub(crate) clock: Arc<BenchClock>,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<Result<()>>,
}

impl Office {
    /// Starts a branch with so many kiosks, whose printers print at once, and waits until it takes presses.
    pub(crate) async fn start(directory: &Path, kiosks: u8) -> Result<Self> {
        Self::start_on(directory, kiosks, VIRTUAL).await
    }

    /// The same with printers on such a cable.
    pub(crate) async fn start_on(directory: &Path, kiosks: u8, cable: &str) -> Result<Self> {
        let (board, site) = write_config(directory, kiosks, 0, cable)?;
        let config = read_config(&board, &site)?;
        let board = Arc::new(Installation::with_mechanics(&config.board, AT_ONCE));
        let clock = Arc::new(BenchClock { begin: Instant::now(), ahead_ms: AtomicU64::new(0) });
        let plan = Plan {
            settings: Arc::new(config.settings),
            board: Arc::clone(&board),
            time: Arc::<BenchClock>::clone(&clock),
            words: Arc::new(Words::load()),
            link: None,
        };
        let (stop, stopped) = oneshot::channel();
        let (started, handle) = oneshot::channel();
        let state = directory.join("state");
        let main = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let _work = plan.board.work()?;
                let branch = PoweredBranch::start(&plan, &state)?;
                // The bench's end and its stop mean the same.
                let _ = started.send(branch.handle());
                let _ = stopped.await;
                Ok(branch.stop()?)
            })
        };
        let thread = std::thread::Builder::new().name("pages".into()).spawn(main)?;
        let handle = handle.await.context("the branch does not start")?;
        let office = Self { handle, board, clock, stop, thread };
        let ready = |kiosk: &KioskId| {
            let service = ServiceId::new(SERVICES[0]);
            office.handle.read(|branch, now| branch.admit(now, *kiosk, &service, Class::Normal)).is_ok()
        };
        let mut turns = office.handle.turns();
        while !office.board.kiosks.keys().all(ready) {
            turns.changed().await?;
        }
        let counters =
            office.handle.read(|branch, _| branch.settings().counters.keys().copied().collect::<Vec<_>>());
        for counter in counters {
            match office.handle.ask(Command::OpenCounter { counter }).await {
                Ok(_) | Err(AskError::Refused(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(office)
    }

    /// Ends it in order.
    pub(crate) fn stop(self) -> Result<()> {
        drop(self.handle);
        let _ = self.stop.send(());
        self.thread.join().map_err(|_| anyhow!("the branch's thread has panicked"))?
    }

    /// Takes tickets out of the line, so that it stays as short as in life.
    pub(crate) async fn send_home(&self, numbers: &mut Vec<TicketNumber>) -> Result<()> {
        let asked: Vec<_> =
            numbers.drain(..).map(|number| self.handle.ask(Command::Cancel { number })).collect();
        for answer in asked {
            answer.await?;
        }
        Ok(())
    }
}

/// The wish for a ticket; the services by turns.
pub(crate) fn press(kiosk: KioskId, count: usize) -> Command {
    Command::TakeTicket {
        kiosk,
        service: ServiceId::new(SERVICES[count % SERVICES.len()]),
        class: Class::Normal,
        language: Language::Lv,
        link: LinkId(u128::from(kiosk.0) << 100 | count as u128),
    }
}

/// Waits until the kiosk's slip has come to an end.
pub(crate) async fn printed(handle: &Handle, kiosk: KioskId) -> Result<()> {
    let mut turns = handle.turns();
    while handle.read(|branch, _| branch.slip_under_way(kiosk)) {
        turns.changed().await?;
    }
    Ok(())
}

/// The number that was given.
pub(crate) fn given(answer: &Answer) -> Result<TicketNumber> {
    match answer {
        Answer::Ticket { number, .. } => Ok(*number),
        Answer::Done => Err(anyhow!("a press was answered without a number")),
    }
}
