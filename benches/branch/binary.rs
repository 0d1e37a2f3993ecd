//! The binary as the service manager starts it: how soon it takes presses, and how much memory it needs.

use super::machine;
use super::office::{COUNTER, VIRTUAL, write_config};
use super::soak::{copy, mib};
use super::table::{Goal, Sample, Table, number};
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Consoles that stay open while memory is looked at.
const CONSOLES: u8 = 3;
/// People who are served while memory is looked at.
const LIVES: usize = 100;

/// Starts with an empty journal.
pub(crate) fn empty(directory: &Path, starts: usize, table: &mut Table) -> Result<()> {
    let (mut ready, mut resident_kib) = (Sample::default(), 0);
    for start in 0..starts {
        let daemon = Daemon::start(directory, &directory.join(format!("state-{start}")))?;
        ready.push(daemon.ready);
        resident_kib = daemon.resident_kib()?.max(resident_kib);
    }
    let daemon = Daemon::start(directory, &directory.join("state-in-use"))?;
    let in_use_kib = daemon.resident_kib_in_use()?;
    let beside = format!("longest of {} {} ms", ready.len(), number(ready.p99_ms()));
    table.row(
        "start with an empty journal → a slip is accepted, p50",
        (ready.p50_ms(), "ms"),
        Goal::AtMost(150.0),
        beside,
    );
    table.row(
        format!(
            "resident memory of `rinda run`, {CONSOLES} consoles open, after {LIVES} people and their slips"
        ),
        (mib(in_use_kib), "MiB"),
        Goal::AtMost(20.0),
        format!("{} MiB after the start", number(mib(resident_kib))),
    );
    Ok(())
}

/// Starts with the journal of a branch that lost its power after so many events.
pub(crate) fn full(
    directory: &Path,
    kept: &Path,
    events: usize,
    starts: usize,
    table: &mut Table,
) -> Result<()> {
    let state = directory.join("state");
    copy(kept, &state)?;
    let (mut ready, mut resident_kib) = (Sample::default(), 0);
    for _ in 0..starts {
        let daemon = Daemon::start(directory, &state)?;
        ready.push(daemon.ready);
        resident_kib = daemon.resident_kib()?.max(resident_kib);
    }
    let beside = format!(
        "longest of {} {} ms; {} MiB resident",
        ready.len(),
        number(ready.p99_ms()),
        number(mib(resident_kib))
    );
    table.row(
        format!("start after {events} events → a slip is accepted, p50"),
        (ready.p50_ms(), "ms"),
        Goal::AtMost(500.0),
        beside,
    );
    Ok(())
}

/// A running daemon; killed at the end, as by a power cut.
pub(crate) struct Daemon {
    process: Child,
    port: u16,
    /// From before the process until a slip was accepted.
    ready: Duration,
    /// The number on that slip.
    number: String,
}

impl Daemon {
    fn start(directory: &Path, state: &Path) -> Result<Self> {
        Self::start_on(directory, state, VIRTUAL)
    }

    /// With a printer on such a cable; returns when a slip was accepted.
    pub(crate) fn start_on(directory: &Path, state: &Path, cable: &str) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let (board, site) = write_config(directory, 1, port, cable)?;
        let begin = Instant::now();
        let process = Command::new(env!("CARGO_BIN_EXE_rinda"))
            .args(["run", "--log", "error", "--board"])
            .arg(board)
            .arg("--site")
            .arg(site)
            .arg("--state")
            .arg(state)
            .stderr(Stdio::inherit())
            .spawn()?;
        let mut daemon = Self { process, port, ready: Duration::ZERO, number: String::new() };
        let mut clerk = Clerk::connect(port, begin)?;
        // What is so already is refused, which is as good.
        clerk.post("/api/day/open", "")?;
        clerk.post(&format!("/api/counter/{COUNTER}/open"), "")?;
        clerk.post(&format!("/api/counter/{COUNTER}/finish"), "")?;
        let direct = format!("/api/counter/{COUNTER}/walk-direct");
        let given = clerk.post(&direct, r#"{"service":"passport"}"#)?;
        let number = given.1.split_once("\"number\":\"").and_then(|(_, rest)| rest.split_once('"'));
        let (number, _) = number.with_context(|| format!("no number was given: {}", given.1))?;
        // From the first moment at which the printer is known to be ready, as for a press.
        while clerk.post(&format!("/api/ticket/{number}/reprint"), "")?.0 != 200 {
            if begin.elapsed() > TOO_LONG {
                bail!("the printer does not get ready");
            }
        }
        daemon.ready = begin.elapsed();
        number.clone_into(&mut daemon.number);
        Ok(daemon)
    }

    /// Asks for the slip once more, as soon as there can be one; tells when.
    pub(crate) fn reprint(&self) -> Result<Instant> {
        let mut clerk = Clerk::connect(self.port, Instant::now())?;
        loop {
            let asked = Instant::now();
            if clerk.post(&format!("/api/ticket/{}/reprint", self.number), "")?.0 == 200 {
                return Ok(asked);
            }
        }
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    fn resident_kib(&self) -> Result<u64> {
        machine::resident_kib(self.pid())
    }

    /// As on a busy day: clerks watch their consoles, people are served, slips are printed.
    fn resident_kib_in_use(&self) -> Result<u64> {
        let now = Instant::now();
        let mut consoles = Vec::new();
        for counter in 1..=CONSOLES {
            let mut console = Clerk::connect(self.port, now)?;
            for path in ["/", "/counter/1", "/words/lv", "/assets/console.js", "/fonts/Inter-Bold.woff2"] {
                console.ask("GET", path, "")?;
            }
            console.send("GET", &format!("/api/counter/{counter}/events"), "")?;
            consoles.push(console);
        }
        let mut clerk = Clerk::connect(self.port, now)?;
        for _ in 0..LIVES {
            clerk.post(&format!("/api/counter/{COUNTER}/finish"), "")?;
            let direct = format!("/api/counter/{COUNTER}/walk-direct");
            let (_, given) = clerk.post(&direct, r#"{"service":"passport"}"#)?;
            let number = given.split_once("\"number\":\"").and_then(|(_, rest)| rest.split_once('"'));
            let (number, _) = number.with_context(|| format!("no number was given: {given}"))?;
            // A printer is slower than a bench; most of these slips wait, and some are printed.
            clerk.post(&format!("/api/ticket/{number}/reprint"), "")?;
        }
        self.resident_kib()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It is either running or gone.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const TOO_LONG: Duration = Duration::from_secs(30);

/// A clerk's browser, as small as it can be.
struct Clerk {
    stream: BufReader<TcpStream>,
    port: u16,
}

impl Clerk {
    fn connect(port: u16, begin: Instant) -> Result<Self> {
        loop {
            match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    return Ok(Self { stream: BufReader::new(stream), port });
                }
                Err(error) if begin.elapsed() > TOO_LONG => return Err(error.into()),
                Err(_) => std::thread::sleep(Duration::from_micros(500)),
            }
        }
    }

    fn post(&mut self, path: &str, body: &str) -> Result<(u16, String)> {
        self.ask("POST", path, body)
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> Result<()> {
        let (port, length) = (self.port, body.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        Ok(self.stream.get_mut().write_all(request.as_bytes())?)
    }

    /// The status and the body of the answer.
    fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<(u16, String)> {
        self.send(method, path, body)?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).context("no status")?.parse()?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim().split_once(": ") else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse()?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }
}
