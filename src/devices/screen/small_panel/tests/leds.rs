//! A chain of MAX7219, from Maxim's data sheet (19-4452): the shift register of figure 1, the registers of table 2.

use super::super::bus::Trouble;
use super::super::leds::Leds;
use super::super::{Driver, PanelError};
use super::{Unplugged, check, hall, light, send};
use crate::config::board::screen::Rotation;
use crate::scene::screen::Screen;
use embedded_graphics::prelude::*;
use embedded_hal::spi::{ErrorType, Operation, SpiDevice};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

const BRIGHTNESS: u8 = 4;

#[derive(Debug, Clone)]
struct Module {
    digits: [u8; 8],
    decode: u8,
    brightness: u8,
    scan_limit: u8,
    on: bool,
    test: bool,
}

impl Module {
    /// As after power comes on: in shutdown, and with anything in its registers.
    fn new() -> Self {
        Self { digits: [0xa5; 8], decode: 0, brightness: 0, scan_limit: 0, on: false, test: false }
    }

    fn latch(&mut self, [address, value]: [u8; 2]) {
        match address & 0x0f {
            0x0 => {}
            digit @ 0x1..=0x8 => self.digits[usize::from(digit) - 1] = value,
            0x9 => self.decode = value,
            0xa => self.brightness = value & 0x0f,
            0xb => self.scan_limit = value & 0x07,
            0xc => self.on = value & 1 == 1,
            0xf => self.test = value & 1 == 1,
            other => panic!("there is no register {other:#x}"),
        }
    }

    fn segments(&self, digit: u8) -> u8 {
        assert_eq!((self.decode, self.test, self.brightness), (0, false, BRIGHTNESS));
        if self.on && digit <= self.scan_limit { self.digits[usize::from(digit)] } else { 0 }
    }
}

/// Modules, the one at the cable first.
#[derive(Debug)]
struct Chain {
    modules: Vec<Module>,
    /// Two bytes for each module; what is shifted in pushes the rest towards the end of the chain.
    shift: VecDeque<u8>,
    plugged: bool,
}

impl Chain {
    fn of(modules: usize) -> Bus {
        let shift = std::iter::repeat_n(0, 2 * modules).collect();
        Bus(Rc::new(RefCell::new(Self { modules: vec![Module::new(); modules], shift, plugged: true })))
    }

    /// The module that people see at this place from the left: the chain begins at the right.
    fn module_at(&self, place: u8) -> &Module {
        &self.modules[self.modules.len() - 1 - usize::from(place)]
    }

    /// Whether people see a LED lit at this place of the rows.
    fn seen(&self, at: Point) -> bool {
        let (x, y) = (u8::try_from(at.x).unwrap(), u8::try_from(at.y).unwrap());
        self.module_at(x / 8).segments(y) & (0x80 >> (x % 8)) != 0
    }

    /// What people read: the figures whose segments are lit.
    fn text(&self) -> String {
        let digits = (0..8 * u8::try_from(self.modules.len()).unwrap())
            .map(|digit| self.module_at(digit / 8).segments(7 - digit % 8));
        let letter = |segments| match segments & 0x7f {
            0b0000_0000 => ' ',
            0b0111_1110 => '0',
            0b0011_0000 => '1',
            0b0110_1101 => '2',
            0b0111_1001 => '3',
            0b0011_0011 => '4',
            0b0111_1011 => '9',
            0b0111_0111 => 'A',
            0b0000_0101 => 'r',
            0b0000_0001 => '-',
            other => panic!("nobody can read {other:#09b}"),
        };
        digits.map(letter).collect()
    }
}

#[derive(Debug, Clone)]
struct Bus(Rc<RefCell<Chain>>);

impl ErrorType for Bus {
    type Error = Unplugged;
}

impl SpiDevice for Bus {
    fn transaction(&mut self, operations: &mut [Operation<'_, u8>]) -> Result<(), Unplugged> {
        let mut chain = self.0.borrow_mut();
        if !chain.plugged {
            return Err(Unplugged);
        }
        for operation in operations {
            let Operation::Write(bytes) = operation else { panic!("the chain cannot be read") };
            for &byte in *bytes {
                chain.shift.push_front(byte);
                chain.shift.pop_back();
            }
        }
        // The load line rises: every module takes its sixteen bits, the address of which came first.
        let shift: Vec<u8> = chain.shift.iter().copied().collect();
        for (module, bytes) in chain.modules.iter_mut().zip(shift.chunks(2)) {
            module.latch([bytes[1], bytes[0]]);
        }
        Ok(())
    }
}

#[test]
fn rows_of_leds_show_the_frame() {
    for (modules, rotation) in [(4, Rotation::Upright), (8, Rotation::Upright), (4, Rotation::Half)] {
        let bus = Chain::of(modules.into());
        let mut leds = Leds::matrix(Trouble::default().watch(bus.clone()), modules, BRIGHTNESS).unwrap();
        let screen = Screen::new(Size::new(8 * u32::from(modules), 8));
        check(&mut leds, screen, rotation, |at| bus.0.borrow().seen(at), light);
    }
}

#[test]
fn digits_show_number_and_counter() {
    let bus = Chain::of(1);
    let mut leds = Leds::digits(Trouble::default().watch(bus.clone()), 1, BRIGHTNESS).unwrap();
    let (mut screen, mut canvas) = (Screen::of_digits(8), leds.canvas());
    for (number, counter, expect) in
        [("A042", 3, "A042  03"), ("R3294", 12, "r3294 12"), ("A001", 1, "A001  01")]
    {
        let area = screen.show(&hall(number, counter));
        send(&mut leds, &mut canvas, screen.frame(), area, Rotation::Upright).unwrap();
        assert_eq!(bus.0.borrow().text(), expect);
    }
}

#[test]
fn leds_that_were_unplugged_without_a_word_are_right_after_a_look() {
    let bus = Chain::of(4);
    let mut leds = Leds::matrix(Trouble::default().watch(bus.clone()), 4, BRIGHTNESS).unwrap();
    let (mut screen, mut canvas) = (Screen::new(Size::new(32, 8)), leds.canvas());
    let area = screen.show(&hall("A042", 3));
    send(&mut leds, &mut canvas, screen.frame(), area, Rotation::Upright).unwrap();
    let picture = |bus: &Bus| -> Vec<bool> {
        screen.frame().bounding_box().points().map(|at| bus.0.borrow().seen(at)).collect()
    };
    let before = picture(&bus);
    bus.0.borrow_mut().modules.fill(Module::new());
    leds.look(&canvas).unwrap();
    assert_eq!(picture(&bus), before);
    assert!(before.contains(&true));
    bus.0.borrow_mut().plugged = false;
    let why = |operation| Err(PanelError { operation, why: "nobody answers".to_owned() });
    assert_eq!(leds.look(&canvas), why("looking after it"));
    let bus = Trouble::default().watch(bus);
    assert_eq!(Leds::digits(bus, 1, BRIGHTNESS).map(drop), why("setting it up"));
}
