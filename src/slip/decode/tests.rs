//! Encoding and decoding are each other's inverse, however the stream is split.

use super::super::bitmap::Bitmap;
use super::super::escpos::{BAND_BYTES_MAX, DLE, PrintJob, encode, job_bytes, job_of, part_remnant};
use super::*;
use crate::domain::ids::JobId;
use crate::domain::printer_profile::{Cut, CutCommand, Evidence, OnTimeout, Presenter, PrinterProfile};
use proptest::prelude::*;

fn profile(width_dots: u32, cut: Cut, evidence: Evidence) -> PrinterProfile {
    let dpi = if width_dots == 512 { 180 } else { 203 };
    PrinterProfile { width_dots, dpi, evidence, cut, ..PrinterProfile::COMMON }
}

/// A picture from bytes that are taken round and round.
fn picture(width_dots: u32, rows: usize, pattern: &[u8]) -> Bitmap {
    let mut bitmap = Bitmap::new(width_dots as usize, 0);
    let mut pattern = pattern.iter().copied().cycle();
    for _ in 0..rows {
        let row: Vec<u8> = pattern.by_ref().take(width_dots as usize / 8).collect();
        bitmap.push_row(&row);
    }
    bitmap
}

/// The picture as the printer gets it: no row spells a real-time command.
fn without_real_time_commands(bitmap: &Bitmap) -> Bitmap {
    let band = BAND_BYTES_MAX / bitmap.bytes_per_row() * bitmap.bytes_per_row();
    let mut bytes = bitmap.bytes().to_vec();
    for band in bytes.chunks_mut(band) {
        for at in 1..band.len() {
            if band[at - 1] == DLE && [0x04, 0x05, 0x14].contains(&band[at]) {
                band[at - 1] = 0;
            }
        }
    }
    let mut result = Bitmap::new(bitmap.width(), 0);
    bytes.chunks(bitmap.bytes_per_row()).for_each(|row| result.push_row(row));
    result
}

/// Decodes pieces of these sizes (the last one is repeated): rows of the picture, and everything else as text.
fn decode(bytes: &[u8], width_dots: u32, pieces: &[usize]) -> Result<(Bitmap, Vec<String>), DecodeError> {
    let mut decoder = Decoder::new(&profile(width_dots, Cut::Full, Evidence::JobEcho));
    let (mut bitmap, mut others) = (Bitmap::new(width_dots as usize, 0), Vec::new());
    let mut rest = bytes;
    let mut pieces = pieces.iter().copied().chain(std::iter::repeat(pieces.last().copied().unwrap_or(1)));
    while !rest.is_empty() {
        let (mut piece, after) = rest.split_at(pieces.next().unwrap().clamp(1, rest.len()));
        rest = after;
        while let Some(instruction) = decoder.next(&mut piece)? {
            if let Instruction::Row(row) = instruction {
                bitmap.push_row(row);
            } else {
                others.push(format!("{instruction:?}"));
            }
        }
        assert!(piece.is_empty(), "everything was taken");
    }
    decoder.finish().map(|()| (bitmap, others))
}

fn check(bytes: &[u8], expect: Result<&[&str], &str>) {
    let decoded = decode(bytes, 384, &[1]).map(|(_, others)| others).map_err(|error| error.to_string());
    assert_eq!(
        decoded,
        expect.map(|texts| texts.iter().map(ToString::to_string).collect()).map_err(str::to_owned)
    );
}

#[test]
fn commands_of_our_printers_are_known_and_others_are_errors() {
    check(&[0x1b, 0x40, 0x0a, 0x1b, 0x64, 3], Ok(&["Initialise", "FeedLines(1)", "FeedLines(3)"]));
    check(&[0x1b, 0x4a, 9, 0x1d, 0x61, 0], Ok(&["FeedUnits(9)", "AutomaticStatus(0)"]));
    check(
        &[0x1d, 0x56, 0, 0x1d, 0x56, 66, 5],
        Ok(&["Cut { full: true, feed_units: None }", "Cut { full: false, feed_units: Some(5) }"]),
    );
    check(
        &[0x1b, 0x69, 0x1b, 0x6d],
        Ok(&["Cut { full: true, feed_units: None }", "Cut { full: false, feed_units: None }"]),
    );
    check(&[0x1c, 0x50, 16, 1, b'R', 20], Ok(&["Present { steps: 16, retract: true, timeout_s: 20 }"]));
    check(&[0x1c, 0x50, 16, 1, b'X'], Err("unknown command [1c, 50, 10, 01, 58] at byte 0"));
    check(&[0x10, 4, 0x14], Ok(&["RealTimeStatus(20)"]));
    check(&[0x10, 4, 1, 0x10, 5, 2], Ok(&["RealTimeStatus(1)", "Recover(2)"]));
    check(&[0x1d, 0x49, 67], Ok(&["Name(67)"]));
    check(&[0x10, 0x14, 8, 1, 3, 0x14, 1, 6, 2, 8, 0x1d, 0x72, 1], Ok(&["ClearBuffer", "QueuedStatus(1)"]));
    check(&[0x1d, 0x28, 0x48, 6, 0, 48, 48, 0x21, 0x22, 0x7d, 0x7e], Ok(&["EchoJob([33, 34, 125, 126])"]));
    check(&[0x0a, 0x41], Err("unknown command [41] at byte 1"));
    check(&[0x1b, 0x40, 0x1d, 0x56, 3], Err("unknown command [1d, 56, 03] at byte 2"));
    check(&[0x10, 0x14, 8, 1, 4], Err("unknown command [10, 14, 08, 01, 04] at byte 0"));
    check(&[0x1d, 0x76, 0x30, 1], Err("unknown command [1d, 76, 30, 01] at byte 0"));
    check(
        &[0x1d, 0x76, 0x30, 0, 49, 0, 1, 0],
        Err("a picture of 49 bytes per row at byte 0; the printer has 48"),
    );
    check(&[0x0a, 0x1b], Err("the stream ends at byte 2 within a command"));
    check(&[0x1d, 0x76, 0x30, 0, 2, 0, 1, 0, 0xff], Err("the stream ends at byte 9 within a command"));
}

#[test]
fn a_decoder_stays_in_its_error_until_it_is_reset() {
    let mut decoder = Decoder::new(&PrinterProfile { width_dots: 384, ..PrinterProfile::COMMON });
    let mut input: &[u8] = &[0x41, 0x0a];
    let error = decoder.next(&mut input).unwrap_err();
    assert_eq!(decoder.next(&mut input), Err(error.clone()));
    assert_eq!(decoder.finish(), Err(error));
    decoder.reset();
    assert_eq!(decoder.next(&mut input), Ok(Some(Instruction::FeedLines(1))));
}

#[test]
fn a_job_ends_with_its_cut_and_its_question() {
    let check = |cut, evidence, expect: &[&str]| {
        let job = encode(JobId(94 + 1), &picture(384, 3, &[1]), &profile(384, cut, evidence));
        let (_, others) = decode(&job.bytes, 384, &[usize::MAX]).unwrap();
        assert_eq!(others, expect);
    };
    check(
        Cut::Partial,
        Evidence::JobEcho,
        &["Initialise", "Cut { full: false, feed_units: Some(0) }", "EchoJob([33, 33, 34, 34])"],
    );
    check(Cut::None, Evidence::QueuedStatus, &["Initialise", "FeedLines(4)", "QueuedStatus(1)"]);
    let remnant = part_remnant(&profile(384, Cut::Full, Evidence::JobEcho));
    let (_, others) = decode(&remnant, 384, &[1]).unwrap();
    assert_eq!(others, ["Initialise", "Cut { full: true, feed_units: Some(0) }"]);
}

#[test]
fn a_slip_is_cut_where_it_is_or_held_out_as_the_printer_can() {
    let check = |profile: PrinterProfile, expect: &[&str]| {
        let job = encode(JobId(0), &picture(384, 3, &[1]), &profile);
        let (_, others) = decode(&job.bytes, 384, &[1]).unwrap();
        assert_eq!(others, [&["Initialise"][..], expect, &["EchoJob([33, 33, 33, 33])"]].concat());
    };
    let plain = profile(384, Cut::Full, Evidence::JobEcho);
    let esc = PrinterProfile { cut_command: CutCommand::Esc, ..plain };
    check(esc, &["FeedLines(4)", "Cut { full: true, feed_units: None }"]);
    let presents = |on_timeout| {
        let presenter = Some(Presenter { present_mm: 80, timeout_s: 20, on_timeout });
        PrinterProfile { presenter, ..plain }
    };
    check(presents(OnTimeout::Retract), &["Present { steps: 16, retract: true, timeout_s: 20 }"]);
    check(presents(OnTimeout::Eject), &["Present { steps: 16, retract: false, timeout_s: 20 }"]);
    check(presents(OnTimeout::Hold), &["Present { steps: 16, retract: false, timeout_s: 0 }"]);
}

#[test]
fn every_job_id_has_four_printable_bytes_of_its_own() {
    for id in (0..JobId::COUNT).step_by(9973).chain([JobId::COUNT - 1]) {
        let bytes = job_bytes(JobId(id));
        assert!(bytes.iter().all(|byte| (0x21..=0x7e).contains(byte)));
        assert_eq!(job_of(bytes), Some(JobId(id)));
    }
    assert_eq!(job_of([0x20, 0x21, 0x21, 0x21]), None);
}

fn any_job() -> impl Strategy<Value = (Bitmap, u32, PrintJob)> {
    let width = prop::sample::select(vec![384u32, 512, 576, 640]);
    let byte = prop_oneof![any::<u8>(), prop::sample::select(vec![DLE, 4, 5, 0x14, 8, 1])];
    let cut = prop::sample::select(vec![Cut::Full, Cut::Partial, Cut::None]);
    let evidence = prop::sample::select(vec![Evidence::JobEcho, Evidence::QueuedStatus]);
    let job = (width, 0usize..150, prop::collection::vec(byte, 1..300), cut, evidence, 0..JobId::COUNT);
    job.prop_map(|(width, rows, pattern, cut, evidence, id)| {
        let bitmap = picture(width, rows, &pattern);
        let job = encode(JobId(id), &bitmap, &profile(width, cut, evidence));
        (bitmap, width, job)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_was_encoded_is_decoded_from_every_split(
        (bitmap, width, job) in any_job(),
        pieces in prop::collection::vec(1usize..5000, 1..40),
    ) {
        let (decoded, others) = decode(&job.bytes, width, &pieces).unwrap();
        prop_assert_eq!(&decoded, &without_real_time_commands(&bitmap));
        prop_assert_eq!(others.len(), 3);
        let real_time = job.bytes.windows(2).find(|two| two[0] == DLE && [4, 5, 0x14].contains(&two[1]));
        prop_assert_eq!(real_time, None);
    }

    #[test]
    fn less_than_the_picture_is_never_a_whole_picture((bitmap, width, job) in any_job(), cut in any::<prop::sample::Index>()) {
        let sent = cut.index(job.picture_bytes);
        let mut decoder = Decoder::new(&profile(width, Cut::Full, Evidence::JobEcho));
        let mut rest = &job.bytes[..sent];
        let mut rows = 0;
        while let Some(instruction) = decoder.next(&mut rest).unwrap() {
            rows += usize::from(matches!(instruction, Instruction::Row(_)));
        }
        prop_assert!(rows < bitmap.height() || bitmap.height() == 0);
    }

    #[test]
    fn garbled_bytes_end_in_an_error_or_in_other_instructions_and_never_in_a_panic(
        (_, width, job) in any_job(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
        pieces in prop::collection::vec(1usize..5000, 1..10),
    ) {
        let mut bytes = job.bytes;
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let whole = decode(&bytes, width, &[usize::MAX]);
        prop_assert_eq!(decode(&bytes, width, &pieces), whole);
    }
}
