//! The hall's display on a graphics card, as somebody sees it who stands before the screen.

use super::branch::Branch;
use super::camera::Photograph;
use super::chip::Chip;
use super::record::Record;
use super::{BOARD, BUTTON_1, LAMP_1, LINES, press};
use embedded_graphics::geometry::OriginDimensions;
use rinda::scene::frame::Frame;

/// The size of the machine's screen.
const SCREEN: (usize, usize) = (1280, 720);

fn board(driver: &str, (width_px, height_px): (usize, usize)) -> String {
    let (kiosk, _) = BOARD.split_once("[hall]").unwrap();
    let size = format!("width_px = {width_px}\nheight_px = {height_px}");
    format!("{kiosk}[hall]\n{driver}\n{size}\nheight_mm = 300\nviewing_distance_m = 3\n")
}

/// Calls a number, and waits until the screen shows to the last pixel what the journal says. `turned`: whether the screen
/// hangs on its left side.
fn check(driver: &str, device: &str, turned: bool) {
    let (width, height) = SCREEN;
    let size = if turned { (height, width) } else { SCREEN };
    let chip = Chip::new("kiosk", &LINES);
    let mut branch = Branch::new(&board(driver, size));
    branch.start();
    branch.until("the screen is on", || branch.log().contains(&format!("hall display: {device} is on")));
    branch.open_day();
    branch.until("the lamp is lit", || chip.value(LAMP_1));
    let before = Photograph::take();
    press(&chip, BUTTON_1);
    branch.until("the slip is out", || branch.count("slip_printed") == 1);
    branch.post("counter/2/open");
    branch.post("counter/2/call-next");
    branch.until("the call was shown for long enough", || branch.count("call_shown") == 1);
    let frame = Record::of(&branch).hall();
    branch.until("the screen shows it", || differing_pixels(&frame, turned, &Photograph::take()) == 0);
    assert_ne!(differing_pixels(&frame, turned, &before), 0, "a call is seen");
    branch.stop();
}

fn differing_pixels(frame: &Frame, turned: bool, photograph: &Photograph) -> usize {
    assert_eq!((photograph.width, photograph.height), SCREEN);
    let width = frame.size().width as usize;
    let pixels = frame.bytes().chunks(3).enumerate();
    let seen = |at: usize| match (at % width, at / width) {
        (x, y) if turned => photograph.pixel(y, width - 1 - x),
        (x, y) => photograph.pixel(x, y),
    };
    pixels.filter(|(at, pixel)| seen(*at) != **pixel).count()
}

#[test]
#[ignore = "needs a graphics card: see tests/machine/run"]
fn a_called_number_is_on_the_screen_of_a_graphics_card() {
    check("driver = \"drm\"", "display at the first connector", false);
}

#[test]
#[ignore = "needs a graphics card: see tests/machine/run"]
fn a_screen_may_be_turned_by_a_quarter() {
    check("driver = \"drm\"\nconnector = \"Virtual-1\"\nrotation_deg = 90", "display at Virtual-1", true);
}

#[test]
#[ignore = "needs a graphics card: see tests/machine/run"]
fn a_called_number_is_in_the_frame_buffer() {
    check("driver = \"framebuffer\"\npath = \"/dev/fb0\"", "display at /dev/fb0", false);
}
