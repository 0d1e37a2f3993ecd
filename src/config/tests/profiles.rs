//! Printers that are named by a profile.

use super::*;
use crate::config::board::printer::{Printer, profile_text};
use crate::domain::printer_profile::{CodePage, Evidence, Mode};

const PROFILE: &str = r#"schema = 1
width_dots = 512
dpi = 180
evidence = "queued_status"
cut = "full"
feed_before_cut_mm = 12
near_end_sensor = false
speed_mm_s_max = 300
[provenance]
width_dots = "documented"
evidence = "unverified"
cut = "probed"
near_end_sensor = "unverified"
"#;

/// What a board says of its printer when a profile says the rest.
const NAMED: (&str, &str) = (
    "width_dots = 576\ndpi = 203\nevidence = \"job_echo\"\ncut = \"partial\"\nfeed_before_cut_mm = 15\nnear_end_sensor = true\nspeed_mm_s_max = 200\n",
    "profile = \"tm-one\"\n",
);

fn directory() -> Directory {
    let directory = Directory::new();
    fs::create_dir(directory.0.join("printers")).unwrap();
    for name in ["tm-one", "tm-two", "star"] {
        directory.file(&format!("printers/{name}.toml"), PROFILE);
    }
    directory.file("site.toml", SITE);
    directory
}

fn printer(directory: &Directory, board: &str) -> Printer {
    let board = directory.file("board.toml", board);
    let outcome = read(&board, &directory.0.join("site.toml"));
    assert_eq!(outcome.problems, []);
    outcome.config.unwrap().board.kiosks[&KioskId(1)].printer.clone()
}

/// Edits the profile and a board that names it, and compares every problem.
fn check_profile(board_edits: &[(&str, &str)], profile_edits: &[(&str, &str)], expected: &[&str]) {
    let directory = directory();
    directory.file("printers/tm-one.toml", edited(PROFILE, profile_edits));
    directory.file("board.toml", edited(&edited(BOARD, &[NAMED]), board_edits));
    check_files(&directory, "board.toml", "site.toml", expected);
}

#[test]
fn a_printer_takes_from_its_profile_what_the_board_does_not_say() {
    let directory = directory();
    let named = printer(&directory, &edited(BOARD, &[NAMED]));
    assert_eq!((named.profile.width_dots, named.profile.speed_mm_s_max), (512, 300));
    assert_eq!(
        named.origin.to_string(),
        "from profile tm-one; probed: cut; unverified: evidence, near_end_sensor"
    );

    let own = (NAMED.0, "profile = \"tm-one\"\nevidence = \"job_echo\"\nspeed_mm_s_max = 250\n");
    let own = printer(&directory, &edited(BOARD, &[own]));
    assert_eq!((own.profile.evidence, own.profile.speed_mm_s_max), (Evidence::JobEcho, 250));
    assert_eq!((own.profile.width_dots, own.profile.dpi), (512, 180));
    assert_eq!(own.origin.to_string(), "from profile tm-one; probed: cut; unverified: near_end_sensor");

    let plain = printer(&directory, BOARD);
    assert_eq!((plain.origin.profile, plain.origin.provenance.len()), (None, 0));
}

#[test]
fn a_profile_stands_for_its_lines_when_a_board_inherits() {
    let directory = directory();
    let child = "schema = 1\nname = \"child\"\ninherit = \"parent\"\n[kiosk.1.printer]\n";
    // The child's profile wins over the facts of its parent.
    directory.file("parent.toml", BOARD);
    let board = printer(&directory, &format!("{child}profile = \"tm-one\"\n"));
    assert_eq!(
        (board.profile.width_dots, board.profile.cut),
        (512, crate::domain::printer_profile::Cut::Full)
    );
    // The child's own facts win over the profile of its parent, and nothing is said of them.
    directory.file("parent.toml", edited(BOARD, &[NAMED]));
    let board = printer(&directory, &format!("{child}evidence = \"job_echo\"\n"));
    assert_eq!((board.profile.width_dots, board.profile.evidence), (512, Evidence::JobEcho));
    assert_eq!(board.origin.to_string(), "from profile tm-one; probed: cut; unverified: near_end_sensor");
}

#[test]
fn names_of_profiles() {
    check_profile(&[], &[], &[]);
    check_profile(
        &[("tm-one", "tm-on"), ("button.2 = { driver", "button.2 = { drivr")],
        &[],
        &[
            "board.toml:7:14: kiosk.1.button.2.drivr: unknown key; did you mean 'driver'?",
            "board.toml:14:11: kiosk.1.printer.profile: there is no printers/tm-on.toml; the nearest names are: tm-one, tm-two, star",
        ],
    );
    check_profile(
        &[("tm-one", "../board")],
        &[],
        &[
            "board.toml:14:11: kiosk.1.printer.profile: '../board' is not the name of a profile; write the file's name without directory and without .toml",
        ],
    );
    let directory = Directory::new();
    directory.file("site.toml", SITE);
    directory.file("board.toml", edited(BOARD, &[NAMED]));
    check_files(
        &directory,
        "board.toml",
        "site.toml",
        &[
            "board.toml:14:11: kiosk.1.printer.profile: there is no printers/tm-one.toml; copy the directory 'printers' to where the board lies, or give the facts here",
        ],
    );
}

#[test]
fn bad_profiles() {
    check_profile(
        &[],
        &[("schema = 1", "schema = 2")],
        &[
            "printers/tm-one.toml:1:10: schema: the file is of version 2, this program reads up to 1; use a newer rinda, or a file made for this one",
        ],
    );
    check_profile(
        &[],
        &[("schema = 1\n", ""), ("cut = \"full\"\n", "driver = \"virtual\"\n")],
        &[
            "board.toml:12:1: kiosk.1.printer.cut: is missing; add it to this table",
            "printers/tm-one.toml: schema: is missing; add it to the file",
            "printers/tm-one.toml:4:1: driver: unknown key; choose one of: width_dots, dpi, evidence, cut, feed_before_cut_mm, near_end_sensor, speed_mm_s_max, clear, status, automatic_status, cut_command, presenter, mode, code_pages, qr_code, double_byte, provenance",
        ],
    );
    check_profile(
        &[],
        &[("dpi = 180", "dpi = 181"), ("\"probed\"", "\"guessed\"")],
        &[
            "printers/tm-one.toml:3:7: kiosk.1.printer.dpi: 181 is not supported; choose one of: 180, 203",
            "printers/tm-one.toml:12:7: kiosk.1.printer.provenance.cut: 'guessed' is not known here; choose one of: documented, probed, unverified",
        ],
    );
    check_profile(
        &[],
        &[("[provenance]\nwidth_dots", "[provenance]\nwidth")],
        &[
            "printers/tm-one.toml:10:1: kiosk.1.printer.provenance.width: unknown key; choose one of: width_dots, dpi, evidence, cut, feed_before_cut_mm, near_end_sensor, speed_mm_s_max, clear, status, automatic_status, cut_command, presenter, mode, code_pages, qr_code, double_byte",
        ],
    );
}

#[test]
fn every_packaged_profile_makes_a_printer_and_says_how_its_facts_are_known() {
    let directory = directory();
    let mut count = 0;
    for entry in fs::read_dir(packaged("boards/printers")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# "), "{} names no source", path.display());
        directory.file("printers/tm-one.toml", text);
        let printer = printer(&directory, &edited(BOARD, &[NAMED]));
        let known = printer.origin.provenance.len();
        assert!((8..=16).contains(&known), "{}", path.display());
        count += 1;
    }
    assert!(count >= 11, "there are {count} profiles");
}

#[test]
fn what_is_written_of_a_profile_is_what_was_read() {
    let directory = directory();
    let written = directory.0.join("printers/tm-two.toml");
    for entry in fs::read_dir(packaged("boards/printers")).unwrap() {
        let path = entry.unwrap().path();
        let Printer { profile, origin, .. } = read_profile(&path).unwrap();
        let text = profile_text("Head.\n\nMore of it.", &profile, &origin.provenance);
        assert!(text.starts_with("# Head.\n#\n# More of it.\n\nschema = 1\n"), "{text}");
        fs::write(&written, &text).unwrap();
        let again = read_profile(&written).unwrap();
        assert_eq!(again.profile, profile, "{text}");
        let known = |fact: &&str| again.origin.provenance.contains_key(*fact);
        let facts: Vec<&str> = origin.provenance.keys().copied().filter(known).collect();
        facts.iter().for_each(|fact| assert_eq!(again.origin.provenance[fact], origin.provenance[fact]));
        assert!(facts.len() >= 8, "{text}");
    }
    assert_eq!(generic_printer(), read_profile(&packaged("boards/printers/generic-80mm.toml")).unwrap());
    let problems = read_profile(&directory.0.join("printers/none.toml")).unwrap_err();
    assert!(problems[0].to_string().contains("printers/none.toml"), "{problems:?}");
}

#[test]
fn a_slip_that_takes_too_long_is_told() {
    let directory = directory();
    let slips = [(KioskId(1), SlipSize { bytes: 46_080, rows: 640 })];
    let drawn = Drawn { slips: slips.into(), ..Drawn::default() };
    let check = |edits: &[(&str, &str)], expected: &[&str]| {
        let board = directory.file("board.toml", edited(BOARD, edits));
        let report = super::super::check(&board, &directory.0.join("site.toml"), &drawn).to_string();
        let report = report.replace(&format!("{}/", directory.0.display()), "");
        let told: Vec<&str> = report
            .lines()
            .map(str::trim)
            .filter(|line| {
                ["a slip takes", "a slip of", "a slip as text"].iter().any(|words| line.contains(words))
            })
            .collect();
        assert_eq!(told, expected);
    };
    let serial = |baud| {
        format!(
            "[kiosk.1.printer]\ndriver = \"serial\"\npath = \"/dev/ttyUSB0\"\nbaud = {baud}\nflow = \"dtr\""
        )
    };
    const VIRTUAL: &str = "[kiosk.1.printer]\ndriver = \"virtual\"";
    check(
        &[(VIRTUAL, &serial(115_200))],
        &[
            "board.toml: warning: kiosk.1.printer: a slip takes 4.1 s, and visitors expect it within 1.5 s; connect it by USB or the network, set both ends to a faster line, or print text: `mode = \"text\"`",
            "a slip of 80 mm takes 4.1 s at least: 4.0 s for 47 kB on the cable, meanwhile 0.4 s to print, 0.1 s to the cutter",
        ],
    );
    check(
        &[("speed_mm_s_max = 200", "speed_mm_s_max = 50")],
        &[
            "board.toml: warning: kiosk.1.printer: a slip takes 1.9 s, and visitors expect it within 1.5 s; use a faster printer",
            "a slip of 80 mm takes 1.9 s at least: 1.6 s to print, 0.3 s to the cutter",
        ],
    );
    check(
        &[("speed_mm_s_max = 200", "speed_mm_s_max = 64")],
        &["a slip of 80 mm takes 1.5 s at least: 1.3 s to print, 0.2 s to the cutter"],
    );
    let text = format!("{}\nmode = \"text\"\ncode_pages = {{ cp775 = 33, cp866 = 17 }}", serial(9600));
    check(
        &[(VIRTUAL, &text)],
        &[
            "board.toml: warning: kiosk.1.printer: a slip takes 48.1 s, and visitors expect it within 1.5 s; connect it by USB or the network, or set both ends to a faster line",
            "a slip as text of 80 mm takes 48.1 s at least: 48.0 s for 47 kB on the cable, meanwhile 0.4 s to print, 0.1 s to the cutter",
        ],
    );
}

#[test]
fn a_printer_of_text_names_its_code_pages() {
    let directory = directory();
    const VIRTUAL: &str = "[kiosk.1.printer]\ndriver = \"virtual\"";
    let text = |pages: &str| edited(BOARD, &[(VIRTUAL, &format!("{VIRTUAL}\nmode = \"text\"\n{pages}"))]);
    let printer = printer(&directory, &text("code_pages = { cp775 = 33, cp866 = 17 }\nqr_code = true"));
    assert_eq!(printer.profile.mode, Mode::Text);
    let pages: Vec<_> = printer.profile.text.pages.iter().collect();
    assert_eq!(pages, [(CodePage::Cp775, 33), (CodePage::Cp866, 17)]);
    assert!(printer.profile.text.qr_code && !printer.profile.text.double_byte);
    directory.file("board.toml", text("code_pages = { cp775 = 256, cp437 = 0 }"));
    check_files(
        &directory,
        "board.toml",
        "site.toml",
        &[
            "board.toml:12:1: warning: kiosk.1.printer: no code page has the letters of Latvian: plain Latin letters are printed; give their numbers in `code_pages`, from the printer's manual, or leave `mode` out",
            "board.toml:12:1: warning: kiosk.1.printer: no code page has the letters of Russian and Ukrainian: plain Latin letters are printed; give their numbers in `code_pages`, from the printer's manual, or leave `mode` out",
            "board.toml:15:24: kiosk.1.printer.code_pages.cp775: 256 is out of range; write a whole number from 0 to 255",
            "board.toml:15:29: kiosk.1.printer.code_pages.cp437: unknown key; choose one of: cp1257, cp775, iso8859_13, cp1251, cp866",
        ],
    );
}
