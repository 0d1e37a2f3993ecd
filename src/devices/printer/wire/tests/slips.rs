//! Slips over real wires, which are pulled out and plugged in again.

use super::tools::{Bench, Desk, Medium, PROFILE, skip};
use crate::config::board::printer::FlowControl;
use crate::devices::virtual_printer::Mechanics;
use crate::domain::command::SlipOutcome;
use crate::domain::event::{PrintEvidence, SlipTrouble};
use crate::domain::kiosk::PrinterState;
use std::time::Duration;

const PRINTED: SlipOutcome = SlipOutcome::Printed(PrintEvidence::JobEcho);
/// 10 mm.
const SHORT: usize = 80;
/// As much as the kernel takes at once on behalf of a printer: a terminal of it takes 11 KiB, which are 240 rows.
const WHOLE: usize = 160;
/// More than it takes.
const LONG: usize = 6_000;

const FAST: Mechanics = Mechanics {
    buffer_bytes: 16 * 1024,
    real_time_when_full: true,
    automatic_status: false,
    speed_mm_s: PROFILE.speed_mm_s_max,
    cut_ms: 10,
    roll_mm: 80_000,
    near_end_mm: 4_000,
};

async fn prints(medium: Medium, mechanics: Mechanics, rows: usize) {
    let mut bench = Bench::new(medium, mechanics);
    bench.plug_in();
    let mut desk = Desk::new(bench.wire());
    desk.start(1, rows).await;
    assert_eq!(desk.outcome(1).await, PRINTED);
    assert_eq!(bench.printed(1), (rows, 1));
    assert_eq!(desk.states, [PrinterState::Ready]);
}

#[tokio::test]
async fn a_slip_prints_over_usb_found_by_path() {
    prints(Medium::UsbPath, FAST, SHORT).await;
}

#[tokio::test]
async fn a_slip_prints_over_usb_found_by_its_ids() {
    prints(Medium::UsbId, FAST, SHORT).await;
}

#[tokio::test]
async fn a_slip_prints_over_a_serial_line() {
    prints(Medium::Serial(FlowControl::None), FAST, SHORT).await;
    prints(Medium::Serial(FlowControl::RtsCts), FAST, SHORT).await;
}

#[tokio::test]
async fn a_slip_prints_over_the_network() {
    prints(Medium::Network, FAST, SHORT).await;
}

#[tokio::test]
async fn a_slip_prints_on_a_printer_that_says_stop_again_and_again() {
    let small = Mechanics { buffer_bytes: 512, ..FAST };
    prints(Medium::Serial(FlowControl::XonXoff), small, 2 * SHORT).await;
}

#[tokio::test]
async fn letters_that_a_new_line_has_echoed_are_on_no_slip() {
    let mut bench = Bench::new(Medium::EchoingSerial, Mechanics { automatic_status: true, ..FAST });
    bench.plug_in();
    // The status that it tells by itself comes back as letters, `^` and one more for each byte.
    bench.heard.clone().wait_for(|heard| *heard == 8).await.unwrap();
    let mut desk = Desk::new(bench.wire());
    desk.start(1, SHORT).await;
    assert_eq!(desk.outcome(1).await, PRINTED);
    assert_eq!(bench.printed(1), (SHORT, 1));
}

/// Pulls the cable out when the printer has heard so much of a job of so many rows, and plugs it in again.
async fn interrupted(medium: Medium, rows: usize, heard: usize, expected: SlipOutcome) {
    let slow = Mechanics { buffer_bytes: 512, ..FAST };
    let mut bench = Bench::new(medium, slow);
    bench.plug_in();
    let mut desk = Desk::new(bench.wire());
    desk.ready().await;
    let before = *bench.heard.borrow();
    desk.start(1, rows).await;
    let mut progress = bench.heard.clone();
    tokio::select! {
        _ = progress.wait_for(|now| *now >= before + heard) => {}
        outcome = desk.outcome(1) => panic!("{outcome:?} before the cable was pulled out"),
    }
    bench.pull_out().await;
    assert_eq!(desk.outcome(1).await, expected);
    assert_eq!(desk.states, [PrinterState::Ready, PrinterState::Silent]);
    bench.plug_in();
    skip(Duration::from_secs(1)).await;
    desk.ready().await;
    desk.start(2, SHORT).await;
    assert_eq!(desk.outcome(2).await, PRINTED);
    let (rows_printed, pieces) = bench.printed(1);
    assert!(rows_printed > 0 && rows_printed < rows && pieces == 1, "{rows_printed} rows on {pieces} pieces");
    assert_eq!(bench.printed(2), (SHORT, 1));
}

const UNCERTAIN: SlipOutcome = SlipOutcome::Uncertain(SlipTrouble::NoAnswer);
const FAILED: SlipOutcome = SlipOutcome::Failed(SlipTrouble::NoAnswer);

#[tokio::test]
async fn a_slip_that_was_all_sent_is_uncertain_when_the_cable_is_pulled_out() {
    interrupted(Medium::UsbId, WHOLE, 4_000, UNCERTAIN).await;
}

#[tokio::test]
async fn the_same_on_a_serial_line() {
    interrupted(Medium::Serial(FlowControl::None), WHOLE, 4_000, UNCERTAIN).await;
}

#[tokio::test]
async fn a_slip_of_which_a_part_was_sent_has_failed_when_the_cable_is_pulled_out() {
    interrupted(Medium::UsbPath, LONG, 4_000, FAILED).await;
}

#[tokio::test]
async fn the_same_when_the_network_resets_the_connection() {
    interrupted(Medium::Network, LONG, 4_000, FAILED).await;
}
