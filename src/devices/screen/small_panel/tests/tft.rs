//! An ILI9341 and an ST7789, from their data sheets (V1.11; V1.4): the commands that MIPI's DCS has, and what one sees.

use super::super::bus::{Trouble, Watched};
use super::super::{PanelError, tft};
use super::{NoDelay, Unplugged, check, send};
use crate::config::board::contact::GpioLine;
use crate::config::board::screen::Rotation;
use crate::config::board::small_panel::{Tft, TftModel};
use crate::scene::screen::{Dark, Screen};
use embedded_graphics::pixelcolor::Rgb888;
use embedded_graphics::prelude::*;
use embedded_hal::digital::{self, OutputPin};
use embedded_hal::spi::{self, Operation, SpiDevice};
use std::cell::RefCell;
use std::rc::Rc;

const COLUMNS: usize = 240;
const ROWS: usize = 320;
const MIRRORS_AND_SWAP: u8 = 0xe0;
const BGR: u8 = 0x08;

/// The controller with its glass.
#[derive(Debug)]
struct Chip {
    memory: Vec<u16>,
    columns: (usize, usize),
    rows: (usize, usize),
    at: (usize, usize),
    command: u8,
    arguments: Vec<u8>,
    data_line: bool,
    awake: bool,
    on: bool,
    inverted: bool,
    mode: u8,
    bits: u8,
    plugged: bool,
}

impl Chip {
    fn new() -> Self {
        Self {
            memory: vec![0xa5a5; COLUMNS * ROWS],
            columns: (0, COLUMNS - 1),
            rows: (0, ROWS - 1),
            at: (0, 0),
            command: 0,
            arguments: Vec::new(),
            data_line: false,
            awake: false,
            on: false,
            inverted: false,
            mode: 0,
            bits: 0x66,
            plugged: true,
        }
    }

    fn begin(&mut self, command: u8) {
        (self.command, self.arguments) = (command, Vec::new());
        match command {
            0x01 => *self = Self { data_line: self.data_line, ..Self::new() },
            0x11 => self.awake = true,
            0x13 | 0x2a | 0x2b | 0x36 | 0x3a | 0xb4 => {}
            0x20 | 0x21 => self.inverted = command == 0x21,
            0x29 => self.on = true,
            0x2c => self.at = (self.columns.0, self.rows.0),
            other => panic!("command {other:#04x} was not expected"),
        }
    }

    fn data(&mut self, byte: u8) {
        self.arguments.push(byte);
        let range = |bytes: &[u8]| {
            let number = |at: usize| usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
            (number(0), number(2))
        };
        match (self.command, self.arguments.as_slice()) {
            (0x2a, bytes @ [_, _, _, _]) => self.columns = range(bytes),
            (0x2b, bytes @ [_, _, _, _]) => self.rows = range(bytes),
            (0x2c, &[high, low]) => {
                self.arguments.clear();
                assert_eq!(self.bits & 0x07, 0x05, "pixels of sixteen bits were not announced");
                let (column, row) = self.at;
                assert!(column < COLUMNS && row < ROWS, "written beside the memory");
                self.memory[row * COLUMNS + column] = u16::from_be_bytes([high, low]);
                self.at.0 += 1;
                if self.at.0 > self.columns.1 {
                    self.at = (self.columns.0, row + 1);
                }
                if self.at.1 > self.rows.1 {
                    self.at.1 = self.rows.0;
                }
            }
            (0x36, &[mode]) => self.mode = mode,
            (0x3a, &[bits]) => self.bits = bits,
            (0x2a | 0x2b | 0x2c | 0xb4, _) => {}
            (command, more) => panic!("{more:?} after command {command:#04x}"),
        }
    }

    /// The colour that people see at a place of glass that begins at `offset` of the memory.
    fn seen(&self, at: Point, glass: &Glass) -> Option<u16> {
        assert_eq!(self.mode & MIRRORS_AND_SWAP, 0);
        let (x, y) = (
            usize::try_from(at.x).unwrap() + glass.offset.0,
            usize::try_from(at.y).unwrap() + glass.offset.1,
        );
        let mut bits = self.memory[y * COLUMNS + x];
        if self.inverted != glass.inverted {
            bits = !bits;
        }
        if (self.mode & BGR != 0) != glass.bgr {
            bits = bits >> 11 | bits & 0x07e0 | bits << 11;
        }
        (self.awake && self.on).then_some(bits)
    }
}

/// How the maker mounted the glass.
struct Glass {
    offset: (usize, usize),
    inverted: bool,
    bgr: bool,
}

#[derive(Debug, Clone)]
struct Bus(Rc<RefCell<Chip>>);

impl spi::ErrorType for Bus {
    type Error = Unplugged;
}

impl SpiDevice for Bus {
    fn transaction(&mut self, operations: &mut [Operation<'_, u8>]) -> Result<(), Unplugged> {
        let mut chip = self.0.borrow_mut();
        if !chip.plugged {
            return Err(Unplugged);
        }
        for operation in operations {
            let Operation::Write(bytes) = operation else { panic!("the screen is not read") };
            assert!(bytes.len() <= tft::BUFFER_BYTES, "the kernel refuses {} bytes", bytes.len());
            for &byte in *bytes {
                if chip.data_line { chip.data(byte) } else { chip.begin(byte) }
            }
        }
        Ok(())
    }
}

/// The lines to the controller.
#[derive(Debug, Clone)]
enum Line {
    Data(Bus),
    Reset(Bus),
}

impl digital::ErrorType for Line {
    type Error = Unplugged;
}

impl OutputPin for Line {
    fn set_low(&mut self) -> Result<(), Unplugged> {
        match self {
            Self::Data(bus) => bus.0.borrow_mut().data_line = false,
            Self::Reset(bus) => {
                let mut chip = bus.0.borrow_mut();
                *chip = Chip { data_line: chip.data_line, ..Chip::new() };
            }
        }
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Unplugged> {
        if let Self::Data(bus) = self {
            bus.0.borrow_mut().data_line = true;
        }
        Ok(())
    }
}

type Lines = (Watched<Line>, Option<Watched<Line>>);

fn plug(bus: &Bus, has_reset: bool) -> (Watched<Bus>, Lines) {
    let trouble = Trouble::default();
    let reset = has_reset.then(|| trouble.watch(Line::Reset(bus.clone())));
    (trouble.watch(bus.clone()), (trouble.watch(Line::Data(bus.clone())), reset))
}

fn board(model: TftModel, glass: &Glass) -> Tft {
    let dc = GpioLine { chip: None, name: "GPIO25".into(), active_low: false };
    Tft { model, dc, reset: None, bgr: glass.bgr, inverted: glass.inverted, speed_hz: 32_000_000 }
}

fn check_glass(
    model: TftModel,
    size: (u32, u32),
    frame: (u32, u32),
    rotation: Rotation,
    glass: &Glass,
    reset: bool,
) {
    let bus = Bus(Rc::new(RefCell::new(Chip::new())));
    let (spi, lines) = plug(&bus, reset);
    let mut buffer = vec![0; tft::BUFFER_BYTES];
    let size = Size::new(size.0, size.1);
    let mut screen = tft::new(&board(model, glass), size, spi, lines, &mut NoDelay, &mut buffer).unwrap();
    let bits = |colour: Rgb888| {
        Some(u16::from(colour.r() >> 3) << 11 | u16::from(colour.g() >> 2) << 5 | u16::from(colour.b() >> 3))
    };
    let frame = Screen::new(Size::new(frame.0, frame.1));
    check(screen.as_mut(), frame, rotation, |at| bus.0.borrow().seen(at, glass), bits);
}

#[test]
fn a_screen_shows_the_frame_in_its_colours() {
    let usual = Glass { offset: (0, 0), inverted: false, bgr: true };
    check_glass(TftModel::Ili9341, (240, 320), (320, 240), Rotation::Right, &usual, true);
    check_glass(TftModel::Ili9341, (240, 320), (240, 320), Rotation::Half, &usual, false);
    let bright = Glass { offset: (0, 0), inverted: true, bgr: false };
    check_glass(TftModel::St7789, (240, 240), (240, 240), Rotation::Upright, &bright, false);
    let narrow = Glass { offset: (52, 40), ..bright };
    check_glass(TftModel::St7789, (135, 240), (240, 135), Rotation::Left, &narrow, true);
}

#[test]
fn a_screen_whose_bus_fails_is_told_in_words() {
    let glass = Glass { offset: (0, 0), inverted: false, bgr: true };
    let bus = Bus(Rc::new(RefCell::new(Chip::new())));
    let mut buffer = vec![0; tft::BUFFER_BYTES];
    let (board, size) = (board(TftModel::Ili9341, &glass), Size::new(240, 320));
    let (spi, lines) = plug(&bus, true);
    let mut driver = tft::new(&board, size, spi, lines, &mut NoDelay, &mut buffer).unwrap();
    let (mut canvas, mut screen) = (driver.canvas(), Screen::new(size));
    let area = screen.show(&Dark);
    bus.0.borrow_mut().plugged = false;
    let why = |operation| Err(PanelError { operation, why: "nobody answers".to_owned() });
    assert_eq!(send(driver.as_mut(), &mut canvas, screen.frame(), area, Rotation::Upright), why("drawing"));
    drop(driver);
    let (spi, lines) = plug(&bus, false);
    let again = tft::new(&board, size, spi, lines, &mut NoDelay, &mut buffer);
    assert_eq!(again.map(drop), why("setting it up"));
}
