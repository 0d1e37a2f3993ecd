use super::*;
use crate::access::{Holder, set_with};
use std::fs;
use std::num::NonZeroU32;
use std::path::PathBuf;

/// The files that come with the program.
fn packaged(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn every_packaged_board_is_fast_enough_and_its_hall_can_be_read() {
    let files = fs::read_dir(packaged("boards")).unwrap().map(|entry| entry.unwrap().path());
    for board in files.filter(|path| path.is_file()) {
        let report = check(&board, &packaged("systemd/site.toml"), None);
        assert_eq!(
            (report.count(Severity::Error), report.count(Severity::Warning)),
            (0, 0),
            "{}\n{report}",
            board.display()
        );
        let text = report.to_string();
        assert!(text.contains("a slip of "), "no slip was drawn for {}\n{text}", board.display());
    }
}

/// A directory that is gone with the test.
struct Directory(PathBuf);

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_recordings_that_are_missing_are_listed_with_their_words() {
    let directory = Directory(std::env::temp_dir().join(format!("rinda-recordings-{}", std::process::id())));
    let lv = directory.0.join("clips/lv");
    fs::create_dir_all(&lv).unwrap();
    fs::write(lv.join("ticket.wav"), "").unwrap();
    let clips = format!("[hall.sound]\nclips = \"{}\"\n", directory.0.join("clips").display());
    let board =
        fs::read_to_string(packaged("boards/virtual.toml")).unwrap().replace("[hall.sound]\n", &clips);
    let board_file = directory.0.join("board.toml");
    fs::write(&board_file, board).unwrap();
    let site = packaged("systemd/site.toml");
    let list = || missing_recordings(&board_file, &site).unwrap();
    let lines: Vec<String> = list().iter().map(ToString::to_string).collect();
    let has = |name: &str, words: &str| {
        let line = format!("{}\t{words}", lv.join(name).display());
        assert!(lines.contains(&line), "no {line} in {lines:?}");
    };
    has("letter-a.wav", "A");
    has("number-42.wav", "42");
    has("counter-2.wav", "2. lodziņš");
    assert!(lines.iter().all(|line| !line.contains("ticket.wav")), "{lines:?}");
    let report = check(&board_file, &site, None).to_string();
    let needed = lines.len() + 1;
    let said = format!("1 of {needed} recordings are there; `rinda check --recordings` lists the others");
    assert!(report.contains(&said), "{report}");
    fs::write(lv.join("counter-2.wav"), "").unwrap();
    assert_eq!(list().len(), lines.len() - 1);
}

#[test]
fn counters_without_a_pin_are_named_where_clerks_must_sign_in() {
    let directory = Directory(std::env::temp_dir().join(format!("rinda-pins-{}", std::process::id())));
    fs::create_dir_all(&directory.0).unwrap();
    let board = fs::read_to_string(packaged("boards/virtual.toml")).unwrap();
    let board_file = directory.0.join("board.toml");
    let site = packaged("systemd/site.toml");
    let warning = || {
        let report = check(&board_file, &site, Some(&directory.0));
        report.problems.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    fs::write(&board_file, &board).unwrap();
    assert_eq!(warning(), Vec::<String>::new(), "nobody must sign in");
    fs::write(&board_file, board.replace("# consoles =", "consoles =")).unwrap();
    let expected = |counters: &str| {
        let advice = "set one with `rinda service set-counter-pin`, or take the line out";
        let file = board_file.display();
        vec![format!(
            "{file}: warning: ports.consoles: nobody can sign in at {counters}: there is no PIN; {advice}"
        )]
    };
    let set = |counter| {
        set_with(&directory.0, Holder::Counter(CounterId(counter)), "246810", NonZeroU32::MIN).unwrap();
    };
    set(2);
    assert_eq!(warning(), expected("counters 1, 3"));
    set(1);
    assert_eq!(warning(), expected("counter 3"));
    set(3);
    assert_eq!(warning(), Vec::<String>::new());
    fs::write(&board_file, board.replace("# service =", "service =")).unwrap();
    let said = warning();
    assert!(
        said[0].contains("ports.service: technicians cannot do anything there: there is no PIN"),
        "{said:?}"
    );
    set_with(&directory.0, Holder::Technician, "246810", NonZeroU32::MIN).unwrap();
    assert_eq!(warning(), Vec::<String>::new());
    fs::write(&board_file, board.replace("# consoles =", "consoles =")).unwrap();
    let text = check(&board_file, &site, None).to_string();
    assert!(text.contains("0.0.0.0:8082: the counter consoles and nothing else"), "{text}");
}
