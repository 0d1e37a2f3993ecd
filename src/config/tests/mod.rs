mod board;
mod console;
mod counter_hours;
mod desks;
mod in_force;
mod link;
mod places;
mod ports;
mod profiles;
mod remote;
mod site;
mod sound;

use super::problem::Severity;
use super::report::{Letters, SlipSize};
use super::*;
use crate::domain::ids::{CounterId, KioskId, ServiceId};
use crate::domain::settings::Rules;
use crate::domain::ticket::{Class, Language};
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

const BOARD: &str = r#"schema = 1
name = "test"
[ports]
listen = "127.0.0.1:8080"
[kiosk.1]
button.1 = { driver = "virtual" }
button.2 = { driver = "virtual" }
[kiosk.1.display]
driver = "virtual"
width_px = 800
height_px = 480
[kiosk.1.printer]
driver = "virtual"
width_dots = 576
dpi = 203
evidence = "job_echo"
cut = "partial"
feed_before_cut_mm = 15
near_end_sensor = true
speed_mm_s_max = 200
[hall]
driver = "virtual"
width_px = 1920
height_px = 1080
height_mm = 680
viewing_distance_m = 8
"#;

const SITE: &str = r#"schema = 1
key = "test"
name = { lv = "Nodaļa", en = "Office" }
time_zone = "Europe/Riga"
language = "lv"
languages = ["lv", "en"]
[[service]]
key = "passport"
series = "A"
name = { lv = "Pases", en = "Passports" }
typical_min = 12
[[service]]
key = "eid"
series = "C"
name = { lv = "eID", en = "eID" }
typical_min = 10
last_ticket_before_close_min = 30
[counter.1]
services = ["passport", "eid"]
[kiosk.1]
button.1 = { service = "passport" }
button.2 = { service = "eid" }
[hours]
monday = "8:30-18:00"
tuesday = "closed"
wednesday = "closed"
thursday = "closed"
friday = "closed"
saturday = "closed"
sunday = "closed"
exceptions = [
    { date = 2026-11-18, hours = "closed", reason = "holiday" },
]
[rules]
hold_s = 2700
"#;

/// A directory of its own for each test, with files in it; removed at the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("rinda-config-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        // A run that was interrupted may have left one: process ids come again.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The problems, one a line, with the directory taken out of the paths.
    fn problems(&self, board: &Path, site: &Path) -> Vec<String> {
        let outcome = read(board, site);
        let errors = outcome.problems.iter().any(|problem| problem.severity == Severity::Error);
        assert_eq!(outcome.config.is_none(), errors, "nothing is handed out while there is an error");
        let directory = format!("{}/", self.0.display());
        outcome.problems.iter().map(|problem| problem.to_string().replace(&directory, "")).collect()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // A directory that stays behind in /tmp is no reason to fail a test.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the test edits what is not there: {from}");
        text.replacen(from, to, 1)
    })
}

/// Edits the good board and the good site, reads both, and compares every problem.
fn check(board_edits: &[(&str, &str)], site_edits: &[(&str, &str)], expected: &[&str]) {
    let directory = Directory::new();
    let board = directory.file("board.toml", edited(BOARD, board_edits));
    let site = directory.file("site.toml", edited(SITE, site_edits));
    assert_eq!(directory.problems(&board, &site), expected);
}

fn check_site(edits: &[(&str, &str)], expected: &[&str]) {
    check(&[], edits, expected);
}

fn check_board(edits: &[(&str, &str)], expected: &[&str]) {
    check(edits, &[], expected);
}

#[test]
fn good_files_have_no_problems() {
    check(&[], &[], &[]);
}

/// Reads two files as they are.
fn check_files(directory: &Directory, board: &str, site: &str, expected: &[&str]) {
    let problems = directory.problems(&directory.0.join(board), &directory.0.join(site));
    assert_eq!(problems, expected);
}

#[test]
fn files_that_cannot_be_read() {
    let directory = Directory::new();
    directory.file("board.toml", BOARD);
    directory.file("site.toml", SITE);
    fs::create_dir(directory.0.join("folder")).unwrap();
    check_files(
        &directory,
        "missing.toml",
        "folder",
        &[
            "folder: is a directory; name the file in it",
            "missing.toml: cannot be read: No such file or directory (os error 2); check the path and its permissions",
        ],
    );
    directory.file("latin.toml", b"schema = 1\nname = \"L\xE2\"\n");
    directory.file("large.toml", vec![b'#'; 256 * 1024 + 1]);
    check_files(
        &directory,
        "latin.toml",
        "large.toml",
        &[
            "large.toml: is larger than 256 KiB; check that this is the right file",
            "latin.toml: line 2 is not UTF-8 text; save the file as UTF-8",
        ],
    );
    check_files(
        &directory,
        "/dev/null/board.toml",
        "/dev/null",
        &[
            "/dev/null: is not a regular file; name a file",
            "/dev/null/board.toml: cannot be read: Not a directory (os error 20); check the path and its permissions",
        ],
    );
    directory.file("empty.toml", "");
    check_files(
        &directory,
        "board.toml",
        "empty.toml",
        &[
            "empty.toml: schema: is missing; add it to the file",
            "empty.toml: key: is missing; add it to the file",
            "empty.toml: language: is missing; add it to the file",
            "empty.toml: languages: is missing; add it to the file",
            "empty.toml: name: is missing; add it to the file",
            "empty.toml: service: is missing; add it to the file",
            "empty.toml: time_zone: is missing; add it to the file",
            "empty.toml: hours: is missing; add it to the file",
            "empty.toml: counter: is missing; add it to the file",
            "empty.toml: kiosk: is missing; add it to the file",
        ],
    );
}

#[test]
fn a_bad_board_does_not_hide_what_is_wrong_with_the_site() {
    check(
        &[("dpi = 203", "dpi = 0")],
        &[("hold_s = 2700", "hold_s = 1")],
        &[
            "board.toml:15:7: kiosk.1.printer.dpi: 0 is not supported; choose one of: 180, 203",
            "site.toml:35:10: rules.hold_s: 1 is out of range; write a whole number from 60 to 14400",
        ],
    );
}

#[test]
fn a_board_takes_what_it_does_not_say_from_the_one_it_inherits() {
    let directory = Directory::new();
    directory.file("parent.toml", BOARD);
    let site = directory.file("site.toml", SITE);
    let child = "schema = 1\nname = \"child\"\ninherit = \"parent\"\n[kiosk.1.printer]\nwidth_dots = 384\n";
    let outcome = read(&directory.file("child.toml", child), &site);
    assert_eq!(outcome.problems, []);
    let board = outcome.config.unwrap().board;
    let kiosk = &board.kiosks[&KioskId(1)];
    assert_eq!(
        (board.name.as_str(), kiosk.printer.profile.width_dots, kiosk.printer.profile.dpi),
        ("child", 384, 203)
    );
    assert_eq!(kiosk.buttons.len(), 2);
}

#[test]
fn inheritance_that_is_not_possible() {
    let directory = Directory::new();
    directory.file("site.toml", SITE);
    directory.file("parent.toml", format!("inherit = \"board\"\n{BOARD}"));
    let check = |inherit: &str, expected: &str| {
        directory.file("board.toml", format!("inherit = {inherit}\n{BOARD}"));
        check_files(&directory, "board.toml", "site.toml", &[expected]);
    };
    check("7", "board.toml:1:11: inherit: is a whole number; name a board in the same directory");
    check(
        "\"../other\"",
        "board.toml:1:11: inherit: '../other' is not the name of a board; write the file's name without directory \
         and without .toml",
    );
    check(
        "\"board\"",
        "board.toml:1:11: inherit: a board cannot inherit from itself; name another board or take the line out",
    );
    check(
        "\"other\"",
        "board.toml:1:11: inherit: there is no other.toml; name a board in the same directory",
    );
    check(
        "\"parent\"",
        "board.toml:1:11: inherit: 'parent' inherits from another board itself (parent.toml:1:11); inherit from a \
         board that stands on its own",
    );
}

#[test]
fn problems_of_an_inherited_board_name_its_own_file() {
    let directory = Directory::new();
    directory.file("site.toml", SITE);
    directory.file("parent.toml", edited(BOARD, &[("dpi = 203", "dpi = 300")]));
    directory
        .file("board.toml", "schema = 1\nname = \"child\"\ninherit = \"parent\"\n[hall]\nheight_mm = 5\n");
    check_files(
        &directory,
        "board.toml",
        "site.toml",
        &[
            "board.toml:5:13: hall.height_mm: 5 is out of range; write a whole number from 10 to 3000",
            "parent.toml:15:7: kiosk.1.printer.dpi: 300 is not supported; choose one of: 180, 203",
        ],
    );
}

/// The files that come with the program.
fn packaged(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn every_packaged_board_runs_the_packaged_site() {
    let files = fs::read_dir(packaged("boards")).unwrap().map(|entry| entry.unwrap().path());
    let mut count = 0;
    for board in files.filter(|path| path.is_file()) {
        let outcome = read(&board, &packaged("systemd/site.toml"));
        assert_eq!(outcome.problems, [], "{}", board.display());
        assert!(outcome.config.is_some());
        count += 1;
    }
    assert!(count >= 2, "the virtual boards come with the program");
}

#[test]
fn the_packaged_site_spells_out_the_values_that_stand_in() {
    let outcome = read(&packaged("boards/virtual.toml"), &packaged("systemd/site.toml"));
    assert_eq!(outcome.config.unwrap().settings.rules, Rules::default());
    let without_rules = edited(SITE, &[("[rules]\nhold_s = 2700\n", "")]);
    let directory = Directory::new();
    let board = directory.file("board.toml", BOARD);
    let outcome = read(&board, &directory.file("site.toml", without_rules));
    assert_eq!(outcome.config.unwrap().settings.rules, Rules::default());
}

#[test]
fn a_site_becomes_the_settings_that_it_describes() {
    let directory = Directory::new();
    let board = directory.file("board.toml", BOARD);
    let site = edited(
        SITE,
        &[
            (
                "button.2 = { service = \"eid\" }",
                "button.2 = { service = \"eid\", class = \"priority\", language = \"en\" }",
            ),
            ("typical_min = 12", "typical_min = 12\ncap_per_day = 90"),
        ],
    );
    let settings = read(&board, &directory.file("site.toml", site)).config.unwrap().settings;
    let keys: Vec<&str> = settings.services.iter().map(|(key, _)| &*key.0).collect();
    assert_eq!(keys, ["passport", "eid"]);
    let passport = &settings.services[0].1;
    assert_eq!((passport.typical_s, passport.cap, passport.last_ticket_before_close_min), (720, Some(90), 0));
    assert_eq!((passport.name.get(Language::En), passport.name.get(Language::Uk)), ("Passports", "Pases"));
    assert_eq!(settings.languages, [Language::Lv, Language::En]);
    assert_eq!(settings.kiosks, [KioskId(1)]);
    assert!(settings.serves(CounterId(1), &ServiceId::new("eid")));
    let button = &settings.buttons[1];
    assert_eq!((button.place, button.class, button.language), (2, Class::Priority, Language::En));
    let calendar = &settings.calendar;
    let hours = calendar.hours("2026-11-23".parse().unwrap()).unwrap();
    assert_eq!((hours.from.to_string(), hours.until.to_string()), ("08:30:00".into(), "18:00:00".into()));
    assert_eq!(calendar.hours("2026-11-24".parse().unwrap()), None);
    assert_eq!(calendar.hours("2026-11-18".parse().unwrap()), None);
}

#[test]
fn the_report_says_what_would_run_and_whether_the_hall_can_be_read() {
    let directory = Directory::new();
    let board = directory.file("board.toml", BOARD);
    let site = directory.file("site.toml", SITE);
    let letters = vec![
        Letters { name: "the newest call", cap_height: 0.28 },
        Letters { name: "the calls before it", cap_height: 0.06 },
    ];
    let drawn = Drawn {
        letters: vec![letters],
        slips: [(KioskId(1), SlipSize { bytes: 46_080, rows: 640 })].into(),
        ..Drawn::default()
    };
    let report = super::check(&board, &site, &drawn);
    let text = report.to_string().replace(&format!("{}/", directory.0.display()), "");
    for line in [
        "board.toml: warning: hall: the calls before it can be read from 3.3 m, not from 8 m; use a higher display or hang it nearer",
        "  pages       http://127.0.0.1:8080",
        "  kiosk 1     2 buttons; virtual display, 800×480 pixels",
        "              virtual printer, 576 dots (72 mm) at 203 dpi, 200 mm/s, leaves a bridge when it cuts, warns of a roll near its end",
        "              a slip of 80 mm takes 0.5 s at least: 0.4 s to print, 0.1 s to the cutter",
        "              letters of the newest call: 190 mm high; EN 301 549 asks for 98 mm",
        "Site 'test': Nodaļa",
        "  services    A passport: Pases; some 12 min each, no daily cap, last ticket 0 min before closing",
        "  consoles    show how many wait, and the next numbers",
        "  exceptions  2026-11-18 Wed: closed, holiday",
        "Errors: 0. Warnings: 1.",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\nis not in\n{text}");
    }
    fs::write(&site, "schema = 9").unwrap();
    let report = super::check(&board, &site, &drawn);
    assert_eq!((report.count(Severity::Error), report.summary), (1, None));
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let directory = Directory::new();
        let file = directory.file("any.toml", bytes);
        prop_assert!(read(&file, &file).config.is_none());
    }

    #[test]
    fn no_damage_to_good_files_makes_reading_panic(
        at in any::<prop::sample::Index>(),
        length in 0..40usize,
        put in "[\\PC\n]{0,12}",
        board_is_damaged in any::<bool>(),
    ) {
        let damaged = |text: &str| {
            let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
            let from = at.index(places.len());
            let until = places.get(from + length).copied().unwrap_or(text.len());
            format!("{}{put}{}", &text[..places[from]], &text[until..])
        };
        let directory = Directory::new();
        let (board, site) =
            if board_is_damaged { (damaged(BOARD), SITE.to_owned()) } else { (BOARD.to_owned(), damaged(SITE)) };
        let outcome = read(&directory.file("board.toml", board), &directory.file("site.toml", site));
        let errors = outcome.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        prop_assert_eq!(outcome.config.is_none(), errors > 0);
    }
}
