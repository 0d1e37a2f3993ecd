//! Slips as text in every language: what a printer reads out of the bytes is what the slip says.

use super::*;
use crate::domain::ids::JobId;
use crate::domain::printer_profile::{CodePages, Evidence, Mode, TextAbilities};
use crate::domain::ticket::Language;
use crate::slip::bitmap::Bitmap;
use crate::slip::decode::{DecodeError, Decoder, Instruction};
use crate::slip::escpos::{DLE, PrintJob, encode_typed};
use crate::slip::layout::Layout;
use crate::slip::layout::tests::{full, usual};
use crate::wording::Words;
use proptest::prelude::*;

const EPSON: CodePages = CodePages([Some(51), Some(33), None, Some(46), Some(17)]);
const DOS: CodePages = CodePages([None, Some(95), None, None, Some(17)]);
const ISO: CodePages = CodePages([None, None, Some(27), None, None]);

fn profile(width_dots: u32, pages: CodePages, qr_code: bool) -> PrinterProfile {
    let text = TextAbilities { pages, qr_code, double_byte: false };
    PrinterProfile { width_dots, mode: Mode::Text, text, ..PrinterProfile::COMMON }
}

fn job(content: &SlipContent, profile: &PrinterProfile) -> (TypedSlip, PrintJob) {
    let modules = content.code.as_ref().and_then(|(url, _)| Layout::default().code_modules(url));
    let slip = TypedSlip::of(content, profile, modules);
    let job = encode_typed(JobId(1), &slip, profile);
    (slip, job)
}

/// What a printer sets, from pieces of this size, and everything else as text.
fn decode(
    bytes: &[u8],
    profile: &PrinterProfile,
    piece: usize,
) -> Result<(Vec<String>, Bitmap, Vec<String>), DecodeError> {
    let mut decoder = Decoder::new(profile);
    let width = usize::try_from(profile.width_dots).unwrap();
    let (mut texts, mut paper, mut others) = (Vec::new(), Bitmap::new(width, 0), Vec::new());
    for mut piece in bytes.chunks(piece) {
        while let Some(instruction) = decoder.next(&mut piece)? {
            if let Instruction::Typed { text, picture } = instruction {
                texts.push(text.to_owned());
                picture.bytes().chunks(picture.bytes_per_row()).for_each(|row| paper.push_row(row));
            } else if instruction == Instruction::FeedLines(1) {
                paper.push_white_rows(33);
            } else {
                others.push(format!("{instruction:?}"));
            }
        }
    }
    decoder.finish().map(|()| (texts, paper, others))
}

/// Without what is there for the eyes only.
fn bare(text: &str) -> String {
    text.chars().filter(|letter| !" ·-".contains(*letter)).collect()
}

/// All words of a slip from top to bottom, each text as it can be written.
fn words_of(content: &SlipContent, pages: CodePages, qr_code: bool) -> String {
    let mut texts: Vec<String> = content.copy.iter().cloned().collect();
    texts.extend([&content.office, &content.service, &content.number].map(Clone::clone));
    texts.extend(content.rows.iter().map(|(label, value)| [label.as_str(), value].concat()));
    texts.extend(content.note.clone());
    texts.extend(content.code.iter().filter(|_| qr_code).flat_map(|(url, text)| [url.clone(), text.clone()]));
    texts.push(content.foot.clone());
    let words = texts.iter().map(|text| typed(best_page(pages, text).map(|(page, _)| page), text));
    bare(&words.collect::<String>())
}

#[test]
fn lines_are_parted_between_words_and_long_words_anywhere() {
    let check = |text, expect: &[&str]| assert_eq!(wrap(text, 8), expect);
    check("a queue", &["a queue"]);
    check("a queue of people", &["a queue", "of", "people"]);
    check("in  a Warteschlange", &["in a", "Wartesch", "lange"]);
    check("", &[""]);
}

#[test]
fn the_printer_reads_every_word_of_the_slip_in_every_language() {
    let words = Words::load();
    for language in Language::ALL {
        for content in [usual(&words, language), full(&words, language, "W9999")] {
            for pages in [EPSON, DOS, ISO, CodePages::NONE] {
                for (width, qr_code) in [(384, true), (512, false), (576, true), (640, false)] {
                    let profile = profile(width, pages, qr_code);
                    let (_, job) = job(&content, &profile);
                    let (texts, _, _) = decode(&job.bytes, &profile, usize::MAX).unwrap();
                    assert_eq!(
                        bare(&texts.concat()),
                        words_of(&content, pages, qr_code),
                        "{language:?} {pages:?} {width}"
                    );
                }
            }
        }
    }
}

#[test]
fn each_text_is_in_a_page_that_has_its_letters() {
    let words = Words::load();
    let check = |language, pages, expect: &[(CodePage, u8)]| {
        let (slip, _) = job(&usual(&words, language), &profile(576, pages, true));
        let mut used: Vec<(CodePage, u8)> = Vec::new();
        for block in &slip.blocks {
            if let Block::Line(Line { page: Some(page), .. }) = block {
                used.push(*page);
            }
        }
        used.dedup();
        assert_eq!(used, expect, "{language:?}");
    };
    // The office's name is in Latvian, and has no other.
    let (windows_lv, windows_ru) = ((CodePage::Cp1257, 51), (CodePage::Cp1251, 46));
    let (dos_lv, dos_ru) = ((CodePage::Cp775, 95), (CodePage::Cp866, 17));
    check(Language::Lv, EPSON, &[windows_lv]);
    check(Language::Ru, EPSON, &[windows_lv, windows_ru]);
    check(Language::Uk, EPSON, &[windows_lv, windows_ru]);
    check(Language::Lv, DOS, &[dos_lv]);
    check(Language::Ru, DOS, &[dos_lv, dos_ru]);
    check(Language::Uk, DOS, &[dos_lv, dos_ru]);
    check(Language::Ru, CodePages::NONE, &[]);
}

#[test]
fn a_job_begins_and_ends_as_one_of_a_picture_does() {
    let content = usual(&Words::load(), Language::Lv);
    let double_byte = PrinterProfile {
        text: TextAbilities { pages: DOS, qr_code: false, double_byte: true },
        evidence: Evidence::QueuedStatus,
        ..profile(576, DOS, false)
    };
    let (_, job) = job(&content, &double_byte);
    assert_eq!(job.bytes[..7], [0x1b, 0x40, 0x1c, 0x2e, 0x1b, 0x74, 95]);
    assert!(job.bytes.ends_with(&[0x1d, 0x56, 66, 0, 0x1d, 0x72, 1]));
    let (_, paper, others) = decode(&job.bytes, &double_byte, 1).unwrap();
    assert_eq!(others, ["Initialise", "Cut { full: false, feed_units: Some(0) }", "QueuedStatus(1)"]);
    assert!(job.bytes.len() < 800, "{} bytes", job.bytes.len());
    assert!(job.rows as usize <= paper.height() && paper.height() <= job.rows as usize + 33);
    assert_eq!(job.bytes[job.picture_bytes - 1], 0x0a, "the last line is fed");
}

#[test]
fn a_phone_reads_the_code_that_the_printer_draws() {
    let content = usual(&Words::load(), Language::En);
    for width in [384, 576] {
        let profile = profile(width, EPSON, true);
        let (_, paper, _) = decode(&job(&content, &profile).1.bytes, &profile, 7).unwrap();
        let luma = |x, y| if paper.is_black(x, y) { 0 } else { 255 };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(paper.width(), paper.height(), luma);
        let read: Vec<String> = image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect();
        assert_eq!(read, [content.code.clone().unwrap().0]);
    }
}

#[test]
fn the_number_is_the_largest_thing_on_the_slip() {
    let slip = job(&usual(&Words::load(), Language::Uk), &profile(384, EPSON, true)).0;
    let lines = slip.blocks.iter().filter_map(|block| match block {
        Block::Line(line) => Some(line),
        Block::Blank | Block::Code { .. } => None,
    });
    let largest = lines.max_by_key(|line| line.scale.1).unwrap();
    assert_eq!((largest.text.as_str(), largest.scale), ("A042", (6, 6)));
}

fn any_job() -> impl Strategy<Value = (PrinterProfile, PrintJob)> {
    let width = prop::sample::select(vec![384u32, 512, 576, 640]);
    let pages = prop::sample::select(vec![EPSON, DOS, ISO, CodePages::NONE]);
    let text = "[ -~āčēģīķļņšūžА-яЁёЄєІіЇїҐґ·“”–…]{0,60}";
    (width, pages, any::<bool>(), prop::sample::select(Language::ALL.to_vec()), text, text).prop_map(
        |(width, pages, qr_code, language, service, note)| {
            let content = SlipContent { service, note: Some(note), ..usual(&Words::load(), language) };
            let profile = profile(width, pages, qr_code);
            let job = job(&content, &profile).1;
            (profile, job)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_set_does_not_depend_on_the_split(
        (profile, job) in any_job(),
        piece in 1usize..200,
    ) {
        let whole = decode(&job.bytes, &profile, usize::MAX).unwrap();
        prop_assert_eq!(decode(&job.bytes, &profile, piece).unwrap(), whole);
        let real_time = job.bytes.windows(2).find(|two| two[0] == DLE && [4, 5, 0x14].contains(&two[1]));
        prop_assert_eq!(real_time, None);
    }

    #[test]
    fn less_than_the_text_is_never_the_whole_text(
        (profile, job) in any_job(),
        cut in any::<prop::sample::Index>(),
    ) {
        let lines = |bytes| {
            let mut decoder = Decoder::new(&profile);
            let mut rest: &[u8] = bytes;
            let mut lines = 0;
            while let Some(instruction) = decoder.next(&mut rest).unwrap() {
                lines += usize::from(matches!(instruction, Instruction::Typed { .. }));
            }
            lines
        };
        prop_assert!(lines(&job.bytes[..cut.index(job.picture_bytes)]) < lines(&job.bytes));
    }

    #[test]
    fn a_job_that_was_begun_and_drained_leaves_nothing_behind(
        (profile, job) in any_job(),
        cut in any::<prop::sample::Index>(),
    ) {
        let begun = &job.bytes[..cut.index(job.picture_bytes)];
        let drained = [begun, &crate::slip::escpos::drain(), &job.bytes].concat();
        let whole = decode(&job.bytes, &profile, usize::MAX).unwrap();
        let texts = decode(&drained, &profile, usize::MAX).unwrap().0;
        prop_assert!(texts.ends_with(&whole.0));
    }

    #[test]
    fn garbled_bytes_never_end_in_a_panic(
        (profile, job) in any_job(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
        piece in 1usize..200,
    ) {
        let mut bytes = job.bytes;
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        prop_assert_eq!(decode(&bytes, &profile, piece), decode(&bytes, &profile, usize::MAX));
    }
}
