use super::*;
use crate::domain::ids::JobId;
use crate::slip::escpos::{CLEAR_BUFFER, PrintJob, encode};

const PROFILE: PrinterProfile =
    PrinterProfile { width_dots: 384, speed_mm_s_max: 100, ..PrinterProfile::COMMON };

/// 200 rows: 25 mm, a quarter of a second at 100 mm/s.
const ROWS: usize = 200;

fn printer(mechanics: Mechanics) -> VirtualPrinter {
    VirtualPrinter::new(PROFILE, mechanics)
}

fn mechanics() -> Mechanics {
    Mechanics { speed_mm_s: 100, ..Mechanics::default() }
}

fn picture() -> Bitmap {
    let mut picture = Bitmap::new(384, ROWS);
    (0..ROWS).step_by(2).for_each(|y| picture.fill(y, y, 50, 1));
    picture
}

fn job() -> PrintJob {
    encode(JobId(0), &picture(), &PROFILE)
}

const NOTHING: [u8; 0] = [];

const ECHO: [u8; 7] = [0x37, 0x22, 0x21, 0x21, 0x21, 0x21, 0];

/// The four real-time statuses.
fn status(printer: &mut VirtualPrinter, now_ms: u64) -> Vec<u8> {
    let query = [0x10, 4, 1, 0x10, 4, 2, 0x10, 4, 3, 0x10, 4, 4];
    assert_eq!(printer.write(now_ms, &query), query.len());
    printer.read(now_ms)
}

#[test]
fn status_bytes_are_the_measured_ones() {
    let check = |change: &dyn Fn(&mut VirtualPrinter), expect: [u8; 4]| {
        let mut printer = printer(mechanics());
        change(&mut printer);
        assert_eq!(status(&mut printer, 0), expect);
    };
    check(&|_| {}, [0x12, 0x12, 0x12, 0x12]);
    check(&|printer| printer.load_roll(0, 3_000), [0x12, 0x12, 0x12, 0x1e]);
    check(&|printer| printer.shorten_roll(0, 0), [0x1a, 0x32, 0x12, 0x7e]);
    check(&|printer| printer.set_cover_open(0, true), [0x1a, 0x16, 0x12, 0x12]);
    check(&|printer| printer.set_offline(0, true), [0x1a, 0x12, 0x12, 0x12]);
    check(&|printer| printer.set_overheated(0, true), [0x1a, 0x52, 0x52, 0x12]);
    check(&|printer| printer.set_broken(0, true), [0x1a, 0x52, 0x32, 0x12]);
}

#[test]
fn a_job_comes_out_after_its_time_and_is_echoed_after_the_cut() {
    let mut printer = printer(mechanics());
    let job = job();
    assert_eq!(printer.write(1000, &job.bytes), job.bytes.len());
    // 25 mm of picture and 14 mm to the cutter take 390 ms, the cut 250 ms.
    assert_eq!(printer.read(1380), NOTHING);
    assert_eq!(printer.pieces().len(), 0);
    assert_eq!(printer.read(1400), NOTHING);
    assert_eq!(printer.pieces().len(), 1);
    assert!(printer.poll_deadline().is_some());
    assert_eq!(printer.read(1650), ECHO);
    assert_eq!(printer.poll_deadline(), None);
    let piece = &printer.pieces()[0];
    assert_eq!((&piece.picture, piece.ending), (&picture(), Ending::Cut));
    assert!((39..=41).contains(&(80_000 - printer.roll_mm())));
}

#[test]
fn a_job_under_way_when_the_paper_ends_stays_half_printed_and_goes_on_after_the_refill() {
    let mut printer = printer(mechanics());
    printer.load_roll(0, 12);
    let job = job();
    printer.write(0, &job.bytes);
    assert_eq!(printer.read(5000), NOTHING);
    assert!((90..100).contains(&printer.mouth().height()));
    printer.load_roll(6000, 80_000);
    assert_eq!(printer.pieces()[0].ending, Ending::Torn);
    assert_eq!(printer.read(7000), ECHO, "a ghost");
    assert_eq!(printer.pieces()[1].ending, Ending::Cut);
    assert_eq!(printer.pieces()[0].picture.height() + printer.pieces()[1].picture.height(), ROWS);
}

#[test]
fn what_was_cleared_is_not_printed_after_the_refill() {
    let mut printer = printer(mechanics());
    printer.shorten_roll(0, 0);
    printer.write(0, &job().bytes);
    printer.write(10, &CLEAR_BUFFER);
    assert_eq!(printer.read(10), CLEARED);
    printer.load_roll(20, 80_000);
    assert_eq!((printer.read(9000).len(), printer.mouth().height(), printer.pieces().len()), (0, 0, 0));
}

#[test]
fn a_full_buffer_takes_only_what_was_printed_and_perhaps_real_time_commands() {
    let small = Mechanics { buffer_bytes: 1024, ..mechanics() };
    for real_time_when_full in [true, false] {
        let mut printer = printer(Mechanics { real_time_when_full, ..small });
        printer.set_cover_open(0, true);
        let job = job();
        assert_eq!(printer.write(0, &job.bytes), 1024);
        assert_eq!(printer.write(0, &job.bytes[1024..]), 0);
        assert_eq!(printer.write(0, &[0x10, 4, 1]), if real_time_when_full { 3 } else { 0 });
        printer.set_cover_open(50, false);
        let sent = 1024 + printer.write(150, &job.bytes[1024..]);
        assert!((1500..6000).contains(&sent), "room for what 100 ms have printed");
    }
}

#[test]
fn a_query_inside_a_picture_is_answered_and_spoils_the_picture() {
    let mut printer = printer(mechanics());
    let mut bytes = job().bytes;
    bytes.splice(100..100, [0x10, 4, 1]);
    printer.write(0, &bytes);
    assert_eq!(printer.read(0), [0x12]);
    assert_eq!(printer.read(1000), ECHO, "the picture's last bytes are no command, and white");
    assert_ne!(printer.pieces()[0].picture, picture());
}

#[test]
fn without_its_line_it_prints_and_says_nothing_and_without_power_it_forgets() {
    let mut printer = printer(mechanics());
    printer.set_silent(0, true);
    printer.write(0, &job().bytes);
    assert_eq!((printer.read(1000).len(), printer.pieces().len()), (0, 1));
    printer.set_silent(1000, false);
    printer.write(2000, &job().bytes);
    printer.set_power(2100, false);
    assert_eq!((printer.connection(), printer.write(2100, &[0x10, 4, 1])), (None, 0));
    printer.set_power(2200, true);
    assert_eq!(printer.connection(), Some(2));
    assert_eq!((printer.read(9000).len(), printer.pieces().len()), (0, 1));
    assert!((70..90).contains(&printer.mouth().height()));
}

#[test]
fn a_blocked_cutter_holds_the_slip_until_it_is_freed() {
    let mut printer = printer(mechanics());
    printer.set_cutter_blocked(0, true);
    assert_eq!(status(&mut printer, 0), [0x12; 4], "nobody knows it before the cut");
    printer.write(0, &job().bytes);
    assert_eq!(printer.read(1000), NOTHING);
    assert_eq!(status(&mut printer, 1000), [0x1a, 0x52, 0x1a, 0x12]);
    printer.set_cutter_blocked(1000, false);
    assert_eq!(printer.read(2000), ECHO);
}

#[test]
fn what_is_not_understood_stops_the_printer() {
    let mut printer = printer(mechanics());
    printer.write(0, b"A");
    assert_eq!(printer.fault().map(ToString::to_string).as_deref(), Some("unknown command [41] at byte 0"));
    assert_eq!(status(&mut printer, 0), [0x1a, 0x52, 0x32, 0x12]);
    printer.set_power(0, false);
    printer.set_power(0, true);
    assert_eq!(status(&mut printer, 0), [0x12; 4]);
}

#[test]
fn changes_are_told_without_being_asked_when_that_is_switched_on() {
    let mut printer = printer(Mechanics { automatic_status: true, ..mechanics() });
    assert_eq!(printer.read(0), [0x10, 0, 0, 0x0f]);
    printer.set_cover_open(0, true);
    assert_eq!(printer.read(0), [0x38, 0, 0, 0x0f]);
    printer.write(0, &[0x10, 4, 1]);
    printer.shorten_roll(1, 0);
    assert_eq!(printer.read(1), [0x1a, 0x38, 0, 0x0f, 0x0f]);
}

#[test]
fn a_printer_that_sees_paper_where_there_is_none_does_all_as_always() {
    let mut printer = printer(mechanics());
    printer.shorten_roll(0, 0);
    printer.set_lies(0, Lies { paper: PaperLie::Always, ..Lies::default() });
    assert_eq!(status(&mut printer, 0), [0x12, 0x12, 0x12, 0x1e]);
    let job = job();
    assert_eq!(printer.write(0, &job.bytes), job.bytes.len());
    assert_eq!(printer.read(10_000), ECHO);
    assert!(printer.rows_on_nothing() >= ROWS as u64);
    assert_eq!(printer.pieces().len() + printer.mouth().height(), 0);
}

#[test]
fn a_printer_that_hides_its_trouble_does_not_print_in_spite_of_it() {
    let mut printer = printer(mechanics());
    printer.set_lies(0, Lies { paper: PaperLie::Never, ..Lies::default() });
    assert_eq!(status(&mut printer, 0), [0x1a, 0x32, 0x12, 0x72]);
    printer.set_lies(0, Lies { all_is_well: true, ..printer.lies() });
    assert_eq!(status(&mut printer, 0), [0x12; 4]);
    printer.write(0, &job().bytes);
    assert_eq!(printer.read(10_000), NOTHING);
}
