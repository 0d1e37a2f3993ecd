//! Printers at the machine's USB: what people have in their hands when the cable is pulled out, or the paper ends.

use super::branch::Branch;
use super::chip::Chip;
use super::gadget::Gadget;
use super::printer::Printer;
use super::record::{Record, read_config};
use super::{BOARD, BUTTON_1, LAMP_1, LINES, press};
use rinda::domain::ids::KioskId;

/// A job is longer, so that the cable can be pulled out within it.
const BEGINNING_BYTES: usize = 2_000;
/// Slow enough for a hand that pulls the plug while a slip is printed.
const SPEED_MM_S: u32 = 50;
/// The length of a new roll.
const ROLL_MM: u32 = 80_000;

/// A printer of the USB printer class. It is not plugged in.
pub(crate) fn usb() -> Gadget {
    // With one buffer in the gadget's kernel a job does not fit into the way to the printer.
    Gadget::new((0x04b8, 0x0e15), "printer.0", &[("q_len", "1"), ("pnp_string", "MFG:EPSON;CLS:PRINTER;")])
}

/// A serial line at USB. It is not plugged in.
pub(crate) fn serial() -> Gadget {
    Gadget::new((0x0525, 0xa4a7), "acm.0", &[])
}

fn branch(cable: &str, far_end: &str) -> (Branch, Printer) {
    branch_with(cable, far_end, SPEED_MM_S)
}

/// A branch whose first kiosk has this printer, its day open, and the printer.
pub(crate) fn branch_with(cable: &str, far_end: &str, speed_mm_s: u32) -> (Branch, Printer) {
    let virtual_one = "[kiosk.1.printer]\ndriver = \"virtual\"\nwidth_dots = 384";
    let board = BOARD.replace(virtual_one, &format!("[kiosk.1.printer]\n{cable}\nwidth_dots = 576"));
    assert_ne!(board, BOARD, "the board has a virtual printer");
    let mut branch = Branch::new(&board);
    let profile = read_config(branch.directory()).board.kiosks[&KioskId(1)].printer.profile;
    branch.start();
    branch.open_day();
    (branch, Printer::new(far_end, profile, speed_mm_s))
}

/// The plug is pulled out within a slip, and again when the slip is out and the printer has not said so. `cut_off` is what
/// the branch can know about the first.
fn check_plugs(gadget: &Gadget, (mut branch, printer): (Branch, Printer), chip: &Chip, cut_off: &str) {
    branch.until("the printer is missed", || branch.faults().contains("The printer does not answer"));
    gadget.plug_in();
    branch.until("the printer is found", || chip.value(LAMP_1));
    press(chip, BUTTON_1);
    branch.until("the slip is out", || branch.count("slip_printed") == 1);

    branch.until("the printer is ready", || chip.value(LAMP_1));
    printer.jam_after(BEGINNING_BYTES);
    press(chip, BUTTON_1);
    branch.until("a slip has begun", || printer.is_jammed());
    printer.unplug(gadget);
    branch.until("it is known what is known", || branch.count(cut_off) == 1);
    branch.until("the lamp is dark", || !chip.value(LAMP_1));
    branch.until("that is said in words", || branch.faults().contains("The printer does not answer"));
    printer.unjam();
    printer.plug_in(gadget);
    branch.until("the printer is found again", || chip.value(LAMP_1));
    assert!(!branch.faults().contains("printer"), "{}", branch.faults());

    let (before, uncertain) = (printer.pieces(), branch.count("slip_uncertain"));
    press(chip, BUTTON_1);
    branch.until("the half is cut off", || printer.pieces() > before);
    printer.with(|printer, now_ms| printer.set_silent(now_ms, true));
    let slip = Record::of(&branch).slip("A003");
    branch.until("the slip is out", || printer.count(&slip) == 1);
    printer.unplug(gadget);
    branch.until("nobody knows whether it is", || branch.count("slip_uncertain") == uncertain + 1);
    branch.until("the lamp is dark", || !chip.value(LAMP_1));
    // A terminal that was just plugged in would echo to the printer what it says before anybody has set the terminal.
    branch.until("the printer has nothing more to say", || printer.with(|printer, _| !printer.holds_bytes()));
    printer.with(|printer, now_ms| printer.set_silent(now_ms, false));
    printer.plug_in(gadget);
    branch.until("the printer is found again", || chip.value(LAMP_1));
    press(chip, BUTTON_1);
    branch.until("the last slip is out", || branch.count("slip_printed") == 2);
    branch.stop();

    let record = Record::of(&branch);
    let papers = ["A001", "A002", "A003", "A004"].map(|number| printer.count(&record.slip(number)));
    assert_eq!(papers, [1, 0, 1, 1], "one slip for each number, and none for the one that was cut off");
}

#[test]
#[ignore = "needs a USB gadget: see tests/machine/run"]
fn a_usb_printer_may_come_and_go() {
    let (chip, gadget) = (Chip::new("kiosk", &LINES), usb());
    let cable = "driver = \"usb\"\nid = \"04b8:0e15\"";
    check_plugs(&gadget, branch(cable, "/dev/g_printer0"), &chip, "slip_failed");
}

#[test]
#[ignore = "needs a USB gadget: see tests/machine/run"]
fn a_usb_printer_without_the_kernels_driver_may_come_and_go() {
    let (chip, gadget) = (Chip::new("kiosk", &LINES), usb());
    // The kernel's driver is there at each plug, and it is taken away from it.
    let cable = "driver = \"usb_raw\"\nid = \"04b8:0e15\"\ndetach = true";
    check_plugs(&gadget, branch(cable, "/dev/g_printer0"), &chip, "slip_failed");
}

#[test]
#[ignore = "needs a USB gadget: see tests/machine/run"]
fn a_usb_printer_that_the_kernels_driver_holds_is_left_to_it_until_it_lets_go() {
    let (chip, gadget) = (Chip::new("kiosk", &LINES), usb());
    gadget.plug_in();
    let (mut branch, _printer) = branch("driver = \"usb_raw\"\nid = \"04b8:0e15\"", "/dev/g_printer0");
    branch.until("the printer is missed", || branch.faults().contains("The printer does not answer"));
    assert!(!chip.value(LAMP_1));
    gadget.let_go("usblp");
    branch.until("the printer is found", || chip.value(LAMP_1));
    press(&chip, BUTTON_1);
    branch.until("the slip is out", || branch.count("slip_printed") == 1);
    branch.stop();
}

#[test]
#[ignore = "needs a USB gadget: see tests/machine/run"]
fn a_serial_printer_at_usb_may_come_and_go() {
    let (chip, gadget) = (Chip::new("kiosk", &LINES), serial());
    let cable = "driver = \"serial\"\npath = \"/dev/ttyACM0\"\nbaud = 115200\nflow = \"none\"";
    // The kernels at both ends have room for a whole job: all of it was taken, and nobody knows how far it came.
    check_plugs(&gadget, branch(cable, "/dev/ttyGS0"), &chip, "slip_uncertain");
}

#[test]
#[ignore = "needs a USB gadget: see tests/machine/run"]
fn a_usb_printer_without_paper_is_a_fault_in_words() {
    let (chip, gadget) = (Chip::new("kiosk", &LINES), usb());
    gadget.plug_in();
    let (mut branch, printer) = branch("driver = \"usb\"\nid = \"04b8:0e15\"", "/dev/g_printer0");
    branch.until("the lamp is lit", || chip.value(LAMP_1));
    printer.with(|printer, now_ms| printer.shorten_roll(now_ms, 0));
    branch.until("the lamp is dark", || !chip.value(LAMP_1));
    assert!(branch.faults().contains("The printer is out of paper"), "{}", branch.faults());
    press(&chip, BUTTON_1);
    printer.with(|printer, now_ms| printer.load_roll(now_ms, ROLL_MM));
    branch.until("the lamp is lit again", || chip.value(LAMP_1));
    assert!(!branch.faults().contains("printer"), "{}", branch.faults());
    press(&chip, BUTTON_1);
    branch.until("the slip is out", || branch.count("slip_printed") == 1);
    branch.stop();
    assert_eq!(branch.count("ticket_taken"), 1, "a refused press takes no number");
    assert_eq!(printer.count(&Record::of(&branch).slip("A001")), 1);
}
