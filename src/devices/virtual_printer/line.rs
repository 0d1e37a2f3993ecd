//! The cable between a virtual printer and whoever talks to it, and the hand that turns its wheels.

use super::VirtualPrinter;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// A printer that several may look at. Cheap to clone; there is one printer behind all clones.
#[derive(Clone)]
pub struct PrinterLine {
    printer: Arc<Mutex<VirtualPrinter>>,
    changes: Arc<watch::Sender<u64>>,
    began: Instant,
}

impl PrinterLine {
    /// Connects a cable to a printer.
    pub fn new(printer: VirtualPrinter) -> Self {
        let printer = Arc::new(Mutex::new(printer));
        Self { printer, changes: Arc::new(watch::Sender::new(0)), began: Instant::now() }
    }

    /// Sends bytes; gives how many the printer took.
    pub fn write(&self, bytes: &[u8]) -> usize {
        let taken = self.lock().write(self.now_ms(), bytes);
        if taken > 0 {
            self.note();
        }
        taken
    }

    /// Takes what the printer has answered.
    pub fn read(&self) -> Vec<u8> {
        self.lock().read(self.now_ms())
    }

    /// Whether there is a printer at the end of the cable, and which.
    pub fn connection(&self) -> Option<u32> {
        self.lock().connection()
    }

    /// Does something with the printer that a cable cannot do. The time is the printer's own, which no clock can set.
    pub fn with<R>(&self, act: impl FnOnce(&mut VirtualPrinter, u64) -> R) -> R {
        let result = act(&mut self.lock(), self.now_ms());
        self.note();
        result
    }

    /// Looks at the printer.
    pub fn look<R>(&self, look: impl FnOnce(&VirtualPrinter) -> R) -> R {
        look(&self.lock())
    }

    /// Counts what happened to the printer.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Turns the printer's wheels for as long as it exists; somebody has to run this.
    pub async fn turn_wheels(self) {
        let mut changes = self.changes();
        loop {
            changes.mark_unchanged();
            let due_ms = self.look(VirtualPrinter::poll_deadline);
            let due = due_ms.map(|due_ms| self.began + Duration::from_millis(due_ms));
            let wait = async {
                match due {
                    Some(due) => tokio::time::sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = wait => self.with(VirtualPrinter::advance),
                _ = changes.changed() => {}
            }
        }
    }

    fn note(&self) {
        self.changes.send_modify(|change| *change += 1);
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn lock(&self) -> MutexGuard<'_, VirtualPrinter> {
        self.printer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for PrinterLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrinterLine").field("change", &*self.changes.borrow()).finish_non_exhaustive()
    }
}
