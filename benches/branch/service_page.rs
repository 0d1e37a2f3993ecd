//! What it costs a visitor that technicians look on: a slip that is asked for, to its first byte at the printer, with service pages
//! open and without.

use super::binary::Daemon;
use super::far_end::{print, terminal};
use super::office::{read_config, write_config};
use super::table::{Goal, Sample, Table, number};
use anyhow::{Context, Result};
use rinda::domain::ids::KioskId;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Pages that stay open.
const PAGES: usize = 3;
/// Slips with pages and without take turns: whatever else this machine does, happens to both.
const TURN: usize = 10;
/// A page, and the printer after a slip, have come to rest after so long.
const REST: Duration = Duration::from_millis(300);

pub(crate) fn cost(directory: &Path, slips: usize, table: &mut Table) -> Result<()> {
    let (far, near) = terminal()?;
    let cable = format!("driver = \"serial\"\npath = \"{near}\"\nbaud = 230400\nflow = \"none\"");
    let (board, site) = write_config(directory, 1, 0, &cable)?;
    let kiosks = read_config(&board, &site)?.board.kiosks;
    let profile = kiosks.get(&KioskId(1)).context("the board has no kiosk 1")?.printer.profile;
    let (begun, begins) = mpsc::channel();
    // It ends with the daemon, which closes the line.
    thread::spawn(move || print(far, profile, &begun));
    let state = directory.join("state");
    let daemon = Daemon::start_on(directory, &state, &cable)?;
    let (mut alone, mut watched) = (Sample::default(), Sample::default());
    for turn in 0..slips.div_ceil(TURN) * 2 {
        let pages = (0..PAGES * (turn % 2)).map(|_| open_page(&state)).collect::<Result<Vec<_>>>()?;
        let sample = if pages.is_empty() { &mut alone } else { &mut watched };
        for _ in 0..TURN {
            thread::sleep(REST);
            while begins.try_recv().is_ok() {}
            let asked = daemon.reprint()?;
            sample.push(begins.recv().context("the printer has ended")?.duration_since(asked));
        }
    }
    let beside = format!(
        "without {} ms; p99 {} and {} ms; {} slips each",
        number(alone.p50_ms()),
        number(watched.p99_ms()),
        number(alone.p99_ms()),
        alone.len()
    );
    table.row(
        format!("a slip asked for → first byte with {PAGES} service pages open, p50 against without"),
        (watched.p50_ms() / alone.p50_ms(), "×"),
        Goal::AtMost(1.1),
        beside,
    );
    Ok(())
}

/// A service page's stream, read by somebody.
fn open_page(state: &Path) -> Result<UnixStream> {
    let mut page = UnixStream::connect(state.join("service.sock"))?;
    page.write_all(b"GET /api/status/events HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
    let mut reader = page.try_clone()?;
    let mut first = [0; 1];
    reader.read_exact(&mut first)?;
    // It ends when the page is closed.
    thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
    Ok(page)
}
