//! A panel: a screen on which one shell draws and which others may look at.

use crate::config::board::screen::Shape;
use crate::scene::frame::{Frame, around};
use crate::scene::screen::{Screen, View};
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A panel. Cheap to clone; there is one frame behind all clones.
#[derive(Clone)]
pub struct Panel {
    shown: Arc<Mutex<Shown>>,
    frames: Arc<watch::Sender<u64>>,
}

/// What a panel shows, and what of it the hardware behind it does not have yet.
struct Shown {
    screen: Screen,
    not_copied: Option<Rectangle>,
}

impl Panel {
    /// A dark panel of this size in pixels.
    pub fn new(width_px: u32, height_px: u32) -> Self {
        Self::of(Screen::new(Size::new(width_px, height_px)))
    }

    /// A dark panel of this shape.
    pub fn shaped(shape: Shape) -> Self {
        match shape {
            Shape::Pixels { width_px, height_px } => Self::new(width_px, height_px),
            Shape::Digits(count) => Self::of(Screen::of_digits(count)),
        }
    }

    fn of(screen: Screen) -> Self {
        let shown = Shown { screen, not_copied: None };
        Self { shown: Arc::new(Mutex::new(shown)), frames: Arc::new(watch::Sender::new(0)) }
    }

    /// Its size in pixels.
    pub fn size(&self) -> Size {
        self.lock().screen.frame().size()
    }

    /// Shows a view; nothing is drawn when it is what the panel shows already.
    pub fn show(&self, view: &impl View) {
        let mut shown = self.lock();
        if let Some(changed) = shown.screen.show(view) {
            shown.not_copied = Some(shown.not_copied.map_or(changed, |other| around(&other, &changed)));
            drop(shown);
            self.frames.send_modify(|frame| *frame += 1);
        }
    }

    /// Gives the frame and the area that has changed since this was called last; there is one screen behind a panel at
    /// most. `None` when nothing has.
    pub fn copy_changes<R>(&self, copy: impl FnOnce(&Frame, &Rectangle) -> R) -> Option<R> {
        let mut shown = self.lock();
        let changed = shown.not_copied.take()?;
        Some(copy(shown.screen.frame(), &changed))
    }

    /// The screen behind the panel has lost the picture: all of it counts as changed.
    pub fn forget_copies(&self) {
        let mut shown = self.lock();
        shown.not_copied = Some(shown.screen.frame().bounding_box());
    }

    /// Counts the frames that differ from the one before.
    pub fn frames(&self) -> watch::Receiver<u64> {
        self.frames.subscribe()
    }

    /// The frame as it is now, with its count, as PNG.
    pub fn picture(&self) -> (u64, Vec<u8>) {
        let shown = self.lock();
        (*self.frames.borrow(), shown.screen.frame().to_png())
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
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
