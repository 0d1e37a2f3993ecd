//! An SSD1680 with paper, from Solomon Systech's data sheet (rev 0.14) and from how Waveshare describes its 2.9" version 2.

use super::super::bus::{Trouble, Watched};
use super::super::paper::Paper;
use super::super::{Driver, PanelError};
use super::{NoDelay, Unplugged, check, hall, light, send};
use crate::config::board::screen::Rotation;
use crate::scene::screen::Screen;
use embedded_graphics::prelude::*;
use embedded_hal::digital::{self, InputPin, OutputPin};
use embedded_hal::spi::{self, Operation, SpiDevice};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

const ROW_BYTES: usize = 16;
const ROWS: usize = 296;
const REST: Duration = Duration::from_secs(10);

/// The controller with its paper.
#[derive(Debug)]
struct Chip {
    new: Vec<u8>,
    old: Vec<u8>,
    /// Ones are white.
    paper: Vec<u8>,
    columns: (usize, usize),
    rows: (usize, usize),
    at: (usize, usize),
    command: u8,
    arguments: Vec<u8>,
    data_line: bool,
    /// Whether the wave forms that it knows drive each pixel, or only what changes.
    whole_waves: Option<bool>,
    update: u8,
    /// How often it is still asked in vain.
    busy: u32,
    refreshes: u32,
    plugged: bool,
}

impl Chip {
    fn new() -> Self {
        let anything = || vec![0xa5; ROW_BYTES * ROWS];
        Self {
            new: anything(),
            old: anything(),
            paper: anything(),
            columns: (0, ROW_BYTES - 1),
            rows: (0, ROWS - 1),
            at: (0, 0),
            command: 0,
            arguments: Vec::new(),
            data_line: false,
            whole_waves: None,
            update: 0,
            busy: 0,
            refreshes: 0,
            plugged: true,
        }
    }

    fn begin(&mut self, command: u8) {
        (self.command, self.arguments) = (command, Vec::new());
        match command {
            0x20 => self.activate(),
            0x12 => self.whole_waves = None,
            0x01 | 0x03 | 0x04 | 0x11 | 0x21 | 0x22 | 0x24 | 0x26 | 0x2c | 0x32 | 0x37 | 0x3c | 0x3f
            | 0x44 | 0x45 | 0x4e | 0x4f => {}
            other => panic!("command {other:#04x} was not expected"),
        }
    }

    fn data(&mut self, byte: u8) {
        self.arguments.push(byte);
        let count = self.arguments.len();
        let wide = |bytes: &[u8]| usize::from(u16::from_le_bytes([bytes[0], bytes[1]]));
        match (self.command, self.arguments.as_slice()) {
            (0x24 | 0x26, _) => {
                let (column, row) = self.at;
                let memory = if self.command == 0x24 { &mut self.new } else { &mut self.old };
                memory[row * ROW_BYTES + column] = byte;
                self.at.0 += 1;
                if self.at.0 > self.columns.1 {
                    self.at = (self.columns.0, if row == self.rows.1 { self.rows.0 } else { row + 1 });
                }
            }
            (0x11, &[mode]) => assert_eq!(mode, 0x03, "columns first, both upwards"),
            (0x22, &[update]) => self.update = update,
            // The first wave of Waveshare's full table drives white pixels too.
            (0x32, &[first, ..]) if count == 1 => self.whole_waves = Some(first == 0x80),
            (0x44, &[from, to]) => self.columns = (from.into(), to.into()),
            (0x45, bytes @ [_, _, _, _]) => self.rows = (wide(bytes), wide(&bytes[2..])),
            (0x4e, &[column]) => self.at.0 = column.into(),
            (0x4f, bytes @ [_, _]) => self.at.1 = wide(bytes),
            _ => {}
        }
    }

    /// Command 0x20: does what 0x22 has chosen.
    fn activate(&mut self) {
        self.busy = 5;
        match self.update {
            0xc0 => {}
            0xc7 => {
                assert_eq!(
                    self.whole_waves,
                    Some(true),
                    "a refresh with the waves for changes leaves ghosts"
                );
                self.paper.clone_from(&self.new);
                self.refreshes += 1;
            }
            0x0f => {
                assert_eq!(self.whole_waves, Some(false), "a change with the waves for refreshes flashes");
                for (paper, (old, new)) in self.paper.iter_mut().zip(self.old.iter().zip(&self.new)) {
                    let changed = old ^ new;
                    *paper = *paper & !changed | new & changed;
                }
            }
            other => panic!("an update of kind {other:#04x}"),
        }
    }

    /// Whether people see ink at this place of the paper.
    fn seen(&self, at: Point) -> bool {
        let (x, y) = (usize::try_from(at.x).unwrap(), usize::try_from(at.y).unwrap());
        self.paper[y * ROW_BYTES + x / 8] & (0x80 >> (x % 8)) == 0
    }
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
        assert_eq!(chip.busy, 0, "it was spoken to while it draws");
        for operation in operations {
            let Operation::Write(bytes) = operation else { panic!("the paper is not read") };
            for &byte in *bytes {
                if chip.data_line { chip.data(byte) } else { chip.begin(byte) }
            }
        }
        Ok(())
    }
}

/// The lines of the controller.
#[derive(Debug, Clone)]
enum Line {
    Data(Bus),
    Reset(Bus),
    Busy(Bus),
}

impl digital::ErrorType for Line {
    type Error = Unplugged;
}

impl OutputPin for Line {
    fn set_low(&mut self) -> Result<(), Unplugged> {
        match self {
            Self::Data(bus) => bus.0.borrow_mut().data_line = false,
            // The memory stays, the rest begins anew.
            Self::Reset(bus) => {
                let mut chip = bus.0.borrow_mut();
                chip.at = (0, 0);
                chip.whole_waves = None;
            }
            Self::Busy(_) => panic!("the paper says this itself"),
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

impl InputPin for Line {
    fn is_high(&mut self) -> Result<bool, Unplugged> {
        let Self::Busy(bus) = self else { panic!("only one line can be read") };
        let mut chip = bus.0.borrow_mut();
        let is_busy = chip.busy > 0;
        chip.busy = chip.busy.saturating_sub(u32::from(chip.busy < u32::MAX));
        Ok(is_busy)
    }

    fn is_low(&mut self) -> Result<bool, Unplugged> {
        self.is_high().map(|is_busy| !is_busy)
    }
}

type Parts = (Watched<Bus>, (Watched<Line>, Watched<Line>, Watched<Line>));

fn plug(bus: &Bus) -> Parts {
    let trouble = Trouble::default();
    let line = |line: fn(Bus) -> Line| trouble.watch(line(bus.clone()));
    (trouble.watch(bus.clone()), (line(Line::Data), line(Line::Reset), line(Line::Busy)))
}

fn paper(bus: &Bus) -> Result<Paper<Bus, Line, Line, NoDelay>, PanelError> {
    let (spi, lines) = plug(bus);
    Paper::new(spi, lines, NoDelay, REST)
}

#[test]
fn paper_shows_the_frame_in_ink() {
    for (rotation, size) in [(Rotation::Right, (296, 128)), (Rotation::Upright, (128, 296))] {
        let bus = Bus(Rc::new(RefCell::new(Chip::new())));
        let mut paper = paper(&bus).unwrap();
        assert_eq!(paper.rest(), REST);
        let screen = Screen::new(Size::new(size.0, size.1));
        check(&mut paper, screen, rotation, |at| bus.0.borrow().seen(at), light);
        assert_eq!(bus.0.borrow().refreshes, 1, "only the first picture flashes");
    }
}

#[test]
fn after_thirty_changes_the_paper_is_refreshed() {
    let bus = Bus(Rc::new(RefCell::new(Chip::new())));
    let mut paper = paper(&bus).unwrap();
    let (mut screen, mut canvas) = (Screen::new(Size::new(296, 128)), paper.canvas());
    let mut refreshed = Vec::new();
    for count in 1..=63 {
        let area = screen.show(&hall(&format!("A{count:03}"), 1));
        send(&mut paper, &mut canvas, screen.frame(), area, Rotation::Right).unwrap();
        if refreshed.len() < bus.0.borrow().refreshes as usize {
            refreshed.push(count);
        }
    }
    assert_eq!(refreshed, [1, 32, 63]);
}

#[test]
fn paper_that_fails_or_is_busy_for_ever_is_told_in_words() {
    let bus = Bus(Rc::new(RefCell::new(Chip::new())));
    let mut first = paper(&bus).unwrap();
    let canvas = first.canvas();
    first.show(&canvas, &canvas.area()).unwrap();
    bus.0.borrow_mut().plugged = false;
    let why = |operation, why: &str| Err(PanelError { operation, why: why.to_owned() });
    assert_eq!(first.show(&canvas, &canvas.area()), why("drawing", "nobody answers"));
    // A line without anything at its end.
    bus.0.borrow_mut().busy = u32::MAX;
    let busy = "it has been busy for 20 seconds; is it plugged in?";
    let mut chip = Chip::new();
    chip.busy = u32::MAX;
    let bus = Bus(Rc::new(RefCell::new(chip)));
    let floats = FloatingBus(bus.clone());
    let trouble = Trouble::default();
    let line = |line: fn(Bus) -> Line| trouble.watch(line(bus.clone()));
    let lines = (line(Line::Data), line(Line::Reset), line(Line::Busy));
    let none = Paper::new(trouble.watch(floats), lines, NoDelay, REST).map(drop);
    assert_eq!(none, why("setting it up", busy));
}

/// A bus with nothing on it: what is sent is lost.
#[derive(Debug)]
struct FloatingBus(#[expect(dead_code, reason = "shares the lines' type")] Bus);

impl spi::ErrorType for FloatingBus {
    type Error = Unplugged;
}

impl SpiDevice for FloatingBus {
    fn transaction(&mut self, _: &mut [Operation<'_, u8>]) -> Result<(), Unplugged> {
        Ok(())
    }
}
