//! A branch in which nothing happens: how often it wakes the machine, and how much of a processor it takes.

use super::binary::Daemon;
use super::far_end::{print, terminal};
use super::machine::{Activity, activity};
use super::office::{VIRTUAL, read_config, write_config};
use super::part;
use super::table::{Goal, Table, number};
use anyhow::{Context, Result};
use rinda::domain::ids::KioskId;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// What the start has left to do is done after so long.
const SETTLE: Duration = Duration::from_secs(3);

/// `rinda run` with a printer on a serial line, and without any device.
pub(crate) fn at_rest(directory: &Path, time: Duration, table: &mut Table) -> Result<()> {
    let (far, near) = terminal()?;
    let cable = format!("driver = \"serial\"\npath = \"{near}\"\nbaud = 115200\nflow = \"none\"");
    let (board, site) = write_config(directory, 1, 0, &cable)?;
    let kiosks = read_config(&board, &site)?.board.kiosks;
    let profile = kiosks.get(&KioskId(1)).context("the board has no kiosk 1")?.printer.profile;
    // It ends with the daemon, which closes the line.
    thread::spawn(move || print(far, profile, &mpsc::channel().0));
    row(&part(directory, "serial")?, &cable, "a serial printer (pty)", time, table)?;
    row(&part(directory, "virtual")?, VIRTUAL, "no device", time, table)
}

fn row(directory: &Path, cable: &str, with: &str, time: Duration, table: &mut Table) -> Result<()> {
    let daemon = Daemon::start_on(directory, &directory.join("state"), cable)?;
    thread::sleep(SETTLE);
    let (before, begin) = (activity(daemon.pid())?, Instant::now());
    thread::sleep(time);
    let (after, took) = (activity(daemon.pid())?, begin.elapsed());
    let threads: BTreeMap<&str, (f64, f64)> =
        after.iter().map(|(name, after)| (name.as_str(), rates(before.get(name), after, took))).collect();
    let sum = |of: fn(&(f64, f64)) -> f64| threads.values().map(of).sum::<f64>();
    let by_thread = |of: fn(&(f64, f64)) -> f64| {
        let each = threads.iter().map(|(name, rates)| format!("{name} {}", number(of(rates))));
        each.collect::<Vec<_>>().join(", ")
    };
    table.row(
        format!("`rinda run` at rest with {with}: wake-ups in {} s", number(took.as_secs_f64())),
        (sum(|rates| rates.0), "a second"),
        Goal::AtMost(5.0),
        by_thread(|rates| rates.0),
    );
    table.row(
        "the same, CPU",
        (sum(|rates| rates.1), "% of a core"),
        Goal::AtMost(0.3),
        by_thread(|rates| rates.1),
    );
    Ok(())
}

/// Wake-ups a second, and per cent of a processor.
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn rates(before: Option<&Activity>, after: &Activity, took: Duration) -> (f64, f64) {
    let before = before.copied().unwrap_or_default();
    let (sleeps, cpu_ns) = (after.sleeps - before.sleeps, after.cpu_ns - before.cpu_ns);
    let seconds = took.as_secs_f64();
    (sleeps as f64 / seconds, cpu_ns as f64 / 1e7 / seconds)
}
