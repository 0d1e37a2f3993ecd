//! A centre with a thousand branches and as many open pages as one process may have here: how large it is, what it takes of a
//! processor, and how soon a page shows what a branch says.
//!
//! The centre is the real program behind a real mosquitto. The branches are one connection that says what a thousand would; the
//! pages are two processes with ten thousand streams each, because the kernel counts the handles of a process.

use super::broker::clients::{Client, publication};
use super::machine;
use super::pages;
use super::soak::mib;
use super::table::{Goal, Sample, Table, number};
use anyhow::{Context, Result, ensure};
use chrono::{NaiveDate, Utc};
use rinda::domain::ids::{CounterId, DeviceId, LinkId, RequestId, ServiceId, TicketId, TicketNumber};
use rinda::domain::ticket::Language;
use rinda::mqtt::Broker;
use rinda::protocol::{
    CounterNow, DayNow, Facts, FactsBody, Kind, Life, Names, Now, OfficeNow, OpenDay, Place, ServiceNow,
    Snapshot, SnapshotTicket, Stage, State, TicketNow, Topic, Wait,
};
use serde::Serialize;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::time::{MissedTickBehavior, interval};

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Country {
    /// Branches.
    pub(crate) branches: usize,
    /// Open pages.
    pub(crate) pages: usize,
    /// For how long all of them say how they are.
    pub(crate) time: Duration,
    /// How often it is measured how soon a page shows what a branch says.
    pub(crate) looks: usize,
}

/// Tickets of a branch.
const TICKETS: usize = 40;
/// Each branch says how it is, once in so long.
const SAYS: Duration = Duration::from_secs(10);
/// As many of ten pages are those of tickets, the others those of offices.
const OF_TICKETS: usize = 9;
/// The centre refuses more pages than there are handles.
const HANDLES_KEPT: usize = 200;
const LIMIT_MIB: f64 = 1024.0;

/// Measures it.
pub(crate) async fn measure(directory: &Path, country: Country, table: &mut Table) -> Result<()> {
    let broker = PlainBroker::start(directory)?;
    let centre = Centre::start(directory, &broker)?;
    let empty_kib = machine::resident_kib(centre.process.id())?;
    let mut branches = Branches::tell(&broker, country.branches).await?;
    let wanted = country.pages.min(machine::handles()?.saturating_sub(HANDLES_KEPT));
    let mut watched = pages::Page::open(centre.address, &office_page(0))?;
    watched.until("Office 0")?;
    let quiet_kib = machine::resident_kib(centre.process.id())?;
    let (address, paths, kept) = (centre.address, paths(wanted, country.branches), directory.to_owned());
    // On a thread of its own: this one has to tell the broker that the branches are still there.
    let opened = tokio::task::spawn_blocking(move || pages::Crowd::open(address, &paths, &kept));
    let crowd = opened.await??;
    let (before_ms, begin) = (machine::cpu_ms(centre.process.id())?, Instant::now());
    branches.go_on_for(country.time).await?;
    let took = begin.elapsed();
    let busy = f64::from(u32::try_from(machine::cpu_ms(centre.process.id())? - before_ms)?)
        / 10.0
        / took.as_secs_f64();
    let resident_kib = machine::resident_kib(centre.process.id())?;
    let mut looks = Sample::default();
    for look in 1..=country.looks {
        let begin = Instant::now();
        branches.say_how_it_is(0, look).await?;
        // On a thread of its own, for the same reason.
        let read = tokio::task::spawn_blocking(move || {
            watched.until(&format!("Office 0 at {look}\"")).map(|()| watched)
        });
        watched = read.await??;
        looks.push(begin.elapsed());
    }
    let shown = crowd.close()?;
    let per_page = format!(
        "{} MiB without pages, {} MiB without branches: {} KiB a page",
        number(mib(quiet_kib)),
        number(mib(empty_kib)),
        number(mib(resident_kib.saturating_sub(quiet_kib)) * 1024.0 / f64::from(u32::try_from(wanted)?))
    );
    table.row(
        format!("a centre with {} branches of {TICKETS} tickets and {wanted} open pages", country.branches),
        (mib(resident_kib), "MiB"),
        Goal::AtMost(LIMIT_MIB),
        per_page,
    );
    let rate = country.branches as f64 / SAYS.as_secs_f64();
    table.row(
        format!("the same, CPU while {} pictures of branches come in a second", number(rate)),
        (busy, "% of a core"),
        Goal::None,
        format!("{shown} looks of pages were sent in {} s and before", number(took.as_secs_f64())),
    );
    table.row(
        "the same, a branch says how it is → an open page shows it, p50",
        (looks.p50_ms(), "ms"),
        Goal::None,
        format!("p99 {} ms of {}", number(looks.p99_ms()), looks.len()),
    );
    Ok(())
}

/// Where so many people look: most at their tickets.
fn paths(count: usize, branches: usize) -> Vec<String> {
    let path = |page: usize| {
        let branch = page % branches;
        if page % 10 < OF_TICKETS {
            format!("/t/{}/events", link(branch, page / branches % TICKETS))
        } else {
            office_page(branch)
        }
    };
    (0..count).map(path).collect()
}

fn office_page(branch: usize) -> String {
    format!("/o/office-{branch}/events?lang=en")
}

fn link(branch: usize, ticket: usize) -> LinkId {
    LinkId(0x0123_4567_89AB_CDEF << 64 | (branch as u128) << 32 | ticket as u128)
}

/// What a thousand branches say, on one connection.
struct Branches {
    client: Client,
    count: usize,
    said: usize,
}

impl Branches {
    /// Everything that a new centre has to know.
    async fn tell(broker: &PlainBroker, count: usize) -> Result<Self> {
        let client = Client::connected(broker.reached(), "branches", &[]).await;
        let mut branches = Self { client, count, said: 0 };
        for branch in 0..count {
            let life =
                Life { epoch: 1, device: device(branch), connection: 1, online: true, version: "1".into() };
            branches.say(branch, Kind::Life, &life, true).await?;
            branches.say(branch, Kind::Facts, &past(branch), false).await?;
            branches.say_how_it_is(branch, 0).await?;
        }
        Ok(branches)
    }

    /// All of them say how they are, one after the other, evenly.
    async fn go_on_for(&mut self, time: Duration) -> Result<()> {
        let mut next = interval(SAYS / u32::try_from(self.count)?);
        next.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let begin = Instant::now();
        while begin.elapsed() < time {
            next.tick().await;
            self.said += 1;
            // The first office is watched.
            self.say_how_it_is(1 + self.said % (self.count - 1), self.said).await?;
        }
        Ok(())
    }

    async fn say_how_it_is(&mut self, branch: usize, at: usize) -> Result<()> {
        self.say(branch, Kind::State, &picture(branch, at), true).await
    }

    async fn say(&mut self, branch: usize, kind: Kind, what: &impl Serialize, retained: bool) -> Result<()> {
        let topic = Topic { branch: format!("office-{branch}"), kind }.to_string();
        let said = publication(&topic, &serde_json::to_string(what)?, retained);
        self.client.publish(said).await.map_err(anyhow::Error::msg)
    }
}

fn device(branch: usize) -> DeviceId {
    DeviceId(branch as u128 + 1)
}

fn names(text: &str) -> Names {
    Language::ALL.into_iter().map(|language| (language, text.to_owned())).collect()
}

fn past(branch: usize) -> Facts {
    let ticket = |ticket: usize| {
        Ok(SnapshotTicket {
            ticket: TicketId(ticket as u64 + 1),
            number: TicketNumber::try_from(format!("A{:03}", ticket + 1)).map_err(anyhow::Error::msg)?,
            service: service(ticket),
            request: ticket.is_multiple_of(2).then_some(RequestId(link(branch, ticket).0)),
            link: link(branch, ticket),
            language: Language::Lv,
            present: ticket % 2 == 1,
            stage: Stage::Waiting,
        })
    };
    let tickets: Result<Vec<_>> = (0..TICKETS).map(ticket).collect();
    let snapshot = Snapshot {
        day: Some(OpenDay { date: today() }),
        tickets: tickets.unwrap_or_default(),
        counters: [CounterId(1)].into(),
    };
    let upto = Place { seq: 100, sum: 1 };
    Facts { epoch: 1, device: device(branch), upto, body: FactsBody::Snapshot(snapshot) }
}

fn service(of: usize) -> ServiceId {
    ServiceId::new(["passport", "eid", "other"][of % 3])
}

fn today() -> NaiveDate {
    Utc::now().date_naive()
}

fn picture(branch: usize, at: usize) -> State {
    let wait = |minutes: usize| {
        let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
        Some(Wait { p10_s: minutes * 40, p50_s: minutes * 60, p90_s: minutes * 80 })
    };
    let offered = |of: usize| ServiceNow {
        service: service(of),
        names: names("A service of the office"),
        waiting_present: 7,
        waiting_absent: 6,
        wait: wait(30 + at % 20),
        refused: None,
    };
    let waits = |ticket: usize| TicketNow {
        ticket: TicketId(ticket as u64 + 1),
        ahead: u32::try_from(ticket).unwrap_or(u32::MAX),
        wait: wait(ticket * 2 + at % 20),
    };
    let as_of = Utc::now();
    State {
        epoch: 1,
        device: device(branch),
        seq: 100,
        as_of,
        clock_trusted: true,
        office: OfficeNow {
            names: names(&format!("Office {branch} at {at}")),
            time_zone: "Europe/Riga".into(),
            problems_to: Some("queue@office.example".into()),
            check_in: true,
            hold_s: Some(2700),
        },
        now: Now {
            day: DayNow::Open { date: today(), closes: Some(as_of + chrono::TimeDelta::hours(3)) },
            services: (0..3).map(offered).collect(),
            counters: (1..=4)
                .map(|counter| CounterNow { counter: CounterId(counter), open: true, number: None })
                .collect(),
            line: (0..TICKETS).map(waits).collect(),
            faults: Vec::new(),
            forecasts_held_percent: Some(80),
        },
    }
}

/// A mosquitto that believes everybody, on this machine.
struct PlainBroker {
    process: Child,
    port: u16,
}

impl PlainBroker {
    fn start(directory: &Path) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let file = directory.join("mosquitto.conf");
        let own = format!(
            "user root\nlistener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nmax_queued_messages 100000\nlog_dest stderr\n"
        );
        fs::write(&file, own)?;
        let mut broker = Command::new("/usr/sbin/mosquitto");
        let mut process = broker.arg("-c").arg(&file).stderr(Stdio::piped()).spawn()?;
        let stderr = process.stderr.take().context("mosquitto says nothing")?;
        told(stderr, " running")?;
        Ok(Self { process, port })
    }

    fn url(&self) -> String {
        format!("mqtt://127.0.0.1:{}", self.port)
    }

    fn reached(&self) -> Broker {
        let address = format!("mqtt://127.0.0.1:{}", self.port).parse();
        Broker { address: address.unwrap_or_else(|error| panic!("{error}")), tls: None }
    }
}

impl Drop for PlainBroker {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// `rinda central`.
struct Centre {
    process: Child,
    address: SocketAddr,
}

impl Centre {
    fn start(directory: &Path, broker: &PlainBroker) -> Result<Self> {
        let key = directory.join("request.key");
        let rinda = || Command::new(env!("CARGO_BIN_EXE_rinda"));
        let made =
            rinda().args(["central-key", "--name", "2026"]).arg(&key).stdout(Stdio::null()).status()?;
        ensure!(made.success(), "no key was made");
        let mut process = rinda()
            .args([
                "central",
                "--listen",
                "127.0.0.1:0",
                "--operator",
                "127.0.0.1:0",
                "--broker",
                &broker.url(),
            ])
            .arg("--state")
            .arg(directory.join("centre"))
            .arg("--request-key")
            .arg(&key)
            .stderr(Stdio::piped())
            .spawn()?;
        let line = told(process.stderr.take().context("the centre says nothing")?, "phones are served")?;
        let (_, address) = line.split_once("http://").with_context(|| format!("no address in {line}"))?;
        Ok(Self { process, address: address.trim_end_matches('/').parse()? })
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// Waits until a program says this on a line; the line. What it says later is thrown away.
fn told(output: impl Read + Send + 'static, part: &str) -> Result<String> {
    let mut lines = BufReader::new(output).lines();
    let found = lines.by_ref().map_while(Result::ok).find(|line| line.contains(part));
    std::thread::spawn(move || lines.for_each(drop));
    found.with_context(|| format!("the program ended before it said: {part}"))
}

fn end(process: &mut Child) {
    // It is either running or gone.
    let _ = process.kill();
    let _ = process.wait();
}
