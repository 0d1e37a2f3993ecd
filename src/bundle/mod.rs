//! One file for whoever helps from afar: how a branch is set up, what happened, and what its devices say, without secrets.
//!
//! **Model.** An [`archive`] of plain texts: the configuration and what `rinda check` says of it, the newest events of the
//! journal as lines of JSON, those of devices, clock and power again in a file of their own, the audit log, what lies in the
//! state directory, and the devices that the kernel shows.
//!
//! **Invariants.** Nothing in it lets anybody do something: no link, person, request, device, key, PIN, password, nor the hash of
//! one ([`redact`]). Only files that are known by name are opened; of all others the names and sizes are told. The branch may run
//! meanwhile.
//!
//! **Deliberately not here.** The log of the service manager: its README says how to add it.

mod redact;
#[cfg(test)]
mod tests;

use crate::archive::{self, ArchiveError};
use crate::domain::event::Event;
use crate::journal::{History, JournalError, Recorded};
use chrono::DateTime;
use redact::Redactor;
use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};

/// Events that are told, the newest.
pub const EVENTS_MAX: u64 = 20_000;
/// Events read at one time.
const PIECE: u32 = 2_000;
/// Of each other file so much is read at most: its end.
const FILE_BYTES_MAX: usize = 1 << 20;

const README: &str = "\
A support bundle of one branch, made by `rinda bundle`. Secrets were taken out; #1, #2 stand for links, persons and the like.

about.txt          which program, which machine, when
faults.txt         what is wrong now, if the branch was running
board.toml         what devices there are, as the board file says (no comments)
site.toml          what the site decided (no comments)
check.txt          what `rinda check` says of the two
events.ndjson      the newest events of the journal, one a line
devices.txt        those of printers, buttons, clock, disk and power
audit.log          what was done at the service port
state.txt          what lies in the state directory
kernel-devices.txt the devices that the kernel shows (`rinda probe`)

The log of the service manager is not in it:  journalctl -u rinda --since yesterday > rinda.log
";

/// What a bundle is made of.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// The state directory.
    pub state: &'a Path,
    /// The board file.
    pub board: &'a Path,
    /// The site file.
    pub site: &'a Path,
    /// What is wrong now, in words.
    pub faults: &'a [String],
    /// What `rinda check` says.
    pub check: &'a str,
    /// What `rinda probe` says.
    pub inventory: &'a str,
    /// The time, in milliseconds since 1970 UTC.
    pub made_ms: i64,
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The file.
    #[error("the bundle {}: {source}", path.display())]
    Archive {
        /// Which.
        path: PathBuf,
        /// Why.
        source: ArchiveError,
    },
}

/// Makes a bundle. What cannot be read of the configuration or the state is said in it.
///
/// # Errors
/// When the journal cannot be read, or the file cannot be written.
pub fn make(parts: &Parts<'_>, file: &Path) -> Result<(), BundleError> {
    let mut redactor = Redactor::default();
    let events = newest_events(parts.state)?;
    let mut told = String::new();
    for Recorded { seq, turn, entry, .. } in &events {
        let event = serde_json::to_value(&entry.event).unwrap_or_default();
        let line =
            serde_json::json!({ "seq": seq, "turn": turn, "at": entry.at, "event": redactor.event(&event) });
        told += &format!("{line}\n");
    }
    let devices: Vec<&Recorded> = events.iter().filter(|row| is_of_a_device(&row.entry.event)).collect();
    let read = |path: &Path| tail(path).unwrap_or_else(|error| format!("# {}: {error}\n", path.display()));
    let texts = [
        ("README.txt", README.to_owned()),
        ("about.txt", about(parts, &events)),
        ("faults.txt", parts.faults.iter().map(|fault| redactor.text(fault) + "\n").collect()),
        ("board.toml", redactor.configuration(&read(parts.board))),
        ("site.toml", redactor.configuration(&read(parts.site))),
        ("check.txt", redactor.text(parts.check)),
        ("events.ndjson", told),
        ("devices.txt", devices.into_iter().map(|row| redactor.text(&in_words(row))).collect()),
        ("audit.log", redactor.text(&read(&parts.state.join("audit.log")))),
        ("state.txt", listing(parts.state)),
        ("kernel-devices.txt", redactor.text(parts.inventory)),
    ];
    let modified_s = u64::try_from(parts.made_ms / 1000).unwrap_or(0);
    let made = archive::make(file, modified_s, |archive| {
        texts.iter().try_for_each(|(name, text)| archive.add_bytes(name, text.as_bytes()))
    });
    made.map_err(|source| BundleError::Archive { path: file.to_owned(), source })
}

fn newest_events(state: &Path) -> Result<Vec<Recorded>, JournalError> {
    let history = History::open(state)?;
    let newest = history.newest_seq()?;
    let (mut events, mut from) = (Vec::new(), newest.saturating_sub(EVENTS_MAX) + 1);
    while from <= newest {
        let piece = history.entries(from, PIECE)?;
        let Some(last) = piece.last() else { break };
        from = last.seq + 1;
        events.extend(piece);
    }
    Ok(events)
}

fn about(parts: &Parts<'_>, events: &[Recorded]) -> String {
    let time = |ms| DateTime::from_timestamp_millis(ms).unwrap_or_default().format("%Y-%m-%d %H:%M:%S UTC");
    let kernel = tail(Path::new("/proc/version")).unwrap_or_default();
    let started = tail(Path::new("/proc/uptime")).unwrap_or_default();
    let uptime_s = started.split('.').next().unwrap_or_default().to_owned();
    let range = match (events.first(), events.last()) {
        (Some(first), Some(last)) => format!(
            "events {} of {} to {} of {}",
            first.seq,
            time(first.entry.at.wall_ms),
            last.seq,
            time(last.entry.at.wall_ms)
        ),
        _ => "no events".to_owned(),
    };
    format!(
        "rinda {}\nmade {}\n{range}\nmachine up for {uptime_s} s\n{kernel}",
        env!("CARGO_PKG_VERSION"),
        time(parts.made_ms),
    )
}

/// Whether a technician looks for it when a device is in trouble.
fn is_of_a_device(event: &Event) -> bool {
    match event {
        Event::Restarted { .. }
        | Event::ClockChanged { .. }
        | Event::TimeStated { .. }
        | Event::StorageChanged { .. }
        | Event::ConfigurationChanged { .. }
        | Event::PartRestarted { .. }
        | Event::PressBounced { .. }
        | Event::ButtonStuck { .. }
        | Event::ButtonFreed { .. }
        | Event::KeyBounced { .. }
        | Event::KeyStuck { .. }
        | Event::KeyFreed { .. }
        | Event::PrinterChanged { .. }
        | Event::RollChanged { .. }
        | Event::TestPaperSent { .. }
        | Event::PowerCycleConfirmed { .. }
        | Event::SlipFailed { .. }
        | Event::SlipUncertain { .. } => true,
        Event::DayOpened { .. }
        | Event::DayClosed { .. }
        | Event::TicketTaken { .. }
        | Event::RequestAnswered { .. }
        | Event::SteppedBack { .. }
        | Event::SlipSent { .. }
        | Event::SlipPrinted { .. }
        | Event::SlipReserved { .. }
        | Event::CounterOpened { .. }
        | Event::CounterClosed { .. }
        | Event::CounterHeld { .. }
        | Event::CounterReleased { .. }
        | Event::Called { .. }
        | Event::Recalled { .. }
        | Event::CallShown { .. }
        | Event::ServiceStarted { .. }
        | Event::ServiceFinished { .. }
        | Event::NoShow { .. }
        | Event::Parked { .. }
        | Event::CheckedIn { .. }
        | Event::Transferred { .. }
        | Event::Cancelled { .. }
        | Event::Expired { .. } => false,
    }
}

fn in_words(row: &Recorded) -> String {
    let at = row.entry.at.utc().format("%Y-%m-%d %H:%M:%S");
    let event = serde_json::to_string(&row.entry.event).unwrap_or_default();
    format!("{at} {event}\n")
}

/// The end of a file, as text.
fn tail(path: &Path) -> io::Result<String> {
    let content = std::fs::read(path)?;
    let from = content.len().saturating_sub(FILE_BYTES_MAX);
    Ok(String::from_utf8_lossy(&content[from..]).into_owned())
}

/// Names, sizes and times of what lies in a directory, and one floor deeper.
fn listing(folder: &Path) -> String {
    let mut text = String::new();
    for depth in ["", "quarantine"] {
        let Ok(entries) = std::fs::read_dir(folder.join(depth)) else { continue };
        let mut lines: Vec<String> = entries
            .flatten()
            .filter_map(|entry| {
                let found = entry.metadata().ok()?;
                let changed = found.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
                let changed = DateTime::from_timestamp(changed.as_secs().cast_signed(), 0)?;
                let name = Path::new(depth).join(entry.file_name());
                let (size, changed) = (found.len(), changed.format("%Y-%m-%d %H:%M:%S UTC"));
                Some(format!("{size:>12}  {changed}  {}", name.display()))
            })
            .collect();
        lines.sort();
        for line in lines {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{line}");
        }
    }
    text
}
