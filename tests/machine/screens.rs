//! The hall's displays on graphics cards, as somebody sees them who stands before the monitors.

use super::branch::Branch;
use super::camera::Photograph;
use super::chip::Chip;
use super::monitor::{DOUBLE, Monitor, SINGLE};
use super::record::Record;
use super::{BOARD, BUTTON_1, LAMP_1, LINES, press};
use embedded_graphics::geometry::OriginDimensions;
use rinda::scene::frame::Frame;

/// The size of the hall's picture, and of the monitors that have such a mode.
const SCREEN: (usize, usize) = (1280, 720);

/// A display of the hall.
struct Display {
    /// Its table in the board file.
    table: &'static str,
    /// What drives it.
    driver: String,
    /// How the branch calls that.
    name: String,
    monitor: Monitor,
    /// It hangs on its left side.
    turned: bool,
}

impl Display {
    /// The only one in the hall, on the first monitor.
    fn only(driver: &str, name: &str) -> Self {
        let (driver, name) = (driver.to_owned(), name.to_owned());
        Self { table: "hall", driver, name, monitor: SINGLE, turned: false }
    }

    /// One that names its connector.
    fn at(monitor: Monitor, table: &'static str) -> Self {
        let driver = format!("driver = \"drm\"\nconnector = \"{}\"", monitor.connector);
        Self { table, driver, name: format!("display at {}", monitor.connector), monitor, turned: false }
    }

    fn turned(self) -> Self {
        let driver = format!("{}\nrotation_deg = 90", self.driver);
        Self { driver, turned: true, ..self }
    }

    fn entry(&self) -> String {
        let Self { table, driver, .. } = self;
        let (width, height) = if self.turned { (SCREEN.1, SCREEN.0) } else { SCREEN };
        let size =
            format!("width_px = {width}\nheight_px = {height}\nheight_mm = 300\nviewing_distance_m = 3");
        format!("[{table}]\n{driver}\n{size}\n\n")
    }

    /// How it is called in a fault.
    fn fault_name(&self) -> String {
        let also = self.table.strip_prefix("hall.").map(|also| format!(" {also}"));
        format!("“hall display{}”", also.unwrap_or_default())
    }

    /// Whether it shows to the last pixel what the journal says.
    fn shows(&self, record: &Record) -> bool {
        differing_pixels(&record.hall(self.table), self.turned, &Photograph::take(&self.monitor)) == 0
    }
}

/// An office with displays.
struct Office {
    branch: Branch,
    chip: Chip,
    calls: u32,
}

impl Office {
    /// Its day is open, and its displays are on.
    fn open(displays: &[Display]) -> Self {
        displays.iter().for_each(|display| display.monitor.plug_in());
        let (kiosk, _) = BOARD.split_once("[hall]").unwrap();
        let halls: String = displays.iter().map(Display::entry).collect();
        let chip = Chip::new("kiosk", &LINES);
        let mut branch = Branch::new(&format!("{kiosk}{halls}"));
        branch.start();
        let office = Self { branch, chip, calls: 0 };
        displays.iter().for_each(|display| office.until_on(display, 1));
        office.branch.open_day();
        office.branch.post("counter/2/open");
        office
    }

    /// Waits until a display is switched on for the so-manieth time.
    fn until_on(&self, display: &Display, times: usize) {
        let line = format!(": {} is on", display.name);
        self.branch.until(&line, || self.branch.log().matches(&line).count() == times);
    }

    /// Takes a number and calls it, and waits until it was shown for long enough.
    fn call(&mut self) {
        if self.calls > 0 {
            self.branch.post("counter/2/start");
        }
        self.calls += 1;
        self.branch.until("the lamp is lit", || self.chip.value(LAMP_1));
        press(&self.chip, BUTTON_1);
        self.branch.until("the slip is out", || self.branch.count("slip_printed") == self.calls);
        self.branch.post("counter/2/call-next");
        self.branch
            .until("the call was shown for long enough", || self.branch.count("call_shown") == self.calls);
    }

    /// Waits until displays show what the journal says.
    fn until_shown<'d>(&self, displays: impl IntoIterator<Item = &'d Display>) {
        let record = Record::of(&self.branch);
        for display in displays {
            let what = format!("{} shows it", display.name);
            self.branch.until(&what, || display.shows(&record));
        }
    }

    /// Waits until the branch says in words that a display does not work, and why.
    fn until_missed(&self, display: &Display, why: &str) {
        self.branch.until("that is said in words", || {
            let faults = self.branch.faults();
            faults.lines().any(|line| line.contains(&display.fault_name()) && line.contains(why))
        });
    }

    fn until_no_fault(&self) {
        self.branch.until("no display is missed", || !self.branch.faults().contains("hall display"));
    }
}

/// Calls a number, and waits until the monitor shows it.
fn check(display: Display) {
    let displays = [display];
    let mut office = Office::open(&displays);
    let before = Photograph::take(&SINGLE);
    office.call();
    office.until_shown(&displays);
    let frame = Record::of(&office.branch).hall("hall");
    assert_ne!(differing_pixels(&frame, displays[0].turned, &before), 0, "a call is seen");
    office.branch.stop();
}

/// Two monitors show the same hall; each is pulled out for the time of a call, which the other one shows.
fn check_pair(displays: &[Display; 2]) {
    let mut office = Office::open(displays);
    office.call();
    office.until_shown(displays);
    let [one, other] = displays;
    for (pulled, left) in [(one, other), (other, one)] {
        pulled.monitor.unplug();
        office.until_missed(pulled, "nothing plugged in");
        office.call();
        office.until_shown([left]);
        assert!(!pulled.shows(&Record::of(&office.branch)), "a monitor without a plug is dark");
        pulled.monitor.plug_in();
        office.until_on(pulled, 2);
        office.until_shown(displays);
        office.until_no_fault();
    }
    displays.iter().for_each(|display| office.until_on(display, 2));
    office.branch.stop();
}

/// How many pixels are not those of the frame, or of the dark around it.
fn differing_pixels(frame: &Frame, turned: bool, photograph: &Photograph) -> usize {
    let (width, height) = (frame.size().width as usize, frame.size().height as usize);
    let (across, down) = if turned { (height, width) } else { (width, height) };
    let beside = (photograph.width.checked_sub(across), photograph.height.checked_sub(down));
    let (Some(beside), Some(above)) = beside else {
        // A monitor that is off has no size, and the emulator writes that on it in one of its own.
        return width * height;
    };
    // A monitor without a mode of the frame's size shows the frame in its middle.
    let (left, top) = (beside / 2, above / 2);
    let expected = |x: usize, y: usize| {
        let (x, y) =
            (x.checked_sub(left).filter(|&x| x < across)?, y.checked_sub(top).filter(|&y| y < down)?);
        let (x, y) = if turned { (width - 1 - y, x) } else { (x, y) };
        frame.bytes()[3 * (y * width + x)..].first_chunk().copied()
    };
    let rows = photograph.pixels().chunks(photograph.width).zip(0..);
    let differing = rows.map(|(row, y)| {
        let seen = row.iter().zip(0..);
        seen.filter(|&(seen, x)| *seen != expected(x, y).unwrap_or_default()).count()
    });
    differing.sum()
}

#[test]
#[ignore = "needs a graphics card: see tests/machine/run"]
fn a_called_number_is_on_the_screen_of_a_graphics_card() {
    check(Display::only("driver = \"drm\"", "display at the first connector"));
}

#[test]
#[ignore = "needs a graphics card: see tests/machine/run"]
fn a_screen_may_be_turned_by_a_quarter() {
    check(Display::at(SINGLE, "hall").turned());
}

#[test]
#[ignore = "needs a graphics card: see tests/machine/run"]
fn a_called_number_is_in_the_frame_buffer() {
    check(Display::only("driver = \"framebuffer\"\npath = \"/dev/fb0\"", "display at /dev/fb0"));
}

#[test]
#[ignore = "needs a graphics card: see tests/machine/run"]
fn a_monitor_may_come_and_go() {
    let displays = [Display::only("driver = \"drm\"", "display at the first connector")];
    DOUBLE.iter().for_each(Monitor::unplug);
    let mut office = Office::open(&displays);
    office.call();
    office.until_shown(&displays);
    SINGLE.unplug();
    office.until_missed(&displays[0], "nothing plugged in");
    office.call();
    SINGLE.plug_in();
    office.until_on(&displays[0], 2);
    office.until_shown(&displays);
    office.until_no_fault();
    office.branch.stop();
}

#[test]
#[ignore = "needs two graphics cards: see tests/machine/run"]
fn of_monitors_at_two_cards_one_may_come_and_go() {
    let [left, _] = DOUBLE;
    check_pair(&[Display::at(SINGLE, "hall"), Display::at(left, "hall.also.1")]);
}

#[test]
#[ignore = "needs two graphics cards: see tests/machine/run"]
fn of_two_monitors_at_one_card_one_may_come_and_go() {
    let [left, right] = DOUBLE;
    check_pair(&[Display::at(left, "hall").turned(), Display::at(right, "hall.also.1")]);
}

#[test]
#[ignore = "needs two graphics cards: see tests/machine/run"]
fn a_card_may_come_and_go_beside_another_one() {
    let [left, _] = DOUBLE;
    let displays = [Display::at(left, "hall"), Display::at(SINGLE, "hall.also.1")];
    let mut office = Office::open(&displays);
    office.call();
    office.until_shown(&displays);
    let [left, pulled] = &displays;
    let slot = SINGLE.pull_card();
    office.until_missed(pulled, "no screen at Virtual-1");
    office.call();
    office.until_shown([left]);
    slot.plug_in();
    office.until_on(pulled, 2);
    office.until_shown(&displays);
    office.until_no_fault();
    office.branch.stop();
}
