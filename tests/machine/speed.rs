//! How soon a press is on the cable of a printer at USB, beside the same bytes written bare to the device file.
//!
//! The figures are those of an emulated machine: they are printed for people to compare, and nothing hangs on them. Keys are
//! pressed, because the kernel tells their edges at once, and holds back those of a line until it has stopped bouncing.

#![expect(clippy::print_stdout, reason = "what is measured is for whoever started the machine")]

use super::chip::Chip;
use super::gadget::Gadget;
use super::keypad::Keypad;
use super::printer::{PACKET_BYTES, open_raw};
use super::printers::{branch_with, serial, usb};
use super::record::Record;
use super::{FINGER, LAMP_1, LINES};
use evdev::KeyCode;
use rustix::fs::OFlags;
use rustix::io::{Errno, read, write};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Presses of a key, and slips that are written bare.
const TIMES: u32 = 20;
/// Nobody waits for paper here.
const SPEED_MM_S: u32 = 200;

/// A cable.
struct Wire {
    /// For people.
    name: &'static str,
    gadget: Gadget,
    /// The printer in the board file.
    entry: &'static str,
    /// The device files at both ends.
    near: &'static str,
    far: &'static str,
}

fn measure(wire: &Wire) {
    let (pressed, job) = press(wire);
    let bare = bare(wire, &job);
    let [pressed, bare] = [pressed, bare].map(|mut took| {
        took.sort_unstable();
        let ms = |at: usize| took[at].as_secs_f64() * 1000.0;
        format!("p50 {:.2} ms (shortest {:.2}, longest {:.2})", ms(took.len() / 2), ms(0), ms(took.len() - 1))
    });
    println!("\n{}, {TIMES} times, emulated:", wire.name);
    println!("  a finger leaves the key → first byte at the printer: {pressed}");
    println!("  the {} bytes of a slip written bare to {}: {bare}", job.len(), wire.near);
}

/// From the moment at which a key comes up until the first bytes of its slip are there; and the bytes of a slip.
fn press(wire: &Wire) -> (Vec<Duration>, Vec<u8>) {
    let chip = Chip::new("kiosk", &LINES);
    let mut keypad = Keypad::new("rinda keypad", &[KeyCode::KEY_KP3]);
    wire.gadget.plug_in();
    let (mut branch, printer) = branch_with(wire.entry, wire.far, SPEED_MM_S);
    branch.until("the keypad is found", || keypad.is_taken());
    let took = (1..=TIMES).map(|count| {
        branch.until("the printer is ready", || chip.value(LAMP_1));
        keypad.set(KeyCode::KEY_KP3, true);
        std::thread::sleep(FINGER);
        let begin = Instant::now();
        keypad.set(KeyCode::KEY_KP3, false);
        branch.until("the slip has begun", || printer.job_after(begin).is_some());
        let first = printer.job_after(begin).unwrap();
        branch.until("the slip is out", || branch.count("slip_printed") == count);
        first - begin
    });
    let took = took.collect();
    branch.stop();
    (took, Record::of(&branch).job("E001"))
}

/// From before the bytes are written until the first of them are at the other end.
fn bare(wire: &Wire, job: &[u8]) -> Vec<Duration> {
    // The kernel's own driver takes the printer, whoever had it before.
    wire.gadget.unplug();
    wire.gadget.plug_in();
    let [far, near] = [wire.far, wire.near].map(open_when_there);
    let (took, times) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| (0..TIMES).for_each(|_| took.send(swallow(&far, job.len())).unwrap()));
        let bare = (0..TIMES).map(|_| {
            std::thread::sleep(FINGER);
            let begin = Instant::now();
            write_all(&near, job);
            times.recv().unwrap() - begin
        });
        bare.collect()
    })
}

/// Neither end is there before both kernels know of each other.
fn open_when_there(path: &str) -> OwnedFd {
    loop {
        match open_raw(Path::new(path), OFlags::empty()) {
            Err(Errno::NOENT | Errno::NODEV) => std::thread::sleep(FINGER),
            opened => return opened.unwrap(),
        }
    }
}

fn write_all(near: impl AsFd, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        bytes = &bytes[write(&near, bytes).unwrap()..];
    }
}

/// Takes so many bytes, and tells when the first of them came.
fn swallow(far: &OwnedFd, bytes: usize) -> Instant {
    let mut packet = [0; PACKET_BYTES];
    let mut received = read(far, &mut packet[..]).unwrap();
    let first = Instant::now();
    while received < bytes {
        received += read(far, &mut packet[..]).unwrap();
    }
    first
}

#[test]
#[ignore = "needs USB gadgets: see tests/machine/run"]
fn printers_at_usb_are_measured() {
    const LP: (&str, &str) = ("/dev/usb/lp0", "/dev/g_printer0");
    let wire = |name, gadget, entry, (near, far)| Wire { name, gadget, entry, near, far };
    measure(&wire("the kernel's USB printer class", usb(), "driver = \"usb\"\nid = \"04b8:0e15\"", LP));
    let raw = "driver = \"usb_raw\"\nid = \"04b8:0e15\"\ndetach = true";
    measure(&wire("USB without the kernel's driver", usb(), raw, LP));
    let line = "driver = \"serial\"\npath = \"/dev/ttyACM0\"\nbaud = 115200\nflow = \"none\"";
    measure(&wire("a serial line at USB", serial(), line, ("/dev/ttyACM0", "/dev/ttyGS0")));
}
