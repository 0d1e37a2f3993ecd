//! Where the program says what it does: in the system's journal as records with fields, where it runs as a service of systemd, and
//! else as lines of the standard error output.

use super::journald::{Journald, SOCKET};
use anyhow::anyhow;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::panic;
use std::path::Path;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::{self, format::debug_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The priority of a warning, as syslog(3) counts.
const WARNING: u8 = 4;

/// Begins to log what `level` asks for.
///
/// # Errors
/// When it asks for nothing that there is.
pub(super) fn begin(level: &str) -> anyhow::Result<()> {
    // The broker of the demo tells of each connection that comes and goes; whoever wants to know that asks for it.
    let wanted = if level.contains("rumqttd") { level.to_owned() } else { format!("{level},rumqttd=off") };
    let filter: Targets = wanted.parse().map_err(|error| anyhow!("--log {level}: {error}"))?;
    let journald = is_read_by_journald().then(|| Journald::open(Path::new(SOCKET)));
    match journald {
        Some(Ok(journald)) => {
            tracing_subscriber::registry().with(filter).with(journald).init();
            panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
        }
        Some(Err(error)) => {
            in_lines(filter);
            tracing::warn!("{SOCKET}: {error}; the log has lines without priorities and fields");
        }
        None => in_lines(filter),
    }
    Ok(())
}

/// The sentence alone: it names what the fields name.
fn in_lines(filter: Targets) {
    let sentence = debug_fn(|line, field, value| match field.name() {
        "message" => write!(line, "{value:?}"),
        _ => Ok(()),
    });
    let lines =
        fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal()).fmt_fields(sentence);
    tracing_subscriber::registry().with(filter).with(lines).init();
}

/// Says why the program ends.
pub(super) fn last_words(error: &anyhow::Error) {
    complain(WARNING, &format_args!("rinda: {error}"));
}

/// Writes to the standard error output without the log; with a priority for each line where journald reads them (sd-daemon(3)).
pub(super) fn complain(priority: u8, what: &impl Display) {
    let mark = if is_read_by_journald() { format!("<{priority}>") } else { String::new() };
    let lines: String = what.to_string().lines().map(|line| format!("{mark}{line}\n")).collect();
    // Nobody is left to tell when this cannot be written either.
    let _ = io::stderr().write_all(lines.as_bytes());
}

fn is_read_by_journald() -> bool {
    let stream = std::env::var("JOURNAL_STREAM");
    stream.is_ok_and(|stream| is_stream(&stream, io::stderr()))
}

/// Whether a file is the one that `JOURNAL_STREAM` names, by device and inode: then journald reads it (systemd.exec(5)). The
/// variable alone says nothing, because who was started by a service has it, too, and may write somewhere else.
fn is_stream(named: &str, file: impl AsFd) -> bool {
    let Some((device, inode)) = named.split_once(':') else { return false };
    let is = |number: &str, expect: u64| number.parse() == Ok(expect);
    rustix::fs::fstat(file).is_ok_and(|found| is(device, found.st_dev) && is(inode, found.st_ino))
}

#[test]
fn only_the_very_file_that_is_named_is_read_by_journald() {
    let (stream, other) = (io::pipe().unwrap().1, io::pipe().unwrap().1);
    let found = rustix::fs::fstat(&stream).unwrap();
    let named = format!("{}:{}", found.st_dev, found.st_ino);
    assert!(is_stream(&named, &stream));
    assert!(!is_stream(&named, &other));
    for wrong in ["", ":", "1", "a:b", &format!("{}:", found.st_dev), &format!("{named}:1")] {
        assert!(!is_stream(wrong, &stream), "{wrong}");
    }
}
