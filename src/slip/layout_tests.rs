//! Slips at every width and in every language: nothing leaves the paper, and phones can read the code.

use super::bitmap::Bitmap;
use super::content::SlipContent;
use super::layout::draw;
use crate::domain::ids::LinkId;
use crate::domain::ticket::{Language, Promise, WaitRange};
use crate::lettering::Typeface;
use crate::wording::Words;
use crate::wording::times::date_and_clock;
use chrono::{DateTime, Utc};

const WIDTHS: [u32; 4] = [384, 512, 576, 640];

fn content(words: &Words, language: Language, number: &str, clock_trusted: bool) -> SlipContent {
    let say = words.say(language);
    let joined: DateTime<Utc> = "2026-11-24T08:42:00Z".parse().unwrap();
    let zone = chrono_tz::Europe::Riga;
    let wait = WaitRange { p10_s: 4200, low_s: 7200, high_s: 9000 };
    let promise = Promise { ahead: 17, wait: Some(wait) };
    SlipContent {
        copy: Some(say.slip_copy()),
        office: "Pilsonības un migrācijas lietu pārvalde · Rīgas 2. nodaļa".to_owned(),
        service: "Uzturēšanās atļaujas un dzīvesvieta".to_owned(),
        number: number.to_owned(),
        rows: say.promise(promise, clock_trusted.then_some((joined, zone))),
        note: Some(say.slip_no_forecast()),
        code: Some((link(), say.slip_follow())),
        foot: format!("{} · {}", date_and_clock(joined, zone), say.slip_call_notice()),
    }
}

fn link() -> String {
    format!("https://rinda.example/t/{}", LinkId(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef))
}

fn is_black(slip: &Bitmap, columns: std::ops::Range<usize>) -> bool {
    columns.into_iter().any(|x| (0..slip.height()).any(|y| slip.is_black(x, y)))
}

#[test]
fn nothing_touches_the_edge_in_any_language_at_any_width() {
    let words = Words::load();
    let mut typeface = Typeface::new();
    for language in Language::ALL {
        for (number, width) in ["A042", "A1042", "W9999"].into_iter().flat_map(|n| WIDTHS.map(|w| (n, w))) {
            for clock_trusted in [true, false] {
                let slip = draw(&content(&words, language, number, clock_trusted), width, &mut typeface);
                let (width, edge) = (slip.width(), 6);
                let over = is_black(&slip, 0..edge) || is_black(&slip, width - edge..width);
                assert!(!over, "{language:?} {number} at {width} dots leaves the paper");
            }
        }
    }
}

#[test]
fn phones_can_read_the_code_at_every_width() {
    let words = Words::load();
    let mut typeface = Typeface::new();
    for width in WIDTHS {
        let slip = draw(&content(&words, Language::Lv, "A042", true), width, &mut typeface);
        let (columns, rows) = (slip.width(), slip.height());
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(columns, rows, |x, y| {
            if slip.is_black(x, y) { 0 } else { 255 }
        });
        let grids = picture.detect_grids();
        let read: Vec<String> =
            grids.iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect();
        assert_eq!(read, [link()], "at {width} dots");
    }
}

/// For eyes: `target/slip/*.png`.
#[test]
fn pictures_can_be_looked_at() {
    let words = Words::load();
    let mut typeface = Typeface::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/slip");
    std::fs::create_dir_all(&folder).unwrap();
    for language in Language::ALL {
        for width in WIDTHS {
            let slip = draw(&content(&words, language, "A042", true), width, &mut typeface);
            let file = folder.join(format!("{language:?}_{width}.png"));
            std::fs::write(&file, slip.to_png()).unwrap();
            assert!(slip.height() > slip.width(), "a slip is higher than wide: {}", file.display());
        }
    }
}
