//! The package on a machine with systemd: installed, set up, used, upgraded, and powered off hard in the middle of work.
//!
//! The two parts are two starts of one machine. What people were given before the power failed stands in a file of the host,
//! which did not fail. `tests/machine/installed` starts both.

#![expect(unsafe_code, reason = "adjtimex(2) is what a time service calls when it has set the clock")]

use super::chip::Chip;
use super::gadget::Gadget;
use super::package::{
    DEVICE, SITE, count, install, journal, log, measure_memory, monotonic_us, property, queue, run, said,
    systemctl, tell_the_way_to_a_ticket, until,
};
use super::printer::Printer;
use super::record::read_config;
use super::{BUTTON_1, LAMP_1, LINES, press};
use rinda::domain::ids::KioskId;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// What people have in their hands.
const GIVEN: &str = "/host/given";
/// Who sees nothing happen presses again after this.
const PRESSED_AGAIN: Duration = Duration::from_secs(10);
/// As fast as most printers.
const SPEED_MM_S: u32 = 150;

/// The kiosk of the trials, whose printer is at the USB and whose hall is a screen; the other buttons are not wired.
const BOARD: &str = r#"
inherit = "virtual"
ports.hall = "127.0.0.1:8081"
ports.consoles = "127.0.0.1:8082"
ports.service = "127.0.0.1:8079"

[kiosk.1]
button.1 = { driver = "gpio", chip = "kiosk", line = "BUTTON_1", lamp_line = "LAMP_1", debounce_ms = 200 }

[kiosk.1.printer]
driver = "usb"
id = "04b8:0e15"

[hall]
driver = "drm"
width_px = 1280
height_px = 720
"#;

/// What a time service does that has set the clock.
fn vouch_for_the_clock() {
    // SAFETY: `timex` is plain old data of which the fields named by `modes` are set, and the pointer outlives the call.
    let state = unsafe {
        let mut timex: libc::timex = std::mem::zeroed();
        timex.modes = libc::ADJ_STATUS | libc::ADJ_MAXERROR | libc::ADJ_ESTERROR;
        libc::adjtimex(&raw mut timex)
    };
    assert_eq!(state, libc::TIME_OK);
}

/// Everything that is plugged in. Rights are set and nodes are made by the machine's own udev.
struct Office {
    chip: Chip,
    gadget: Gadget,
    printer: Printer,
}

impl Office {
    /// The board of the trials must be in place.
    fn open() -> Self {
        let config = Path::new("/host/config");
        fs::create_dir_all(config).unwrap();
        fs::copy(SITE, config.join("site.toml")).unwrap();
        fs::copy(DEVICE, config.join("board.toml")).unwrap();
        fs::copy("/etc/rinda/boards/virtual.toml", config.join("virtual.toml")).unwrap();
        let profile = read_config(config).board.kiosks[&KioskId(1)].printer.profile;
        let chip = Chip::new("kiosk", &LINES);
        let gadget = Gadget::new((0x04b8, 0x0e15), "printer.0", &[("q_len", "1")]);
        gadget.plug_in();
        Self { chip, gadget, printer: Printer::new("/dev/g_printer0", profile, SPEED_MM_S) }
    }

    fn until_it_takes_a_press(&self) {
        until("the lamp is lit", || self.chip.value(LAMP_1));
    }

    /// Somebody presses and takes the paper.
    fn take_a_ticket(&self) {
        self.until_it_takes_a_press();
        let (taken, printed, pieces) = (count("ticket_taken"), count("slip_printed"), self.printer.pieces());
        let mut pressed = None::<Instant>;
        until("the press is taken", || {
            // As people do where nothing happens: after a start the lamp can be lit before the button is watched.
            if pressed.is_none_or(|pressed| pressed.elapsed() > PRESSED_AGAIN) {
                press(&self.chip, BUTTON_1);
                pressed = Some(Instant::now());
            }
            count("ticket_taken") > taken
        });
        until("the slip is out", || count("slip_printed") > printed);
        assert!(self.printer.pieces() > pieces, "there is paper");
        let number: String = journal(
            "SELECT number FROM tickets WHERE ticket = (SELECT ticket FROM log WHERE kind = 'slip_printed' ORDER BY seq DESC LIMIT 1)",
        );
        let mut given = OpenOptions::new().create(true).append(true).open(GIVEN).unwrap();
        writeln!(given, "{number}").unwrap();
        given.sync_all().unwrap();
    }
}

/// What stays after a restart, however it comes.
fn check_that_the_queue_stays(what: &str, office: &Office, restart: impl FnOnce()) {
    let (before, process) = (queue(), property("MainPID"));
    let began_us = monotonic_us();
    restart();
    until("another process runs", || !["0", &process].contains(&&*property("MainPID")));
    office.until_it_takes_a_press();
    tell_the_way_to_a_ticket(what, began_us);
    assert_eq!(queue(), before, "{what}");
    office.take_a_ticket();
}

#[test]
#[ignore = "installs a package: see tests/machine/installed"]
fn first_morning() {
    println!("{}", install("/host/rinda.deb"));
    println!(
        "measured installed size: {}",
        said("dpkg-query", &["-W", "-f", "${Installed-Size} KiB", "rinda"])
    );
    assert_eq!(
        String::from_utf8_lossy(&run("systemctl", &["is-enabled", "rinda"]).stdout).trim(),
        "disabled"
    );
    assert_eq!(property("ActiveState"), "inactive", "nothing starts before somebody says so");

    let site = fs::read_to_string(SITE).unwrap();
    fs::write(SITE, site.replace("time_zone = ", "time_zoe = ")).unwrap();
    assert!(!run("systemctl", &["enable", "--now", "rinda"]).status.success(), "that is no site");
    until("it has given up", || property("ActiveState") == "failed");
    assert_eq!(property("ExecMainStatus"), "78");
    assert!(log().contains("/etc/rinda/site.toml:7:1: time_zoe: "), "what is wrong is said: {}", log());

    fs::write(SITE, site).unwrap();
    fs::write(DEVICE, BOARD).unwrap();
    let set_pin =
        "echo 271828 | runuser -u rinda -- rinda service set-pin --pin-file - --state /var/lib/rinda";
    said("sh", &["-c", set_pin]);
    let office = Office::open();
    systemctl(&["enable", "--now", "rinda"]);
    assert_eq!(property("StatusErrno"), "0");
    assert_eq!(count("day_opened"), 0, "nobody vouches for the clock");
    vouch_for_the_clock();
    until("the day opens by itself", || count("day_opened") == 1);
    office.take_a_ticket();
    assert!(log().contains("hall display: display at the first connector is on"), "{}", log());

    office.printer.unplug(&office.gadget);
    until("the printer is missed", || !office.chip.value(LAMP_1));
    let about_it = ["--no-pager", "--unit=rinda", "--priority=warning", "RINDA_DEVICE=USB printer 04b8:0e15"];
    until("the log has a field for it", || said("journalctl", &about_it).contains("04b8:0e15: "));
    office.printer.plug_in(&office.gadget);
    office.take_a_ticket();
    let status = said("runuser", &["-u", "rinda", "--", "rinda", "service", "status"]);
    assert!(status.contains("riga-2"), "technicians see the branch: {status}");
    measure_memory();

    check_that_the_queue_stays("restart", &office, || _ = systemctl(&["restart", "rinda"]));
    check_that_the_queue_stays("upgrade", &office, || _ = install("/host/next.deb"));
    assert!(said("dpkg-query", &["-W", "rinda"]).trim().ends_with("+next"));
    check_that_the_queue_stays("downgrade", &office, || _ = install("/host/rinda.deb"));
    // The watchdog, and not somebody who looks: the process is there and does nothing.
    check_that_the_queue_stays("hang", &office, || {
        _ = systemctl(&["kill", "--kill-whom=main", "--signal=STOP", "rinda"]);
    });
    assert_eq!(count("ticket_taken"), 6);

    for taken in 1.. {
        office.take_a_ticket();
        if taken == 3 {
            println!("pull the plug");
        }
    }
}

#[test]
#[ignore = "installs a package: see tests/machine/installed"]
fn after_the_power_cut() {
    until("it has started by itself", || property("ActiveState") == "active");
    let given = BufReader::new(File::open(GIVEN).unwrap()).lines();
    let given: Vec<String> = given.map(Result::unwrap).collect();
    assert!(given.len() >= 9, "{given:?}");
    let there = queue();
    let there: Vec<&str> = there.split(' ').collect();
    assert!(
        given.iter().all(|number| there.contains(&number.as_str())),
        "{given:?} were given, {there:?} are known"
    );

    vouch_for_the_clock();
    let office = Office::open();
    office.take_a_ticket();
    let twice: u32 = journal(
        "SELECT count(*) FROM (SELECT 1 FROM log WHERE kind = 'ticket_taken' GROUP BY number HAVING count(*) > 1)",
    );
    assert_eq!(twice, 0, "no number was given twice");

    let told = said("apt-get", &["purge", "-y", "rinda"]);
    assert!(told.contains("/var/lib/rinda is left"), "{told}");
    assert!(Path::new("/var/lib/rinda/journal.db").exists() && !Path::new(SITE).exists());
    assert!(!run("systemctl", &["is-active", "rinda"]).status.success());
}
