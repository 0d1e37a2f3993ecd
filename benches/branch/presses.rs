//! Presses: how long until the printer gets the first byte, how many a second, and what they cost.

use super::bare::{self, Bare};
use super::machine;
use super::office::{Office, given, press, printed};
use super::part;
use super::table::{Goal, Sample, Table, number};
use anyhow::{Context, Result, ensure};
use rinda::devices::virtual_printer::line::PrinterLine;
use rinda::domain::ids::{JobId, KioskId, TicketNumber};
use rinda::engine::Handle;
use rinda::slip::press::SlipPress;
use rinda::wording::Words;
use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Presses before those that count: letters are drawn for the first time, files get their room.
const WARM_UP: usize = 20;
/// People who wait in the line at most.
const LINE_MAX: usize = 30;

/// One source: press, wait for the paper, press again. Beside each press a bare sync, so that noise hits both.
pub(crate) async fn one_source(directory: &Path, presses: usize, table: &mut Table) -> Result<f64> {
    let office = Office::start(directory, 1).await?;
    let kiosk = KioskId(1);
    let line = office.board.kiosks[&kiosk].virtual_printer().context("a printer of the virtual board")?;
    let mut numbers = Vec::new();
    let before = machine::written()?;
    for count in 0..WARM_UP {
        numbers.push(given(&office.handle.ask(press(kiosk, count)).await?)?);
        printed(&office.handle, kiosk).await?;
    }
    let turn_bytes = (machine::written()?.logical - before.logical) / (2 * WARM_UP as u64);
    let mut bare = Bare::new(directory, usize::try_from(turn_bytes)?)?;
    let (mut first_byte, mut round) = (Sample::default(), Duration::ZERO);
    let (mut engine_ns, mut printers_ns) = (0, 0);
    for count in 0..presses {
        if numbers.len() >= LINE_MAX {
            office.send_home(&mut numbers).await?;
        }
        bare.overwrite()?;
        if count % 4 == 0 {
            bare.append()?;
        }
        let cpu = machine::thread_cpu_ns()?;
        let (mut changes, before) = (line.changes(), pieces(line));
        let begin = Instant::now();
        let wish = office.handle.ask(press(kiosk, WARM_UP + count));
        // The first bytes of a job move the paper. What the waking of this thread costs is in the time.
        while pieces(line) == before && line.look(|printer| printer.mouth().height() == 0) {
            changes.changed().await?;
        }
        first_byte.push(begin.elapsed());
        numbers.push(given(&wish.await?)?);
        printed(&office.handle, kiosk).await?;
        round += begin.elapsed();
        let after = machine::thread_cpu_ns()?;
        let used = |name| after.get(name).unwrap_or(&0) - cpu.get(name).unwrap_or(&0);
        engine_ns += used("engine");
        printers_ns += used("printers");
    }
    let slip_ms = slip_cpu_ms(&office, 500)?;
    office.stop()?;
    let relayed = bare::relayed(&part(directory, "relayed")?, usize::try_from(turn_bytes)?, presses)?;
    let beside = |quantile: f64| format!("{} ms write + fdatasync of {turn_bytes} bytes", number(quantile));
    let (bare_p50, bare_p99) = (bare.overwriting.p50_ms(), bare.overwriting.p99_ms());
    let times = |value, bare| (value / bare, "× bare");
    let what = format!("press → first byte at the printer, p50 of {}", first_byte.len());
    table.row(&what, (first_byte.p50_ms(), "ms"), Goal::None, beside(bare_p50));
    table.row("", times(first_byte.p50_ms(), bare_p50), Goal::AtMost(1.5), "");
    table.row("the same, p99", (first_byte.p99_ms(), "ms"), Goal::None, beside(bare_p99));
    table.row("", times(first_byte.p99_ms(), bare_p99), Goal::AtMost(3.0), "");
    let relays =
        format!("p99 {} ms; a thread asks, a second syncs, a third is told", number(relayed.p99_ms()));
    table.row(
        "bare sync of another thread, told to a third, p50",
        (relayed.p50_ms(), "ms"),
        Goal::None,
        relays,
    );
    let appending = (bare.appending.p50_ms(), bare.appending.p99_ms());
    let appended = format!("p99 {} ms; the journal writes over blocks that it owns", number(appending.1));
    table.row("bare sync that makes a file longer, p50", (appending.0, "ms"), Goal::None, appended);
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let cpu_ms = |ns: u64| ns as f64 / 1e6 / presses as f64;
    let (engine_ms, printers_ms, syncs_ms) =
        (cpu_ms(engine_ns), cpu_ms(printers_ns), 2.0 * bare.cpu_ms(200)?);
    let parts = format!(
        "engine {} ms, of which two bare syncs {} ms; printers' thread {} ms with the virtual printer",
        number(engine_ms),
        number(syncs_ms),
        number(printers_ms)
    );
    table.row("CPU per printed ticket", (engine_ms + printers_ms, "ms"), Goal::AtMost(0.2), parts);
    table.row("of which a slip: words, picture, bytes", (slip_ms, "ms"), Goal::None, "");
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let per_second = presses as f64 / round.as_secs_f64();
    Ok(per_second)
}

/// What drawing a slip and making its bytes needs of a processor.
fn slip_cpu_ms(office: &Office, times: u32) -> Result<f64> {
    let (settings, tickets) = office.handle.read(|branch, _| {
        (branch.settings().clone(), branch.state().tickets.values().cloned().collect::<Vec<_>>())
    });
    let kiosk = office.board.kiosks.get(&KioskId(1)).context("the board has no kiosk 1")?;
    let profile = kiosk.printer(KioskId(1), &office.board.faults).profile;
    let (words, mut press) = (Words::load(), SlipPress::new(profile, Arc::default()));
    let before = machine::own_cpu_ns()?;
    for (job, ticket) in (0..times).zip(tickets.iter().cycle()) {
        black_box(press.job(JobId(job), ticket, &settings, &words));
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let used_ms = (machine::own_cpu_ns()? - before) as f64 / 1e6;
    Ok(used_ms / f64::from(times))
}

/// Many kiosks at once, each with its own printer.
pub(crate) async fn many_sources(
    directory: &Path,
    sources: u8,
    rounds: usize,
    one_source_per_second: f64,
    table: &mut Table,
) -> Result<()> {
    let office = Office::start(directory, sources).await?;
    let (mut numbers, mut took, mut tickets, mut turns) = (BTreeSet::new(), Duration::ZERO, 0, 0);
    for round in 0..rounds {
        let before = *office.handle.turns().borrow();
        let begin = Instant::now();
        let mut sources: JoinSet<_> = (1..=sources)
            .map(|kiosk| presses_of(office.handle.clone(), KioskId(kiosk), round * PRESSES_OF_A_ROUND))
            .collect();
        let mut given = Vec::new();
        while let Some(numbers) = sources.join_next().await {
            given.extend(numbers??);
        }
        if round > 0 {
            took += begin.elapsed();
            tickets += given.len();
            turns += *office.handle.turns().borrow() - before;
        }
        for number in &given {
            ensure!(numbers.insert(*number), "{number} was given twice");
        }
        office.send_home(&mut given).await?;
    }
    office.stop()?;
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let (per_second, turns_per_ticket) = (tickets as f64 / took.as_secs_f64(), turns as f64 / tickets as f64);
    let beside = format!(
        "{} a second from one source; {} turns a ticket instead of 2",
        number(one_source_per_second),
        number(turns_per_ticket)
    );
    let what = format!("{sources} sources at once, {} numbers, none twice", numbers.len());
    table.row(what, (per_second, "tickets/s"), Goal::None, beside);
    table.row("", (per_second / one_source_per_second, "× one source"), Goal::AtLeast(3.0), "");
    Ok(())
}

/// Between two looks at how long the line is.
const PRESSES_OF_A_ROUND: usize = 4;

async fn presses_of(handle: Handle, kiosk: KioskId, first: usize) -> Result<Vec<TicketNumber>> {
    let mut numbers = Vec::new();
    for count in first..first + PRESSES_OF_A_ROUND {
        numbers.push(given(&handle.ask(press(kiosk, count)).await?)?);
        printed(&handle, kiosk).await?;
    }
    Ok(numbers)
}

/// The newest piece of paper that came out.
fn pieces(line: &PrinterLine) -> Option<u64> {
    line.look(|printer| printer.pieces().back().map(|piece| piece.serial))
}
