//! Screens with hardware behind them: each shows the frames of one panel.
//!
//! **Model.** A screen has a thread of its own, because kernels may take a tenth of a second to ask a monitor what it is,
//! and because transfers on a slow bus block.
//! The thread opens the screen, copies what changed on the panel, and looks now and then whether the monitor is still
//! there; when anything fails, it says so once and begins anew after a while, as all devices do ([`Attempts`]).
//!
//! **Invariants.** A screen never delays a turn or a slip. Only changed areas are copied. A monitor that comes back shows
//! the whole picture.
//!
//! **Deliberately not here.** What is drawn ([`super::panel`]), and page flipping: frames change by small areas, and a copy
//! of one is over before the beam has gone on by some rows.

mod card;
mod frame_buffer;
mod small_panel;
pub mod surface;

use super::faults::Faults;
use super::panel::Panel;
use super::wiring::{Attempts, Steady};
use crate::config::board::screen::{Output, Rotation};
use embedded_graphics::primitives::Rectangle;
use std::io;
use std::path::Path;
use std::time::Duration;
use surface::Surface;
use tokio::runtime;
use tokio::sync::watch;

pub use card::Cards;

/// A monitor that was pulled out is missed after this.
const LOOK: Duration = Duration::from_secs(2);

/// Why nothing is shown.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// The kernel refused.
    #[error("{device}: {operation}: {source}")]
    Kernel {
        /// Which device file.
        device: String,
        /// What was asked for.
        operation: &'static str,
        /// Why.
        source: io::Error,
    },
    /// There is no monitor where the board file says.
    #[error("no screen at {wanted}; there is {found}")]
    Missing {
        /// Where.
        wanted: String,
        /// What there is instead.
        found: String,
    },
    /// The device stores pixels in a way that is not known here.
    #[error("{device}: {bits} bits per pixel cannot be shown, only 16 and 32")]
    Format {
        /// Which device.
        device: String,
        /// How many.
        bits: u32,
    },
    /// A small panel does not answer, or its bus or lines are not there.
    #[error("{device}: {operation}: {why}")]
    Panel {
        /// Which bus.
        device: String,
        /// What was tried.
        operation: &'static str,
        /// Why not.
        why: String,
    },
}

impl ScreenError {
    fn kernel(device: &Path, operation: &'static str, source: io::Error) -> Self {
        Self::Kernel { device: device.display().to_string(), operation, source }
    }
}

/// A panel, and the screen that shows it.
#[derive(Debug)]
pub struct Screen {
    /// For messages.
    pub name: String,
    /// What is drawn.
    pub panel: Panel,
    /// Where it is shown.
    pub output: Output,
    /// How that hangs.
    pub rotation: Rotation,
}

impl Screen {
    /// Shows the panel in a thread of its own until `stopped` is closed or told; the screen is opened again when `anew` is told. Must be
    /// called within a runtime.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub fn show(
        self,
        cards: &Cards,
        faults: &Faults,
        stopped: watch::Receiver<()>,
        anew: watch::Receiver<()>,
    ) -> io::Result<()> {
        let feed = Feed {
            frames: self.panel.frames(),
            panel: self.panel,
            rotation: self.rotation,
            stopped,
            anew,
            begins_anew: false,
            runtime: runtime::Handle::current(),
        };
        let cards = cards.clone();
        let attempts = Attempts::new(self.name.clone(), faults.clone());
        let work = move || run(&self.name, &self.output, feed, &cards, attempts);
        std::thread::Builder::new().name("screen".into()).spawn(work).map(drop)
    }
}

fn run(name: &str, output: &Output, mut feed: Feed, cards: &Cards, mut attempts: Attempts) {
    let steady = Steady::begin();
    loop {
        let mut shown = || {
            tracing::info!(device = name, "{name}: {output} is on");
            attempts.works(steady.now_ms());
        };
        let ended = match output {
            Output::Virtual => return,
            Output::Drm { connector } => card::show(cards, connector.as_deref(), &mut feed, &mut shown),
            Output::FrameBuffer(path) => frame_buffer::show(path, &mut feed, &mut shown),
            Output::Small(panel) => small_panel::show(panel, &mut feed, &mut shown),
        };
        let error = match ended {
            Ok(()) if std::mem::take(&mut feed.begins_anew) => continue,
            Ok(()) => return,
            Err(error) => error,
        };
        if feed.stops_within(attempts.failed(steady.now_ms(), &error)) {
            return;
        }
    }
}

/// What a screen's thread waits for.
struct Feed {
    panel: Panel,
    frames: watch::Receiver<u64>,
    rotation: Rotation,
    stopped: watch::Receiver<()>,
    anew: watch::Receiver<()>,
    /// The thread goes on when the screen was let go.
    begins_anew: bool,
    runtime: runtime::Handle,
}

/// Why a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wake {
    /// The panel shows something new.
    Frame,
    /// It is time to look after the monitor.
    Look,
    /// The screen has to be let go.
    Stop,
}

impl Feed {
    fn wait(&mut self) -> Wake {
        let Self { frames, stopped, anew, begins_anew, .. } = self;
        self.runtime.block_on(async {
            tokio::select! {
                _ = stopped.changed() => Wake::Stop,
                Ok(()) = anew.changed() => {
                    *begins_anew = true;
                    Wake::Stop
                }
                frame = frames.changed() => if frame.is_ok() { Wake::Frame } else { Wake::Stop },
                () = tokio::time::sleep(LOOK) => Wake::Look,
            }
        })
    }

    fn stops_within(&mut self, wait: Duration) -> bool {
        let Self { stopped, anew, .. } = self;
        self.runtime.block_on(async {
            tokio::select! {
                _ = stopped.changed() => true,
                Ok(()) = anew.changed() => false,
                () = tokio::time::sleep(wait) => false,
            }
        })
    }

    /// A new screen has nothing of the picture yet.
    fn begin(&self) {
        self.panel.forget_copies();
    }

    /// Copies what changed; gives the part of the screen that is new, if any.
    fn copy(&self, surface: &mut Surface<'_>) -> Option<Rectangle> {
        self.panel.copy_changes(|frame, area| surface.copy(frame, area, self.rotation))
    }
}
