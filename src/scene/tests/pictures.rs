//! Pictures and frames: where things stand, that they can be read, and what is drawn again.

use super::super::colour::{DIMMED, INK, contrast};
use super::super::frame::Frame;
use super::super::hall::{HallBody, HallView, cap_heights};
use super::super::kiosk::KioskView;
use super::super::legibility::distance_mm_max;
use super::super::picture::{Item, Picture};
use super::super::screen::{Dark, Screen, View};
use super::super::test_picture::TestPicture;
use super::{busy, counter_views, hall_views, kiosk_views, now, show};
use crate::domain::ids::CounterId;
use crate::domain::ticket::Language;
use crate::lettering::Typeface;
use crate::wording::Words;
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::Rectangle;

const SIZES: [(u32, u32); 8] =
    [(1920, 1080), (1280, 720), (1080, 1920), (1280, 1024), (800, 480), (480, 320), (320, 240), (128, 64)];

fn items(view: &impl View, size: (u32, u32)) -> Vec<Item> {
    let typeface = Typeface::new();
    let mut picture = Picture::new(Size::new(size.0, size.1), &typeface);
    view.lay_out(&mut picture);
    picture.into_items()
}

/// Everything stands inside the frame, no text on another or across an edge, and all of it can be read.
fn check_layout(name: &str, view: &impl View, size: (u32, u32)) {
    let frame = Rectangle::new(Point::zero(), Size::new(size.0, size.1));
    let items = items(view, size);
    for (place, item) in items.iter().enumerate() {
        let area = item.area();
        assert_eq!(area.intersection(&frame), area, "{name} {size:?} leaves the frame: {item:?}");
        let before = &items[..place];
        let ground = before.iter().rev().find_map(|below| match below {
            Item::Fill { area: fill, colour, .. } if fill.intersection(&area) == area => Some(*colour),
            Item::Fill { .. } | Item::Text { .. } | Item::Dots { .. } => None,
        });
        for below in before {
            // The boxes of two letters side by side may share the pixel that is left for rounding.
            let common = below.area().intersection(&area.offset(if area.size.width > 2 { -1 } else { 0 }));
            match (item, below) {
                (Item::Fill { .. }, Item::Fill { .. }) => {}
                (Item::Text { .. }, Item::Fill { area: fill, .. }) if fill.intersection(&area) == area => {}
                (Item::Dots { .. }, _) | (_, Item::Dots { .. }) => panic!("{name}: dots between words"),
                (Item::Text { .. } | Item::Fill { .. }, Item::Text { .. } | Item::Fill { .. }) => {
                    assert!(common.is_zero_sized(), "{name} {size:?}: {item:?} lies across {below:?}");
                }
            }
        }
        if let Item::Text { colour, style, .. } = item {
            let ground = ground.expect("a ground");
            let least = if ground == DIMMED { 4.5 } else { 7.0 };
            assert!(contrast(*colour, ground) >= least, "{name} {size:?}: too faint: {item:?}");
            // Two millimetres on the smallest panel that is sold for this (0.15 mm a pixel), far less on larger ones.
            assert!(style.cap_px() >= 4.0, "{name} {size:?}: too small: {item:?}");
        }
    }
}

#[test]
fn the_hall_is_laid_out_in_every_state_language_and_size() {
    let words = Words::load();
    for language in Language::ALL {
        for (name, view) in hall_views(&words, language) {
            for size in SIZES {
                check_layout(&format!("{name} {language:?}"), &view, size);
            }
        }
    }
}

#[test]
fn the_kiosk_is_laid_out_in_every_state_language_and_size() {
    let words = Words::load();
    for language in Language::ALL {
        for (name, view) in kiosk_views(&words, language) {
            // Eight buttons have no place on the smallest panel.
            let has_place = |size: &(u32, u32)| name != "eight_buttons" || size.0 >= 320;
            for size in SIZES.into_iter().skip(3).filter(has_place) {
                check_layout(&format!("{name} {language:?}"), &view, size);
            }
        }
    }
}

#[test]
fn a_counter_is_laid_out_in_every_state_language_and_size() {
    let words = Words::load();
    for language in Language::ALL {
        for (name, view) in counter_views(&words, language) {
            for size in SIZES.into_iter().chain([(128, 32), (96, 16), (296, 128), (135, 240)]) {
                check_layout(&format!("{name} {language:?}"), &view, size);
            }
        }
    }
}

/// Frames for the eyes, in `target/scene`.
#[test]
fn frames_can_be_looked_at() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/scene");
    std::fs::create_dir_all(&folder).unwrap();
    let save = |name: &str, view: &dyn View, size: (u32, u32)| {
        let file = folder.join(format!("{name}_{}x{}.png", size.0, size.1));
        std::fs::write(file, frame(view, size).to_png()).unwrap();
    };
    let words = Words::load();
    for (name, view) in hall_views(&words, Language::Lv) {
        save(&format!("hall_{name}"), &view, (800, 480));
    }
    for (name, view) in kiosk_views(&words, Language::Lv) {
        save(&format!("kiosk_{name}"), &view, (800, 480));
    }
    for (name, view) in counter_views(&words, Language::Lv) {
        for size in [(320, 240), (296, 128), (128, 64), (128, 32)] {
            save(&format!("counter_{name}"), &view, size);
        }
    }
    for size in SIZES.into_iter().chain([(296, 128), (240, 135)]) {
        save("hall", &hall_views(&words, Language::Lv)[0].1, size);
        save("kiosk", &kiosk_views(&words, Language::Lv)[0].1, size);
    }
    for size in SIZES {
        let (title, name) = (words.say(Language::Lv).trial_picture(), "hall display".to_owned());
        save("test", &TestPicture { title, name, size: Size::new(size.0, size.1) }, size);
    }
}

/// A new screen that shows this view.
fn frame(view: &(impl View + ?Sized), size: (u32, u32)) -> Frame {
    let mut screen = Screen::new(Size::new(size.0, size.1));
    assert_eq!(screen.show(view), Some(screen.frame().bounding_box()));
    assert_eq!(screen.show(view), None);
    screen.frame().clone()
}

#[test]
fn a_frame_does_not_depend_on_what_was_shown_before() {
    let words = Words::load();
    let hall: Vec<HallView> = hall_views(&words, Language::Lv).into_iter().map(|(_, view)| view).collect();
    let kiosk: Vec<KioskView> = kiosk_views(&words, Language::Ru).into_iter().map(|(_, view)| view).collect();
    let hall = hall.iter().map(|view| view as &dyn View);
    let views: Vec<&dyn View> =
        hall.chain(kiosk.iter().map(|view| view as &dyn View)).chain([&Dark as _]).collect();
    for size in [(256, 144), (96, 48)] {
        let fresh: Vec<Frame> = views.iter().map(|view| frame(*view, size)).collect();
        let mut screen = Screen::new(Size::new(size.0, size.1));
        for step in [1, 7] {
            for place in (0..views.len()).map(|count| count * step % views.len()) {
                let before = screen.frame().clone();
                let changed = screen.show(views[place]).unwrap_or_default();
                assert!(screen.frame().bytes() == fresh[place].bytes(), "view {place} at {size:?}");
                let outside = screen.frame().bounding_box().points().filter(|at| !changed.contains(*at));
                for at in outside {
                    assert_eq!(screen.frame().pixel(at), before.pixel(at), "changed outside of {changed:?}");
                }
            }
        }
    }
}

#[test]
fn a_highlight_touches_only_the_border() {
    let words = Words::load();
    let views = hall_views(&words, Language::Lv);
    let view = |wanted: &str| &views.iter().find(|(name, _)| *name == wanted).unwrap().1;
    let mut screen = Screen::new(Size::new(320, 180));
    screen.show(view("calls"));
    let before = screen.frame().clone();
    let changed = screen.show(view("highlight")).unwrap();
    let touched = changed.points().filter(|at| screen.frame().pixel(*at) != before.pixel(*at)).count();
    assert!(touched > 0 && touched < changed.size.width as usize * changed.size.height as usize / 10);
}

/// Bright pixels of a frame as letters, two rows to a line of text.
fn pattern(view: &impl View, size: (u32, u32)) -> String {
    let frame = frame(view, size);
    let bright = |x: u32, y: u32| {
        let at = Point::new(i32::try_from(x).unwrap(), i32::try_from(y).unwrap());
        frame.pixel(at).is_some_and(|colour| contrast(colour, INK) > 3.0)
    };
    let row = |y: u32| {
        let line: String = (0..size.0)
            .map(|x| match (bright(x, 2 * y), bright(x, 2 * y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            })
            .collect();
        line.trim_end().to_owned()
    };
    (0..size.1.div_ceil(2)).map(row).collect::<Vec<_>>().join("\n")
}

fn check_pattern(view: &impl View, size: (u32, u32), expect: &str) {
    let pattern = pattern(view, size);
    let lines = |text: &str| text.trim_matches('\n').lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&pattern), lines(expect), "\n{pattern}");
}

#[test]
fn the_smallest_hall_panel_shows_number_and_counter() {
    let words = Words::load();
    check_pattern(
        &hall_views(&words, Language::Lv)[0].1,
        (64, 32),
        "

      ▄█████▄        ▄██████▄▄          █████      ▄▄██████▄
      ███████      ▄████▀▀█████       ▄██████     ████▀▀▀████
     ████▀████     ████    ▀████     ▄███▀███     ▀▀▀▀    ████
    ▄███▀ ████▄    ████     ████    ████  ███           ▄████
    ████   ████    ████     ████  ▄███▀   ███         ▄████▀
   █████████████   ████    ▄████  █████████████     ▄████▀
  ▄███▀▀▀▀▀▀████▄  ▀████▄▄▄████   ▀▀▀▀▀▀▀█████▀   ▄█████▄▄▄▄▄▄
  ████       ████    ▀███████▀            ███     ████████████

               ▄▄▄▄      ▄▄          ▄▄
      ▀█▄     ▀▀ ██      ██ ▄▄▄▄▄ ▄▄▄██ ▄▄▄▄▄
   ███████      ▄█▀      ██ ██ ██ ██ ██  ▄█▀
      ▄█▀     ▄██▄▄▄ █   ██ ▀█▄█▀ ▀█▄██ ███▄▄ █▄
",
    );
}

#[test]
fn the_smallest_kiosk_panel_shows_letter_service_and_wait() {
    let words = Words::load();
    check_pattern(
        &kiosk_views(&words, Language::En)[1].1,
        (96, 48),
        "
                 ▄▄                                       ▄      ▄ ▄▄
       ▄▄▄      █▄▄█ ▀▄ ▄▀ ▄▀▄ ▄▀▄ ▄▀▄▄▄ █ ▄▀▄   ▀▄ ▄▀▄ ▄▄█  ▄▀▄ █ █ ▀▄  ▄▀▄ ▀▄ ▄ ▄▀█ ▄▀
      ████▄     █▀  ███ ▄█ ▄██ █▄█▀▄▄▀█  █ ▄██  ███ █ █▀▄▄█  ███ █ █▄█   █▄▄███ █ █▄█ ▄██
     ███▀██                    ▀
    ▄██▄▄███         ▄▄      ▄   ▄
    ██▀▀▀▀██▄     █  █▄  ▄▄  ▄█ █ █   ▄▄▄▄ ▄ ▄ ▄
   ▀▀▀    ▀▀▀     █  ▄▄▀    ▄▄█ █▄█        █ █ █
",
    );
}

#[test]
fn rows_of_leds_show_number_and_counter() {
    let words = Words::load();
    let calls = &hall_views(&words, Language::Lv)[0].1;
    check_pattern(
        calls,
        (32, 8),
        "
▄▀▀▄  ▄▀▄  ▄█  ▄▀▀▄         ▄▀▀▄
█▄▄█  █ █ █▄█▄   ▄▀           ▄▀
█  █  ▀▄▀   █  ▄█▄▄         ▄█▄▄
",
    );
    // The longest there is.
    let mut longest = calls.clone();
    if let HallBody::Calls { newest, .. } = &mut longest.body {
        (newest.number, newest.counter_number) = ("R9999".to_owned(), CounterId(12));
    }
    check_pattern(
        &longest,
        (32, 8),
        "
█▀▄ ▄▀▄ ▄▀▄ ▄▀▄ ▄▀▄      ▄█  ▄▀▄
█▀▄  ▀█  ▀█  ▀█  ▀█       █   ▄▀
▀ ▀ ▀▀  ▀▀  ▀▀  ▀▀       ▀▀▀ ▀▀▀
",
    );
    let counters = counter_views(&words, Language::Lv);
    check_pattern(
        &counters[0].1,
        (32, 8),
        "
      ▄▀▀▄  ▄▀▄  ▄█  ▀▀▀█
      █▄▄█  █ █ █▄█▄  ▀▀▄
      █  █  ▀▄▀   █  ▀▄▄▀
",
    );
    // Nobody is called.
    check_pattern(&counters[2].1, (32, 8), "\n             ▄▄▄▄\n");
}

#[test]
fn letters_on_a_wall_screen_are_read_from_across_the_hall() {
    // A 43-inch screen, 535 mm high.
    let heights = cap_heights(Size::new(1920, 1080));
    let metres = |cap_px: f32| (distance_mm_max(cap_px, 1080.0, 535.0) / 1000.0).floor();
    assert_eq!((metres(heights.number_px), metres(heights.counter_px)), (12.0, 5.0));
    assert_eq!((heights.list_px.map(metres), heights.text_px.map(metres)), (Some(2.0), Some(1.0)));
    assert_eq!(cap_heights(Size::new(128, 64)).list_px, None);
}

#[test]
fn a_phone_can_read_the_code_of_the_hall() {
    let words = Words::load();
    let busy = busy();
    let view = HallView::of(&busy, &show(&busy, 0), None, now(), words.say(Language::Lv));
    let url = view.foot.check_in.clone().and_then(|check_in| check_in.url).expect("a page to check in");
    for size in [(1920, 1080), (1280, 720)] {
        let mut screen = Screen::new(Size::new(size.0, size.1));
        screen.show(&view);
        let (width, height) = (size.0 as usize, size.1 as usize);
        let rgb = screen.frame().bytes();
        let mut picture =
            rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| rgb[3 * (y * width + x) + 1]);
        let read: Vec<String> =
            picture.detect_grids().iter().filter_map(|grid| Some(grid.decode().ok()?.1)).collect();
        assert_eq!(read, std::slice::from_ref(&url), "{size:?}");
    }
}
