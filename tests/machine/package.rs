//! What a machine with systemd says of its installed package.

#![expect(clippy::print_stdout, reason = "what is measured is for whoever started the machine")]

use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

pub(crate) const SITE: &str = "/etc/rinda/site.toml";
pub(crate) const DEVICE: &str = "/etc/rinda/boards/device.toml";
/// Emulated machines that share their host with others are slow.
const PATIENCE: Duration = Duration::from_secs(300);
/// How often something is looked at that nobody tells about.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// So many consoles are open when memory is measured.
const CONSOLES: u32 = 3;

pub(crate) fn run(program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program).args(arguments).env("DEBIAN_FRONTEND", "noninteractive").output();
    output.unwrap_or_else(|error| panic!("{program}: {error}"))
}

/// What a program says that must succeed.
pub(crate) fn said(program: &str, arguments: &[&str]) -> String {
    let output = run(program, arguments);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {text} {trouble}; the log: {}", log());
    text
}

pub(crate) fn systemctl(arguments: &[&str]) -> String {
    said("systemctl", arguments).trim().to_owned()
}

pub(crate) fn property(name: &str) -> String {
    systemctl(&["show", "rinda.service", "--value", "--property", name])
}

pub(crate) fn install(package: &str) -> String {
    said("apt-get", &["install", "-y", "--no-install-recommends", "--allow-downgrades", package])
}

pub(crate) fn log() -> String {
    let output = run("journalctl", &["--no-pager", "--output=cat", "--unit=rinda", "--unit=rinda-clock"]);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(
            began.elapsed() < PATIENCE,
            "not in time: {what}; the log: {}; it happened: {}",
            log(),
            happened()
        );
        std::thread::sleep(LOOK_EVERY);
    }
}

/// The kinds of everything that happened, for a test that cannot go on.
pub(crate) fn happened() -> String {
    let database = Path::new("/var/lib/rinda/journal.db");
    if database.exists() {
        journal("SELECT coalesce(group_concat(kind, ' '), '') FROM log")
    } else {
        String::new()
    }
}

/// An answer from the journal of a branch that runs.
pub(crate) fn journal<T: rusqlite::types::FromSql>(query: &str) -> T {
    let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let journal = Connection::open_with_flags("/var/lib/rinda/journal.db", read_only).unwrap();
    journal.busy_timeout(PATIENCE).unwrap();
    journal.query_row(query, [], |row| row.get(0)).unwrap()
}

pub(crate) fn count(kind: &str) -> u32 {
    journal(&format!("SELECT count(*) FROM log WHERE kind = '{kind}'"))
}

/// Everybody who waits, by number.
pub(crate) fn queue() -> String {
    journal(
        "SELECT coalesce(group_concat(number, ' '), '') FROM (SELECT number FROM tickets ORDER BY ticket)",
    )
}

/// The clock by which systemd tells when a unit has reached a state.
pub(crate) fn monotonic_us() -> i64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    now.tv_sec * 1_000_000 + now.tv_nsec / 1000
}

/// Says when a ticket could be taken again that cannot be taken since then, and what took so long.
pub(crate) fn tell_the_way_to_a_ticket(what: &str, began_us: i64) {
    let since_ms = |us: i64| (us - began_us) / 1000;
    let ended_ms = since_ms(monotonic_us());
    let reached = |state: &str| since_ms(property(&format!("{state}TimestampMonotonic")).parse().unwrap());
    println!(
        "measured {what} until a ticket can be taken: {ended_ms} ms (stopped after {}, the next process after {}, ready after {})",
        reached("InactiveEnter"),
        reached("ExecMainStart"),
        reached("ActiveEnter")
    );
}

pub(crate) fn measure_memory() {
    let open = |path: String| {
        let mut stream = BufReader::new(ureq::get(path).call().unwrap().into_body().into_reader());
        assert!(stream.read_line(&mut String::new()).unwrap() > 0);
        stream
    };
    let consoles =
        (1..=CONSOLES).map(|counter| open(format!("http://127.0.0.1:8080/api/counter/{counter}/events")));
    let _consoles: Vec<_> = consoles.collect();
    let _page = open("http://127.0.0.1:8081/".into());
    let status = fs::read_to_string(format!("/proc/{}/status", property("MainPID"))).unwrap();
    let resident = |part: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(part)).unwrap();
        line.trim_start_matches(':').trim().to_owned()
    };
    let [all, own, file] = ["VmRSS", "RssAnon", "RssFile"].map(resident);
    println!(
        "measured at rest, with all ports, {CONSOLES} consoles and the hall's page open: {all} resident; {own} its own, {file} of files"
    );
}
