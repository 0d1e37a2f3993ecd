//! Where pictures are drawn, by those who drew them on the day.

use super::Sizes;
use crate::domain::settings::Settings;
use crate::domain::ticket::Ticket;
use crate::scene::hall::HallView;
use crate::scene::screen::Screen;
use crate::slip::content::SlipContent;
use crate::slip::layout::Layout;
use crate::wording::Words;

/// A screen of the hall's size, and a printer's layout.
pub(super) struct Easel<'a> {
    words: &'a Words,
    slip_dots: u32,
    screen: Screen,
    layout: Layout,
}

impl<'a> Easel<'a> {
    pub(super) fn new(words: &'a Words, sizes: Sizes) -> Self {
        let screen = Screen::new(sizes.hall);
        Self { words, slip_dots: sizes.slip_dots, screen, layout: Layout::default() }
    }

    /// PNG.
    pub(super) fn hall(&mut self, view: &HallView) -> Vec<u8> {
        self.screen.show(view);
        self.screen.frame().to_png()
    }

    /// PNG.
    pub(super) fn slip(&mut self, ticket: &Ticket, settings: &Settings) -> Vec<u8> {
        let content = SlipContent::of(ticket, settings, self.words);
        self.layout.draw(&content, self.slip_dots).to_png()
    }
}
