//! A screen: one frame, and the picture that it shows now.

use super::brief::{self, Brief, CELL, DOTS_HEIGHT_MAX};
use super::frame::{Frame, around};
use super::picture::{self, Item, Picture};
use crate::lettering::Typeface;
use embedded_graphics::pixelcolor::{Rgb888, RgbColor};
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;

/// What can be shown on a screen.
pub trait View {
    /// Adds what a person shall see to an empty picture.
    fn lay_out(&self, picture: &mut Picture<'_>);

    /// The same for a display of a few characters.
    fn brief(&self) -> Brief;
}

/// Nothing: a screen without power or signal.
#[derive(Debug, Clone, Copy)]
pub struct Dark;

impl View for Dark {
    fn lay_out(&self, picture: &mut Picture<'_>) {
        picture.fill(picture.area(), 0.0, Rgb888::BLACK);
    }

    fn brief(&self) -> Brief {
        Brief::default()
    }
}

/// What a frame has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Words.
    Words,
    /// A few letters of dots.
    Dots,
    /// Digits of seven segments.
    Digits,
}

/// A frame with what is on it.
#[derive(Debug)]
pub struct Screen {
    frame: Frame,
    kind: Kind,
    items: Vec<Item>,
    typeface: Typeface,
}

impl Screen {
    /// A black screen.
    pub fn new(size: Size) -> Self {
        let kind = if size.height <= DOTS_HEIGHT_MAX { Kind::Dots } else { Kind::Words };
        Self::of_kind(size, kind)
    }

    /// So many dark digits of seven segments.
    pub fn of_digits(count: u8) -> Self {
        Self::of_kind(Size::new(u32::from(count) * CELL.width, CELL.height), Kind::Digits)
    }

    fn of_kind(size: Size, kind: Kind) -> Self {
        let mut frame = Frame::new(size);
        frame.take_changed();
        Self { frame, kind, items: Vec::new(), typeface: Typeface::new() }
    }

    /// The pixels.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// What is on it.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Shows a view: draws what differs from the view before. Gives the box around what changed, or `None` when
    /// the screen showed just this already.
    pub fn show(&mut self, view: &(impl View + ?Sized)) -> Option<Rectangle> {
        self.draw(self.lay_out(view))
    }

    /// What a view would be on this screen.
    pub fn lay_out(&self, view: &(impl View + ?Sized)) -> Vec<Item> {
        let mut picture = Picture::new(self.frame.size(), &self.typeface);
        match self.kind {
            Kind::Words => view.lay_out(&mut picture),
            Kind::Dots => brief::lay_out_dots(&view.brief(), &mut picture),
            Kind::Digits => brief::lay_out_segments(&view.brief(), &mut picture),
        }
        picture.into_items()
    }

    /// Shows what was laid out for this screen, as [`Screen::show`] does.
    pub fn draw(&mut self, items: Vec<Item>) -> Option<Rectangle> {
        let gone = self.items.iter().filter(|item| !items.contains(item));
        let new = items.iter().filter(|item| !self.items.contains(item));
        let changed: Vec<Rectangle> = gone.chain(new).map(Item::area).collect();
        for area in areas_to_draw(&changed) {
            picture::draw(&items, &mut self.typeface, &mut self.frame, &area);
        }
        self.items = items;
        self.frame.take_changed()
    }
}

/// The changed areas one by one when they are small and far apart, as the strips of a border are; else the box around
/// them.
fn areas_to_draw(changed: &[Rectangle]) -> Vec<Rectangle> {
    let pixels = |area: &Rectangle| u64::from(area.size.width) * u64::from(area.size.height);
    let Some(whole) = changed.iter().copied().reduce(|one, other| around(&one, &other)) else {
        return Vec::new();
    };
    match 2 * changed.iter().map(pixels).sum::<u64>() < pixels(&whole) {
        true => changed.to_vec(),
        false => vec![whole],
    }
}
