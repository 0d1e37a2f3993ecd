//! Looks at devices and machine from time to time, and tells what it saw.
//!
//! Files of the machine are read by a thread of its own: a thermometer may take its time. What comes and goes within one look is not seen.

use super::certificate;
use super::history::{Seen, Watched};
use super::machine::Machine;
use super::station::Station;
use crate::domain::ids::KioskId;
use crate::domain::kiosk::PrinterState;
use crate::engine::Handle;
use std::path::Path;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// The fastest at which devices are looked at.
const PACE: Duration = Duration::from_millis(500);
/// The machine is looked at so often.
const MACHINE_EVERY: Duration = Duration::from_secs(30);

/// What is known before the first look: what was known before the branch started again.
pub(super) fn unseen(station: &Station) -> watch::Sender<Watched> {
    let mut devices = station.lasting.devices();
    devices.begin(&station.devices);
    watch::Sender::new(Watched { devices: devices.clone(), ..Watched::default() })
}

/// Looks until nobody wants to know any more.
pub(super) async fn watch_over(station: Station, told: watch::Sender<Watched>) {
    let Station { mut power, mut faults, .. } = station.clone();
    let mut machine_due = Instant::now();
    // What did not work before the branch started again is looked for again at first.
    if station.lasting.devices().has_failed() {
        tokio::time::sleep(PACE).await;
    }
    while !told.is_closed() {
        let branch = power.branch_and_mark();
        let mut turns = branch.as_ref().map(Handle::turns);
        turns.iter_mut().for_each(watch::Receiver::mark_unchanged);
        let failing = faults.borrow_and_update().clone();
        let (seen, printers) = branch.as_ref().map_or_else(Default::default, look);
        drop(branch);
        told.send_if_modified(|watched| {
            let before = watched.devices.clone();
            watched.devices.note(seen, printers, &failing);
            let is_news = watched.devices != before;
            if is_news {
                station.lasting.devices().clone_from(&watched.devices);
            }
            is_news
        });
        if Instant::now() >= machine_due {
            machine_due = Instant::now() + MACHINE_EVERY;
            look_at_machine(&station, &told).await;
        }
        tokio::select! {
            () = told.closed() => return,
            () = turned(turns.as_mut()) => {}
            () = power.changed() => {}
            Ok(()) = faults.changed() => {}
            () = tokio::time::sleep_until(machine_due) => {}
        }
        tokio::time::sleep(PACE).await;
    }
}

fn look(branch: &Handle) -> (Option<Seen>, Vec<(KioskId, PrinterState)>) {
    branch.read(|branch, now| {
        let seen = Seen { at: now.utc(), clock_trusted: branch.clock_trusted(now) };
        let printers = branch.state().kiosks.iter().map(|(&id, kiosk)| (id, kiosk.printer));
        (Some(seen), printers.collect())
    })
}

async fn look_at_machine(station: &Station, told: &watch::Sender<Watched>) {
    let state = station.state.clone();
    let tls = station.link.as_ref().and_then(|link| link.broker.tls.as_ref());
    let file = tls.map(|tls| tls.certificate.clone());
    let read = move || (Machine::read(Path::new("/"), &state), file.map(|file| certificate::ends(&file)));
    // A look that failed is made again.
    let Ok((machine, certificate)) = tokio::task::spawn_blocking(read).await else { return };
    told.send_if_modified(|watched| {
        let is_news = watched.machine != machine || watched.certificate != certificate;
        watched.machine = machine;
        watched.certificate = certificate;
        is_news
    });
}

/// The next turn, or the end of the branch; never without one.
async fn turned(turns: Option<&mut watch::Receiver<u64>>) {
    match turns {
        Some(turns) => drop(turns.changed().await),
        None => std::future::pending().await,
    }
}
