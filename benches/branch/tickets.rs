//! Whole lives of tickets: what one writes to the disk, and how soon its call is on the hall's display.

use super::machine;
use super::office::{COUNTER, Office, given, press, printed};
use super::table::{Goal, Sample, Table, number};
use anyhow::{Result, ensure};
use rinda::domain::command::Command;
use rinda::domain::ids::KioskId;
use std::path::Path;
use std::time::Instant;

/// A call stands in the hall for at least so long.
const SHOWN_MS: u64 = 8_000;

/// Lives before those that count.
const WARM_UP: usize = 10;

/// Lives one after the other: each step is a turn of its own, which is the dearest case.
pub(crate) async fn lives(directory: &Path, lives: usize, table: &mut Table) -> Result<()> {
    let office = Office::start(directory, 1).await?;
    let (kiosk, counter, handle) = (KioskId(1), COUNTER, &office.handle);
    let mut frames = office.board.hall.frames();
    let (mut from_command, mut from_commit) = (Sample::default(), Sample::default());
    let (mut written, mut cpu) = (machine::written()?, machine::thread_cpu_ns()?);
    for count in 0..WARM_UP + lives {
        if count == WARM_UP {
            (written, cpu) = (machine::written()?, machine::thread_cpu_ns()?);
        }
        let taken = given(&handle.ask(press(kiosk, count)).await?)?;
        printed(handle, kiosk).await?;
        frames.mark_unchanged();
        let begin = Instant::now();
        let called = given(&handle.ask(Command::CallNext { counter }).await?)?;
        let committed = begin.elapsed();
        ensure!(called == taken, "{called} was called, not {taken}");
        frames.changed().await?;
        if count >= WARM_UP {
            from_command.push(begin.elapsed());
            from_commit.push(begin.elapsed().saturating_sub(committed));
        }
        // Then the next call is shown at once.
        office.clock.pass(SHOWN_MS + 1);
        let call = handle.read(|branch, _| branch.state().calls.last().map(|call| call.id));
        for command in call
            .map(|call| Command::ReportCallShown { call })
            .into_iter()
            .chain([Command::Start { counter }, Command::Finish { counter }])
        {
            handle.ask(command).await?;
        }
    }
    let (after, cpu_after) = (machine::written()?, machine::thread_cpu_ns()?);
    office.stop()?;
    let frame = format!("command → finished frame 1920×1080, p50 of {}", from_command.len());
    let p99 = |sample: &Sample| format!("p99 {} ms", number(sample.p99_ms()));
    table.row(
        "commit of a call → finished frame 1920×1080, p50",
        (from_commit.p50_ms(), "ms"),
        Goal::AtMost(16.0),
        p99(&from_commit),
    );
    table.row(frame, (from_command.p50_ms(), "ms"), Goal::None, p99(&from_command));
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    let per_life = |total: u64| total as f64 / lives as f64;
    let kib = |bytes: u64| per_life(bytes) / 1024.0;
    let pages = format!("{} KiB of dirty 4 KiB pages", number(kib(after.pages - written.pages)));
    table.row(
        "bytes written per whole life of a ticket",
        (kib(after.logical - written.logical), "KiB"),
        Goal::AtMost(16.0),
        pages,
    );
    let used = |name| per_life(cpu_after.get(name).unwrap_or(&0) - cpu.get(name).unwrap_or(&0)) / 1e6;
    let others = format!(
        "printers' thread {} ms, hall and kiosk {} ms",
        number(used("printers")),
        number(used("pages"))
    );
    table.row("CPU of the engine per whole life", (used("engine"), "ms"), Goal::None, others);
    Ok(())
}
