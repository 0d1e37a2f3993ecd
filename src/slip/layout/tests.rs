//! Slips at every width and in every language: nothing leaves the paper or lies upon another, and phones can read the
//! code.

use super::*;
use crate::domain::ids::LinkId;
use crate::domain::ticket::{Language, WaitRange};
use crate::wording::Words;
use crate::wording::times::date_and_clock;
use chrono::{DateTime, Utc};

const WIDTHS: [u32; 4] = [384, 512, 576, 640];
const NUMBERS: [&str; 3] = ["A042", "A1042", "W9999"];

fn link(number: u128) -> String {
    format!("https://rinda.example/t/{}", LinkId(number * 0x0123_4567_89ab_cdef_0123_4567_89ab))
}

/// A slip as most are.
pub(in crate::slip) fn usual(words: &Words, language: Language) -> SlipContent {
    let say = words.say(language);
    let joined: DateTime<Utc> = "2026-11-24T08:42:00Z".parse().unwrap();
    let zone = chrono_tz::Europe::Riga;
    let wait = WaitRange { p10_s: 720, p50_s: 900, p80_s: 1100, p90_s: 1200 };
    SlipContent {
        copy: None,
        office: "PMLP · Rīgas 2. nodaļa".to_owned(),
        service: "Pases un eID kartes".to_owned(),
        number: "A042".to_owned(),
        rows: say.promise(7, Some(wait), Some((joined, zone))),
        note: None,
        code: Some((link(1), say.slip_follow())),
        foot: format!("{} · {}", date_and_clock(joined, zone), say.slip_call_notice()),
    }
}

/// A slip with everything that can be on it, and long names.
pub(in crate::slip) fn full(words: &Words, language: Language, number: &str) -> SlipContent {
    let say = words.say(language);
    let wait = WaitRange { p10_s: 18_000, p50_s: 19_000, p80_s: 20_000, p90_s: 21_600 };
    let mut rows = say.promise(117, Some(wait), None);
    let usual = usual(words, language);
    rows.extend(usual.rows);
    SlipContent {
        copy: Some(say.slip_copy()),
        office: "Pilsonības un migrācijas lietu pārvalde · Rīgas 2. nodaļa".to_owned(),
        service: "Uzturēšanās atļaujas un dzīvesvietas deklarēšana ārvalstniekiem".to_owned(),
        number: number.to_owned(),
        rows,
        note: Some(say.slip_no_forecast()),
        ..usual
    }
}

/// Every language at every width.
fn all() -> impl Iterator<Item = (Language, usize)> {
    Language::ALL.into_iter().flat_map(|language| WIDTHS.map(|width| (language, width as usize)))
}

/// Left, top, right and bottom of everything on a slip, with the white that a code needs.
fn boxes(slip: &Slip<'_>) -> Vec<(String, [f32; 4])> {
    let mut boxes = Vec::new();
    for &[x, y, width, height] in &slip.rules {
        boxes.push(("rule".to_owned(), [x, y, x + width, y + height].map(float)));
    }
    for Picture { bitmap, x, y } in &slip.pictures {
        // A code begins with a finder of seven black modules.
        let module = (0..bitmap.width()).take_while(|&x| bitmap.is_black(x, 0)).count() / 7;
        let [x, y, quiet] = [*x, *y, 4 * module].map(float);
        let side = float(bitmap.width()) + quiet;
        boxes.push(("code".to_owned(), [x - quiet, y - quiet, x + side, y + side]));
    }
    for Text { text, style, left, baseline } in &slip.texts {
        let ink = slip.typeface.ink(text, *style).unwrap();
        let baseline = *baseline as f32;
        boxes.push((
            text.clone(),
            [left + ink.left, baseline + ink.top, left + ink.right, baseline + ink.bottom],
        ));
    }
    boxes
}

#[test]
fn nothing_leaves_the_paper_or_lies_upon_another() {
    let words = Words::load();
    let (typeface, mut codes) = (Typeface::new(), Codes::default());
    for (language, width) in all() {
        let contents = NUMBERS.map(|number| full(&words, language, number));
        for content in contents.into_iter().chain([usual(&words, language)]) {
            let slip = compose(&content, width, &typeface, &mut codes);
            let boxes = boxes(&slip);
            for (index, (name, a)) in boxes.iter().enumerate() {
                let inside = a[0] >= 0.0 && a[1] >= 0.0 && a[2] <= float(width) && a[3] <= float(slip.height);
                assert!(inside, "{language:?} {width}: '{name}' leaves the paper: {a:?}");
                // The sides of a frame meet in its corners.
                for (other, b) in
                    boxes[index + 1..].iter().filter(|(other, _)| name != "rule" || other != "rule")
                {
                    let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
                    assert!(apart, "{language:?} {width}: '{name}' {a:?} lies upon '{other}' {b:?}");
                }
            }
        }
    }
}

#[test]
fn everything_is_said_and_no_letter_is_too_small() {
    let words = Words::load();
    let (typeface, mut codes) = (Typeface::new(), Codes::default());
    for (language, width) in all() {
        let content = full(&words, language, "A042");
        let slip = compose(&content, width, &typeface, &mut codes);
        let said: Vec<&str> = slip.texts.iter().flat_map(|text| text.text.split(' ')).collect();
        let mut sentences = vec![&content.office, &content.service, &content.number, &content.foot];
        sentences.extend(content.rows.iter().flat_map(|(label, value)| [label, value]));
        sentences.extend(
            content.copy.iter().chain(&content.note).chain(content.code.as_ref().map(|code| &code.1)),
        );
        let all_words = sentences.into_iter().flat_map(|sentence| sentence.split(' '));
        for word in all_words.filter(|&word| word != "·") {
            assert!(said.contains(&word), "{language:?} {width}: '{word}' is missing");
        }
        // Two millimetres at 203 dpi.
        let smallest = slip.texts.iter().map(|text| text.style.em_px).fold(f32::MAX, f32::min);
        assert!(smallest >= 16.0, "{language:?} {width}: letters of {smallest} dots");
    }
}

#[test]
fn the_number_takes_the_width() {
    let (typeface, mut codes, words) = (Typeface::new(), Codes::default(), Words::load());
    for (number, width) in NUMBERS.into_iter().flat_map(|number| WIDTHS.map(|w| (number, w as usize))) {
        let slip = compose(&full(&words, Language::Lv, number), width, &typeface, &mut codes);
        let large = slip.texts.iter().find(|text| text.text == number).unwrap();
        let share = typeface.advance(number, large.style) / float(width);
        assert!((0.8..0.95).contains(&share), "{number} takes {share} of {width} dots");
    }
}

#[test]
fn phones_can_read_the_code_at_every_width() {
    let words = Words::load();
    let mut layout = Layout::default();
    for (number, width) in (1u128..4).flat_map(|number| WIDTHS.map(|width| (number, width))) {
        let code = Some((link(number), "·".to_owned()));
        let slip = layout.draw(&SlipContent { code, ..usual(&words, Language::Lv) }, width);
        let (columns, rows) = (slip.width(), slip.height());
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(columns, rows, |x, y| {
            if slip.is_black(x, y) { 0 } else { 255 }
        });
        let grids = picture.detect_grids();
        let read: Vec<String> =
            grids.iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect();
        assert_eq!(read, [link(number)], "at {width} dots");
    }
}

#[test]
fn a_slip_without_a_code_is_shorter_and_a_link_without_room_is_left_out() {
    let (words, mut layout) = (Words::load(), Layout::default());
    let with = layout.draw(&usual(&words, Language::Lv), 576);
    let without = layout.draw(&SlipContent { code: None, ..usual(&words, Language::Lv) }, 576);
    assert!(without.height() + 150 < with.height());
    let code = Some(("x".repeat(1000), String::new()));
    let long = layout.draw(&SlipContent { code, ..usual(&words, Language::Lv) }, 576);
    assert!(long.height() + 150 < with.height());
}

/// For eyes: `target/slip/*.png`.
#[test]
fn pictures_can_be_looked_at() {
    let (words, mut layout) = (Words::load(), Layout::default());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/slip");
    std::fs::create_dir_all(&folder).unwrap();
    for (language, width) in Language::ALL.into_iter().flat_map(|l| WIDTHS.map(|w| (l, w))) {
        for (name, content) in [("usual", usual(&words, language)), ("full", full(&words, language, "A1042"))]
        {
            let slip = layout.draw(&content, width);
            let file = folder.join(format!("{name}_{language:?}_{width}.png"));
            std::fs::write(&file, slip.to_png()).unwrap();
            assert!(slip.height() > slip.width(), "a slip is higher than wide: {}", file.display());
        }
    }
}
