//! Presses of a button, from the contact to the first byte that leaves the process, beside the same bytes written bare.

use super::far_end::{print, swallow, terminal};
use super::office::{Office, printed, read_config, write_config};
use super::table::{Goal, Sample, Table, number};
use anyhow::{Context, Result, anyhow};
use rinda::domain::ids::{JobId, KioskId};
use rinda::domain::printer_profile::PrinterProfile;
use rinda::slip::press::SlipPress;
use rinda::wording::Words;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// Presses before those that count.
const WARM_UP: usize = 4;
/// A finger rests on the button for so long; the wish is told when it goes.
const FINGER: Duration = Duration::from_millis(30);
/// The same button is pressed again after all others; sooner it would be the same wish.
const APART: Duration = Duration::from_millis(250);

/// On a serial line, of which a pseudo terminal has everything but the slowness.
pub(crate) async fn serial(directory: &Path, slips: usize, table: &mut Table) -> Result<()> {
    let (far, near) = terminal()?;
    let cable = format!("driver = \"serial\"\npath = \"{near}\"\nbaud = 230400\nflow = \"none\"");
    let (bare_far, bare_near) = terminal()?;
    let bare = (OpenOptions::new().read(true).write(true).open(bare_near)?, bare_far);
    presses("a serial line (pty)", (directory, &cable), move || Ok(far), bare, slips, table).await
}

/// In the network.
pub(crate) async fn network(directory: &Path, slips: usize, table: &mut Table) -> Result<()> {
    let listen = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let (listener, bare_listener) = (listen()?, listen()?);
    let cable = format!("driver = \"network\"\naddress = \"{}\"", listener.local_addr()?);
    let near = TcpStream::connect(bare_listener.local_addr()?)?;
    near.set_nodelay(true)?;
    let file = |stream: TcpStream| File::from(OwnedFd::from(stream));
    let bare = (file(near), file(bare_listener.accept()?.0));
    let far = move || Ok(file(listener.accept()?.0));
    presses("a port of the network", (directory, &cable), far, bare, slips, table).await
}

async fn presses(
    wire: &str,
    (directory, cable): (&Path, &str),
    far: impl FnOnce() -> Result<File> + Send + 'static,
    bare: (File, File),
    slips: usize,
    table: &mut Table,
) -> Result<()> {
    let kiosk = KioskId(1);
    let profile = profile(directory, cable)?;
    let (begun, begins) = mpsc::channel();
    let printer = thread::spawn(move || print(far()?, profile, &begun));
    let office = Office::start_on(directory, 1, cable).await?;
    let installed = office.board.kiosks.get(&kiosk).context("the board has no kiosk 1")?;
    let mut first_byte = Sample::default();
    for (count, button) in (0..WARM_UP + slips).zip((1u8..=3).cycle()) {
        thread::sleep(APART);
        installed.set_contact(button, true);
        thread::sleep(FINGER);
        while begins.try_recv().is_ok() {}
        let begin = Instant::now();
        installed.set_contact(button, false);
        let first = begins.recv_timeout(TOO_LONG).context("the press did not become a slip")?;
        if count >= WARM_UP {
            first_byte.push(first.saturating_duration_since(begin));
        }
        printed(&office.handle, kiosk).await?;
    }
    let job = job(&office, profile)?;
    office.stop()?;
    printer.join().map_err(|_| anyhow!("the printer has panicked"))??;
    let bare = written_bare(bare, &job, slips)?;
    table.row(
        format!("a finger leaves the button → first byte at the end of {wire}, p50 of {}", first_byte.len()),
        (first_byte.p50_ms(), "ms"),
        Goal::None,
        format!(
            "longest {} ms; the slip's bytes written bare: p50 {} ms, longest {} ms",
            number(first_byte.longest_ms()),
            number(bare.p50_ms()),
            number(bare.longest_ms())
        ),
    );
    Ok(())
}

const TOO_LONG: Duration = Duration::from_secs(30);

fn profile(directory: &Path, cable: &str) -> Result<PrinterProfile> {
    let (board, site) = write_config(directory, 1, 0, cable)?;
    let kiosks = read_config(&board, &site)?.board.kiosks;
    Ok(kiosks.get(&KioskId(1)).context("the board has no kiosk 1")?.printer.profile)
}

/// The bytes of the last slip.
fn job(office: &Office, profile: PrinterProfile) -> Result<Vec<u8>> {
    let (ticket, settings) = office
        .handle
        .read(|branch, _| (branch.state().tickets.values().next_back().cloned(), branch.settings().clone()));
    let ticket = ticket.context("there was no ticket")?;
    let mut press = SlipPress::new(profile, Arc::default());
    Ok(press.job(JobId(0), &ticket, &settings, &Words::load()).bytes)
}

/// From before the bytes are written until the first of them are at the other end.
fn written_bare((mut near, far): (File, File), job: &[u8], times: usize) -> Result<Sample> {
    let ((begun, begins), bytes) = (mpsc::channel(), job.len());
    let reader = thread::spawn(move || swallow(far, bytes, &begun));
    let mut took = Sample::default();
    for count in 0..WARM_UP + times {
        thread::sleep(FINGER);
        let begin = Instant::now();
        near.write_all(job)?;
        let first = begins.recv_timeout(TOO_LONG).context("the bytes did not arrive")?;
        if count >= WARM_UP {
            took.push(first.saturating_duration_since(begin));
        }
    }
    drop(near);
    reader.join().map_err(|_| anyhow!("the reader has panicked"))??;
    Ok(took)
}
