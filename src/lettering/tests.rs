use super::*;
use proptest::prelude::*;

const LATVIAN: &str = "AĀBCČDEĒFGĢHIĪJKĶLĻMNŅOPRSŠTUŪVZŽaābcčdeēfgģhiījkķlļmnņoprsštuūvzž";
const RUSSIAN: &str = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя";
const UKRAINIAN: &str = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюяʼ’";
const ENGLISH: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SIGNS: &str = "0123456789 .,:;!?()-–—·…„“”«»'\"/%+&@#*€№§→←↑↓⚠✓\u{a0}\u{202f}\u{2011}";

const WEIGHTS: [Weight; 3] = [Weight::Medium, Weight::Bold, Weight::ExtraBold];

#[test]
fn every_letter_of_the_four_languages_is_there() {
    let typeface = Typeface::new();
    for letters in [LATVIAN, RUSSIAN, UKRAINIAN, ENGLISH, SIGNS] {
        assert_eq!(typeface.missing(letters), []);
    }
    assert_eq!(typeface.missing("A漢ß字"), ['漢', '字']);
}

#[test]
fn a_missing_letter_is_a_visible_box() {
    check_bits(
        "漢",
        TextStyle::em(Weight::Medium, 8.0),
        (9, 13),
        "
        .........
        .........
        .######..
        .######..
        .######..
        .######..
        .######..
        .######..
        .######..
        .######..
        .######..
        .######..
        .........",
    );
}

#[test]
fn capitals_have_the_height_that_was_asked_for() {
    let typeface = Typeface::new();
    for weight in WEIGHTS {
        let style = TextStyle::cap(weight, 100.0);
        let ink = typeface.ink("H", style).unwrap();
        assert!((ink.top + 100.0).abs() < 0.1 && ink.bottom.abs() < 0.1, "{weight:?}: {ink:?}");
        let all = [LATVIAN, RUSSIAN, UKRAINIAN, ENGLISH].concat();
        let ink = typeface.ink(&all, style).unwrap();
        assert!(-ink.top <= style.ascent_px() && ink.bottom <= style.descent_px(), "{weight:?}: {ink:?}");
    }
}

#[test]
fn digits_are_equally_wide() {
    let typeface = Typeface::new();
    for weight in WEIGHTS {
        let style = TextStyle::em(weight, 100.0);
        let width = typeface.advance("0000", style);
        for digits in ["1111", "4444", "1234", "7471", "9056"] {
            assert!((typeface.advance(digits, style) - width).abs() < 0.001, "{weight:?} {digits}");
        }
    }
}

#[test]
fn pairs_are_kerned() {
    let typeface = Typeface::new();
    let style = TextStyle::em(Weight::Bold, 100.0);
    let apart = typeface.advance("T", style) + typeface.advance("o", style);
    assert!(typeface.advance("To", style) < apart - 3.0);
}

#[test]
fn colon_and_dash_stand_at_half_height_between_digits_only() {
    let typeface = Typeface::new();
    let style = TextStyle::em(Weight::Bold, 100.0);
    let middle = |text: &str| {
        let placed: Vec<_> = typeface.place(text, style).collect();
        let bounds = Face::of(Weight::Bold).bounds(placed[1].letter).unwrap();
        (bounds.min.y + bounds.max.y) / 2.0
    };
    let half = CAP_EM * UNITS_PER_EM / 2.0;
    for text in ["1:2", "1–2"] {
        assert!((middle(text) - half).abs() < 60.0, "{text} {}", middle(text));
    }
    for text in ["a:2", "1: ", "a–b"] {
        assert!(middle(text) < half - 100.0, "{text} {}", middle(text));
    }
}

/// Draws a line on an empty bitmap, with the baseline three rows above its end.
fn check_bits(text: &str, style: TextStyle, (width, height): (usize, usize), expect: &str) {
    let bits = bits(text, style, (width, height), (0.0, i32::try_from(height).unwrap() - 3), Anchor::Left);
    let expect: Vec<&str> = expect.split_whitespace().collect();
    assert_eq!(rows(&bits, width).join("\n"), expect.join("\n"));
}

fn bits(text: &str, style: TextStyle, size: (usize, usize), at: (f32, i32), anchor: Anchor) -> Vec<u8> {
    let mut bytes = vec![0; size.0.div_ceil(8) * size.1];
    let mut target = BitPixels { bytes: &mut bytes, width_px: size.0 };
    Typeface::new().draw_bits(&mut target, text, style, at, anchor);
    bytes
}

fn rows(bytes: &[u8], width: usize) -> Vec<String> {
    let row =
        |row: &[u8]| (0..width).map(|x| if row[x / 8] >> (7 - x % 8) & 1 == 1 { '#' } else { '.' }).collect();
    bytes.chunks(width.div_ceil(8)).map(row).collect()
}

#[test]
fn a_line_on_paper() {
    check_bits(
        "A7ņ",
        TextStyle::em(Weight::Bold, 14.0),
        (30, 14),
        "
        ..............................
        ....###....#######............
        ...####.....######............
        ...#####........##...##.##....
        ...##.##.......##....######...
        ..##..##.......##....##..###..
        ..##..###.....##.....##...##..
        ..#######.....##.....##...##..
        .########....##......##...##..
        .##....###...##......##...##..
        .##.....##..##.......##...##..
        ..............................
        .......................##.....
        .......................##.....",
    );
}

#[test]
fn anchors_name_the_beginning_the_middle_and_the_end() {
    let style = TextStyle::em(Weight::Medium, 20.0);
    let advance = Typeface::new().advance("Rinda", style).round();
    let size = (160, 30);
    let left = bits("Rinda", style, size, (40.0, 20), Anchor::Left);
    assert_eq!(left, bits("Rinda", style, size, (40.0 + advance, 20), Anchor::Right));
    assert_eq!(left, bits("Rinda", style, size, (40.0 + advance / 2.0, 20), Anchor::Centre));
}

#[test]
fn colour_is_blended_with_the_ground() {
    let mut bytes = vec![10; 40 * 30 * 3];
    let mut target = RgbPixels::new(&mut bytes, 40);
    Typeface::new().draw_rgb(
        &mut target,
        "I",
        TextStyle::em(Weight::Bold, 28.0),
        (4.0, 25),
        Anchor::Left,
        [210, 110, 10],
    );
    let pixels: Vec<&[u8]> = bytes.chunks(3).collect();
    assert!(pixels.contains(&&[210, 110, 10][..]) && pixels.contains(&&[10, 10, 10][..]));
    // Between ground and ink all channels have moved by the same share.
    assert!(
        pixels.iter().all(|p| (i32::from(p[0]) - 10 - 2 * (i32::from(p[1]) - 10)).abs() <= 1 && p[2] == 10)
    );
    assert!(pixels.iter().any(|p| p[0] > 10 && p[0] < 210));
}

#[test]
fn the_cache_stays_bounded_and_changes_nothing() {
    let mut typeface = Typeface::new();
    let draw = |typeface: &mut Typeface, em_px: f32| {
        let mut bytes = vec![0; 400 * 80 * 3];
        let mut target = RgbPixels::new(&mut bytes, 400);
        let style = TextStyle::em(Weight::Medium, em_px);
        typeface.draw_rgb(&mut target, RUSSIAN, style, (0.3, 60), Anchor::Left, [255; 3]);
        assert!(typeface.cache.bytes() <= CACHE_BYTES_MAX);
        bytes
    };
    let first = draw(&mut typeface, 30.0);
    for em_px in 10..90 {
        draw(&mut typeface, em_px as f32);
    }
    assert_eq!(draw(&mut typeface, 30.0), first);
}

#[test]
fn a_text_is_split_at_its_spaces() {
    let typeface = Typeface::new();
    let style = TextStyle::em(Weight::Medium, 10.0);
    let width = |text: &str| typeface.advance(text, style) + 0.01;
    let text = "Slips netika izdrukāts,  lūdzu, atcerieties numuru";
    assert_eq!(
        typeface.wrap(text, style, width("lūdzu, atcerieties")),
        ["Slips netika", "izdrukāts,  lūdzu,", "atcerieties", "numuru"]
    );
    let hours = "no 8:30\u{a0}līdz 9\nrīt ";
    assert_eq!(typeface.wrap(hours, style, width("8:30\u{a0}līdz")), ["no", "8:30\u{a0}līdz", "9", "rīt"]);
    assert_eq!(typeface.wrap("  ", style, 100.0), [""; 0]);
}

proptest! {
    #[test]
    fn no_letter_is_lost_by_wrapping(text in "[a-zāŗ ]{0,60}", width_px in 0.0f32..200.0) {
        let typeface = Typeface::new();
        let style = TextStyle::em(Weight::Medium, 12.0);
        let lines = typeface.wrap(&text, style, width_px);
        prop_assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        for line in lines {
            prop_assert!(typeface.advance(line, style) <= width_px || line.chars().count() == 1);
        }
    }

    #[test]
    fn a_fitted_line_fits(text in "[A-Za-zĀ-ž0-9 ]{1,30}", width_px in 1.0f32..300.0) {
        let typeface = Typeface::new();
        let style = typeface.fitted(&text, TextStyle::em(Weight::Bold, 20.0), width_px);
        prop_assert!(style.em_px <= 20.0 && typeface.advance(&text, style) <= width_px + 0.01);
    }

    /// Both targets clip as if a picture with wide margins had been cut.
    #[test]
    fn what_falls_outside_is_left_out(x in -60i32..60, y in -20i32..40, width in 1usize..50, height in 1usize..30) {
        let style = TextStyle::em(Weight::ExtraBold, 17.0);
        let margin = 96usize;
        let shifted = ((x + 96) as f32, y + 96);
        let wide = (width + 2 * margin, height + 2 * margin);
        let whole = bits("Ķp7", style, wide, shifted, Anchor::Left);
        let expect: Vec<String> = rows(&whole, wide.0)[margin..margin + height]
            .iter()
            .map(|row| row[margin..margin + width].to_owned())
            .collect();
        prop_assert_eq!(rows(&bits("Ķp7", style, (width, height), (x as f32, y), Anchor::Left), width), expect);

        let rgb = |(width, height): (usize, usize), at: (f32, i32)| {
            let mut bytes = vec![0; width * height * 3];
            let mut target = RgbPixels::new(&mut bytes, width);
            Typeface::new().draw_rgb(&mut target, "Ķp7", style, at, Anchor::Left, [200; 3]);
            bytes
        };
        let whole = rgb(wide, shifted);
        let cut: Vec<u8> = whole
            .chunks(wide.0 * 3)
            .skip(margin)
            .take(height)
            .flat_map(|row| row[margin * 3..(margin + width) * 3].to_vec())
            .collect();
        prop_assert_eq!(rgb((width, height), (x as f32, y)), &cut[..]);

        // A part of a larger target is drawn on as if it were alone.
        let mut bytes = vec![0; wide.0 * wide.1 * 3];
        let (columns, rows) = (margin..margin + width, margin..margin + height);
        let mut part = RgbPixels { columns, rows, ..RgbPixels::new(&mut bytes, wide.0) };
        Typeface::new().draw_rgb(&mut part, "Ķp7", style, shifted, Anchor::Left, [200; 3]);
        let mut expect = vec![0; wide.0 * wide.1 * 3];
        for (row, y) in cut.chunks(width * 3).zip(margin..) {
            let begin = (y * wide.0 + margin) * 3;
            expect[begin..begin + width * 3].copy_from_slice(row);
        }
        prop_assert_eq!(bytes, expect);
    }
}
