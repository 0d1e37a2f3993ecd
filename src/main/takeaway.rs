//! The tasks that take something away, or bring it back: backup and restore, the support bundle, a day as pictures.

use super::{Run, number, print};
use anyhow::anyhow;
use chrono::{NaiveDate, NaiveTime};
use clap::Args;
use rinda::album::Drawn;
use rinda::daemon;
use rinda::domain::ids::TicketNumber;
use rinda::journal::backup::Progress;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Where the branch keeps its state, for example /var/lib/rinda.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// The file to make, for example /media/stick/riga-2.tar.gz.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    life: TakeOver,
    /// Set aside the branch that is there.
    #[arg(long)]
    replace: bool,
}

#[derive(Debug, Args)]
pub(super) struct TakeOver {
    /// Where the branch keeps its state, for example /var/lib/rinda.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// A number that somebody is known to have, for example A1042; may be repeated.
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    above: Vec<TicketNumber>,
}

#[derive(Debug, Args)]
pub(super) struct Bundle {
    #[command(flatten)]
    branch: Run,
    /// The file to make, for example riga-2-support.tar.gz.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Day {
    /// Which day, for example 2026-11-26. Without it, the newest one.
    #[arg(value_name = "DAY")]
    date: Option<NaiveDate>,
    #[command(flatten)]
    branch: Run,
    /// One moment of it, by the clock in the office: 10:42 or 10:42:30. Without it, the whole day.
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<NaiveTime>,
    /// The directory for the pictures, which is made if it is missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

fn time(text: &str) -> Result<NaiveTime, String> {
    rinda::album::time(text).map_err(|advice| format!("'{text}' is no time; {advice}"))
}

pub(super) fn back_up(task: &Backup) -> anyhow::Result<()> {
    let manifest = daemon::back_up(&task.state, &task.file, &mut progress())?;
    Ok(print(&format!("{} is {manifest}", task.file.display()))?)
}

pub(super) fn restore(task: Restore) -> anyhow::Result<()> {
    let Restore { file, life: TakeOver { state, above }, replace } = task;
    let restored = daemon::restore(&file, &state, replace, above, &mut progress())?;
    print(&restored)?;
    // The record is that of the backup now, or the one that stayed: there it is known who did this.
    let what = format!("restore {}", file.display());
    recorded(&state, &what, &format!("done, epoch {}", restored.life.epoch))
}

pub(super) fn take_over(task: &TakeOver) -> anyhow::Result<()> {
    let life = daemon::take_over(&task.state, &task.above)?;
    print(&life)?;
    recorded(&task.state, "take over", &format!("done, epoch {}", life.epoch))
}

fn recorded(state: &Path, what: &str, outcome: &str) -> anyhow::Result<()> {
    daemon::record(state, what, outcome)
        .map_err(|error| anyhow!("it is done, and is not in the audit log: {error}"))
}

pub(super) fn bundle(task: &Bundle) -> anyhow::Result<()> {
    let Run { files, state } = &task.branch;
    daemon::make_bundle(&files.board, &files.site, state, &task.file)?;
    Ok(print(&format!("{}: no secrets are in it; read it before you give it away", task.file.display()))?)
}

pub(super) fn day(task: &Day) -> anyhow::Result<()> {
    let Run { files, state } = &task.branch;
    let Drawn { date, slips, frames } =
        daemon::draw_day(&files.board, &files.site, state, (task.date, task.at), &task.out)?;
    Ok(print(&format!("{}: {date}, slips: {slips}, pictures of the hall: {frames}", task.out.display()))?)
}

/// Tells a person at a terminal how far long work has come.
fn progress() -> impl FnMut(Progress) {
    let shown = std::io::stderr().is_terminal();
    let mut newest = None;
    move |progress| {
        let Progress { step, percent } = progress;
        if shown && newest.replace(progress) != Some(progress) {
            let end = if percent == 100 { "\n" } else { "" };
            // Who cannot read it waits without.
            let _ = write!(std::io::stderr(), "\r{step}: {percent} %{end}");
        }
    }
}
