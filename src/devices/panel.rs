//! A panel: a screen on which one shell draws and which others may look at.
//!
//! **Model.** A panel shows what its shell has shown last. A technician may cover that with a test picture; behind it the shell
//! goes on, and what it showed last is there again when the cover goes.
//!
//! **Invariants.** What somebody needs at this moment is never covered: it takes a cover away, and lets none come.

use crate::config::board::screen::Shape;
use crate::scene::frame::{Frame, around};
use crate::scene::picture::Item;
use crate::scene::screen::{Dark, Screen, View};
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
    /// Somebody needs what the shell shows.
    is_needed: bool,
    /// What the shell shows behind a cover.
    behind: Option<Vec<Item>>,
}

impl Shown {
    /// Whether anything has changed.
    fn draw(&mut self, items: Vec<Item>) -> bool {
        let changed = self.screen.draw(items);
        if let Some(changed) = changed {
            self.not_copied = Some(self.not_copied.map_or(changed, |other| around(&other, &changed)));
        }
        changed.is_some()
    }
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
        let shown = Shown { screen, not_copied: None, is_needed: false, behind: None };
        Self { shown: Arc::new(Mutex::new(shown)), frames: Arc::new(watch::Sender::new(0)) }
    }

    /// Its size in pixels.
    pub fn size(&self) -> Size {
        self.lock().screen.frame().size()
    }

    /// Shows a view; nothing is drawn when it is what the panel shows already.
    pub fn show(&self, view: &impl View) {
        self.show_to(view, false);
    }

    /// The same; `is_needed`: somebody needs to see it now, until another view is shown.
    pub fn show_to(&self, view: &impl View, is_needed: bool) {
        let mut shown = self.lock();
        let items = shown.screen.lay_out(view);
        shown.is_needed = is_needed;
        let is_uncovered = is_needed && shown.behind.take().is_some();
        let is_new = match &mut shown.behind {
            Some(behind) => {
                *behind = items;
                false
            }
            None => shown.draw(items),
        };
        drop(shown);
        if is_new || is_uncovered {
            self.count_frame();
        }
    }

    /// Covers what the panel shows, until the cover is dropped. `None` when somebody needs what is there, or it is covered.
    pub fn cover(&self, view: &impl View) -> Option<Cover> {
        let mut shown = self.lock();
        if shown.is_needed || shown.behind.is_some() {
            return None;
        }
        let items = shown.screen.lay_out(view);
        let behind = match shown.screen.items() {
            [] => shown.screen.lay_out(&Dark),
            items => items.to_vec(),
        };
        shown.behind = Some(behind);
        shown.draw(items);
        drop(shown);
        self.count_frame();
        Some(Cover(self.clone()))
    }

    fn count_frame(&self) {
        self.frames.send_modify(|frame| *frame += 1);
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

/// Something before what a panel shows.
#[derive(Debug)]
pub struct Cover(Panel);

impl Cover {
    /// Returns when the cover has given way to something that somebody needs.
    pub async fn gave_way(&self) {
        let mut frames = self.0.frames();
        while self.0.lock().behind.is_some() {
            // The panel lives as long as its cover.
            let _ = frames.changed().await;
        }
    }
}

impl Drop for Cover {
    fn drop(&mut self) {
        let mut shown = self.0.lock();
        if let Some(behind) = shown.behind.take() {
            shown.draw(behind);
            drop(shown);
            self.0.count_frame();
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::counter::{CounterBody, CounterView};

    fn number(number: &str) -> CounterView {
        let body = CounterBody::Number { number: number.to_owned(), highlight: false };
        CounterView { name: "Counter 1".to_owned(), body, refusal: None }
    }

    /// What a panel shows that has never shown anything else.
    fn only(view: &impl View) -> Vec<u8> {
        let panel = Panel::new(128, 64);
        panel.show(view);
        panel.picture().1
    }

    #[test]
    fn behind_a_cover_the_shell_goes_on() {
        let panel = Panel::new(128, 64);
        panel.show(&number("A001"));
        let cover = panel.cover(&Dark).unwrap();
        assert_eq!(panel.picture().1, only(&Dark));
        assert!(panel.cover(&number("B001")).is_none(), "one at a time");
        panel.show(&number("A002"));
        assert_eq!(panel.picture().1, only(&Dark));
        drop(cover);
        assert_eq!(panel.picture().1, only(&number("A002")));
        panel.copy_changes(|_, area| assert_eq!(area.size, Size::new(128, 64))).unwrap();
    }

    #[tokio::test]
    async fn what_somebody_needs_takes_a_cover_away_and_lets_none_come() {
        let panel = Panel::new(128, 64);
        panel.show(&number("A001"));
        let cover = panel.cover(&Dark).unwrap();
        panel.show_to(&number("A002"), true);
        cover.gave_way().await;
        assert_eq!(panel.picture().1, only(&number("A002")));
        assert!(panel.cover(&Dark).is_none());
        drop(cover);
        assert_eq!(panel.picture().1, only(&number("A002")), "the old cover has nothing to put back");
        panel.show(&number("A002"));
        assert!(panel.cover(&Dark).is_some());
    }
}
