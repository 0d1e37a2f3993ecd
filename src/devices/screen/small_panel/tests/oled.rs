//! An SSD1306, from Solomon Systech's data sheet (rev 1.1): table 9-1 of commands, chapter 10.

use super::super::bus::Trouble;
use super::super::{PanelError, oled};
use super::{Unplugged, check, light};
use crate::config::board::screen::Rotation;
use crate::scene::screen::Screen;
use embedded_graphics::prelude::*;
use embedded_hal::i2c::{ErrorType, I2c, Operation};
use std::sync::{Arc, Mutex};

const ADDRESS: u8 = 0x3c;
const WIDTH: usize = 128;

/// The controller, with glass that is mounted as in the usual modules: the right way up when columns and rows are both
/// reversed.
#[derive(Debug)]
pub(super) struct Chip {
    /// Columns of each page; a byte has eight rows, the lowest bit on top.
    memory: [[u8; WIDTH]; 8],
    horizontal: bool,
    columns: (usize, usize),
    pages: (usize, usize),
    at: (usize, usize),
    reversed: (bool, bool),
    rows: usize,
    pump: bool,
    on: bool,
    pub(super) plugged: bool,
}

impl Default for Chip {
    fn default() -> Self {
        Self {
            // After power comes on, the memory has anything in it.
            memory: [[0xa5; WIDTH]; 8],
            horizontal: false,
            columns: (0, WIDTH - 1),
            pages: (0, 7),
            at: (0, 0),
            reversed: (false, false),
            rows: 64,
            pump: false,
            on: false,
            plugged: true,
        }
    }
}

impl Chip {
    fn command(&mut self, bytes: &[u8]) {
        let mut bytes = bytes.iter().copied();
        while let Some(command) = bytes.next() {
            let mut value = || usize::from(bytes.next().expect("the command has an argument"));
            match command {
                0x20 => self.horizontal = value() == 0,
                0x21 => {
                    self.columns = (value(), value());
                    self.at.0 = self.columns.0;
                }
                0x22 => {
                    self.pages = (value(), value());
                    self.at.1 = self.pages.0;
                }
                0x40 | 0xa4 | 0xa6 | 0x2e | 0xe3 => {}
                0x81 | 0xd5 | 0xd9 | 0xda | 0xdb => drop(value()),
                0xd3 => assert_eq!(value(), 0, "the picture is shifted"),
                0x8d => self.pump = value() & 0x04 != 0,
                0xa0 | 0xa1 => self.reversed.0 = command == 0xa1,
                0xc0 | 0xc8 => self.reversed.1 = command == 0xc8,
                0xa8 => self.rows = value() + 1,
                0xae | 0xaf => self.on = command == 0xaf,
                other => panic!("command {other:#04x} was not expected"),
            }
        }
    }

    fn data(&mut self, bytes: &[u8]) {
        assert!(self.horizontal, "data in another addressing mode");
        for &byte in bytes {
            let (column, page) = self.at;
            self.memory[page][column] = byte;
            self.at.0 += 1;
            if self.at.0 > self.columns.1 {
                self.at = (self.columns.0, page + 1);
            }
            if self.at.1 > self.pages.1 {
                self.at.1 = self.pages.0;
            }
        }
    }

    /// Whether people see a lit pixel at this place of the glass.
    pub(super) fn seen(&self, at: Point) -> bool {
        let (mut x, mut y) = (usize::try_from(at.x).unwrap(), usize::try_from(at.y).unwrap());
        assert!(y < self.rows);
        if !self.reversed.0 {
            x = WIDTH - 1 - x;
        }
        if !self.reversed.1 {
            y = self.rows - 1 - y;
        }
        self.on && self.pump && self.memory[y / 8][x] & (1 << (y % 8)) != 0
    }
}

/// A bus with the controller on it.
#[derive(Debug, Clone, Default)]
pub(super) struct Bus(pub(super) Arc<Mutex<Chip>>);

impl ErrorType for Bus {
    type Error = Unplugged;
}

impl I2c for Bus {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), Unplugged> {
        let mut chip = self.0.lock().unwrap();
        if address != ADDRESS || !chip.plugged {
            return Err(Unplugged);
        }
        for operation in operations {
            let Operation::Write(bytes) = operation else { panic!("the display cannot be read") };
            match bytes.split_first() {
                Some((0x00, commands)) => chip.command(commands),
                Some((0x40, data)) => chip.data(data),
                other => panic!("a transfer begins with {other:?}"),
            }
        }
        Ok(())
    }
}

fn check_size(glass: (u32, u32), frame: (u32, u32), rotation: Rotation) {
    let bus = Bus::default();
    let size = Size::new(glass.0, glass.1);
    let mut oled = oled::new(Trouble::default().watch(bus.clone()), ADDRESS, size).unwrap();
    let screen = Screen::new(Size::new(frame.0, frame.1));
    check(oled.as_mut(), screen, rotation, |at| bus.0.lock().unwrap().seen(at), light);
}

#[test]
fn a_display_shows_the_frame() {
    check_size((128, 64), (128, 64), Rotation::Upright);
    check_size((128, 64), (128, 64), Rotation::Half);
    check_size((128, 64), (64, 128), Rotation::Right);
    check_size((128, 64), (64, 128), Rotation::Left);
    check_size((128, 32), (128, 32), Rotation::Upright);
}

#[test]
fn a_display_that_is_not_there_is_told_in_words() {
    let bus = Bus::default();
    let why = |operation| PanelError { operation, why: "nobody answers".to_owned() };
    let watched = || Trouble::default().watch(bus.clone());
    let at = |address| oled::new(watched(), address, Size::new(128, 64)).map(drop);
    assert_eq!(at(0x3d), Err(why("setting it up")));
    let mut oled = oled::new(watched(), ADDRESS, Size::new(128, 64)).unwrap();
    let canvas = oled.canvas();
    assert_eq!(oled.look(&canvas), Ok(()));
    bus.0.lock().unwrap().plugged = false;
    assert_eq!(oled.look(&canvas), Err(why("looking after it")));
    assert_eq!(oled.show(&canvas, &canvas.area()), Err(why("drawing")));
}
