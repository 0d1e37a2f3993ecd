//! A branch that gives many tickets, in a process of its own whose memory is looked at, and the journal that it leaves.

use super::machine;
use super::office::{COUNTER, Office, press};
use super::table::{Goal, Table};
use anyhow::{Context, Result, ensure};
use rinda::domain::command::{Command, SlipOutcome};
use rinda::domain::event::PrintEvidence;
use rinda::domain::ids::{CallId, JobId, KioskId};
use rinda::domain::refusal::Refusal;
use rinda::engine::AskError;
use std::fs;
use std::io::{BufRead, BufReader, Write, stdin};
use std::path::Path;
use std::process::{Command as Process, Stdio};

/// The argument that makes this program a [`child`].
pub(crate) const CHILD: &str = "--soak-child";

/// Events of a ticket's life: taken, sent, printed, called, shown, started, finished.
pub(crate) const EVENTS_OF_A_LIFE: usize = 7;

/// Lives in one turn.
const LIVES: usize = 10;
/// As many as three series have numbers for, and a second for each before midnight.
const LIVES_OF_A_DAY: usize = 25_000;
const DAY_MS: u64 = 86_400_000;

/// Lets a process give so many tickets and looks at its memory ten times. When it has given the first `keep`, its
/// state, as a power cut would leave it, is copied to `kept`.
pub(crate) fn memory(
    directory: &Path,
    tickets: usize,
    (keep, kept): (usize, &Path),
    table: &mut Table,
) -> Result<()> {
    let mut child = Process::new(std::env::current_exe()?)
        .args([CHILD, &directory.display().to_string(), &tickets.to_string(), &keep.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut go_on = child.stdin.take().context("the child has no input")?;
    let mut steps = BufReader::new(child.stdout.take().context("the child has no output")?).lines();
    let mut resident = Vec::new();
    for line in &mut steps {
        let line = line?;
        let given: usize = line.parse().with_context(|| format!("the child says {line}"))?;
        resident.push((given, machine::resident_kib(child.id())?));
        if given == keep {
            copy(&directory.join("state"), kept)?;
        }
        writeln!(go_on)?;
    }
    ensure!(child.wait()?.success(), "the child failed");
    let (Some(&(first, first_kib)), Some(&(last, last_kib))) = (resident.first(), resident.last()) else {
        anyhow::bail!("the child gave no tickets");
    };
    let all: Vec<String> = resident.iter().map(|(given, kib)| format!("{given}: {kib}")).collect();
    table.row(
        format!("growth of a branch's memory from {first} tickets to {last} (engine, hall, kiosk, printer)"),
        (mib(last_kib.saturating_sub(first_kib)), "MiB"),
        Goal::AtMost(1.0),
        format!("KiB after tickets: {}", all.join(", ")),
    );
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
pub(crate) fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

/// The process: gives tickets, and stops after each tenth until it is told to go on.
pub(crate) async fn child(directory: &Path, tickets: usize, keep: usize) -> Result<()> {
    let office = Office::start(directory, 1).await?;
    let mut given = 0;
    let step = (tickets / 10).max(LIVES);
    let mut line = String::new();
    while given < tickets {
        live(&office, given).await?;
        given += LIVES;
        if given % LIVES_OF_A_DAY < LIVES {
            next_day(&office).await?;
        }
        if given % step < LIVES || given == keep {
            super::say(&given.to_string());
            stdin().read_line(&mut line)?;
        }
    }
    office.stop()
}

/// Some whole lives, most of them in one turn.
async fn live(office: &Office, first: usize) -> Result<()> {
    let kiosk = KioskId(1);
    let counter = COUNTER;
    let (JobId(job), CallId(call)) =
        office.handle.read(|branch, _| (branch.state().next_job, branch.state().next_call));
    let mut asked = Vec::new();
    for life in 0..LIVES {
        let outcome = SlipOutcome::Printed(PrintEvidence::JobEcho);
        let job = JobId((job + u32::try_from(life)?) % JobId::COUNT);
        let call = CallId(call + life as u64);
        let steps = [
            press(kiosk, first + life),
            Command::ReportSlip { kiosk, job, outcome },
            Command::CallNext { counter },
            Command::ReportCallShown { call },
            Command::Start { counter },
            Command::Finish { counter },
        ];
        asked.extend(steps.map(|step| office.handle.ask(step)));
    }
    for answer in asked {
        answer.await?;
    }
    office.clock.pass(1000 * LIVES as u64);
    Ok(())
}

async fn next_day(office: &Office) -> Result<()> {
    office.handle.ask(Command::CloseDay).await?;
    office.clock.pass(DAY_MS - 1000 * LIVES_OF_A_DAY as u64);
    // What was printed for nobody leaves room for the next day's.
    for (_, printer) in office.board.virtual_printers() {
        printer.with(|printer, now_ms| printer.load_roll(now_ms, 2_000_000));
    }
    match office.handle.ask(Command::OpenDay).await {
        Ok(_) | Err(AskError::Refused(Refusal::DayOpen)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Copies the files of a directory.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
