//! A panel: a screen on which one shell draws and which others may look at.

use crate::scene::screen::{Screen, View};
use embedded_graphics::prelude::Size;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A panel. Cheap to clone; there is one frame behind all clones.
#[derive(Clone)]
pub struct Panel {
    screen: Arc<Mutex<Screen>>,
    frames: Arc<watch::Sender<u64>>,
}

impl Panel {
    /// A dark panel of this size in pixels.
    pub fn new(width_px: u32, height_px: u32) -> Self {
        let screen = Screen::new(Size::new(width_px, height_px));
        Self { screen: Arc::new(Mutex::new(screen)), frames: Arc::new(watch::Sender::new(0)) }
    }

    /// Shows a view; nothing is drawn when it is what the panel shows already.
    pub fn show(&self, view: &impl View) {
        let changed = self.screen.lock().unwrap_or_else(PoisonError::into_inner).show(view);
        if changed.is_some() {
            self.frames.send_modify(|frame| *frame += 1);
        }
    }

    /// Counts the frames that differ from the one before.
    pub fn frames(&self) -> watch::Receiver<u64> {
        self.frames.subscribe()
    }

    /// The frame as it is now, with its count, as PNG.
    pub fn picture(&self) -> (u64, Vec<u8>) {
        let screen = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
        (*self.frames.borrow(), screen.frame().to_png())
    }
}

/// Keeps frames apart: in a rush the branch turns a thousand times a second, and eyes see none of it.
#[derive(Debug)]
pub struct Pace {
    apart: Duration,
    next: Instant,
}

impl Pace {
    /// At most one frame in this time; the first one at once.
    pub fn new(apart: Duration) -> Self {
        Self { apart, next: Instant::now() }
    }

    /// How long the next frame has to wait; zero when it may be drawn now.
    pub fn wait(&self) -> Duration {
        self.next.saturating_duration_since(Instant::now())
    }

    /// A frame is drawn now.
    pub fn begin_frame(&mut self) {
        self.next = Instant::now() + self.apart;
    }
}

impl fmt::Debug for Panel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Panel").field("frame", &*self.frames.borrow()).finish_non_exhaustive()
    }
}
