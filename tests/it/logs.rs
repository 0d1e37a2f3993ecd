//! `rinda replay` on a log with wrong rows, as somebody types it.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

struct Desk(PathBuf);

impl Desk {
    /// A log with two people, one of whom can be scored, and some rows that cannot be true.
    fn new(name: &str, wrong_rows: usize) -> Self {
        let at = std::env::temp_dir().join(format!("rinda-logs-{name}-{}", std::process::id()));
        // From an interrupted run with the same process id.
        let _ = std::fs::remove_dir_all(&at);
        std::fs::create_dir_all(&at).unwrap();
        let head = "day,service,priority,joined_s,called_s,finished_s,left_s,counter,outcome\n";
        let good = "1999-01-04,PS,0,230,300,360,,C0,served\n1999-01-04,PS,0,100,200,220,,C0,served\n";
        let wrong = "1999-01-04,PS,0,100,200,220,,C0,vanished\n".repeat(wrong_rows);
        std::fs::write(at.join("log.csv"), [head, good, &wrong].concat()).unwrap();
        Self(at)
    }

    fn replay(&self, arguments: &[&str], out: Stdio) -> Output {
        let mut program = Command::new(env!("CARGO_BIN_EXE_rinda"));
        program.args(["replay", "log.csv"]).args(arguments).current_dir(&self.0).stdout(out);
        program.stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn some_wrong_rows_are_named_and_the_others_are_counted_unless_all_are_wanted() {
    let desk = Desk::new("wrong", 25);
    let told = |arguments: &[&str]| {
        let output = desk.replay(arguments, Stdio::piped());
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    let (done, some) = told(&[]);
    assert!(done, "{some}");
    assert_eq!(some.matches("outcome 'vanished'").count(), 20, "{some}");
    assert!(some.contains("log.csv: and 5 more; --strict names all of them\n"), "{some}");
    let backwards =
        "log.csv: rows that joined before the row above them: 1, the first in line 3; put in order\n";
    assert!(some.contains(backwards), "{some}");
    assert!(some.ends_with("log.csv: wrong rows: 25, good ones: 2\n"), "{some}");
    let (done, all) = told(&["--strict"]);
    assert!(!done && !all.contains(" more;"), "{all}");
    assert_eq!(all.matches("outcome 'vanished'").count(), 25, "{all}");
}

#[test]
fn who_reads_only_the_beginning_hears_no_complaint() {
    let desk = Desk::new("pipe", 0);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = desk.replay(&[], writer.into());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && !told.contains("Broken pipe"), "{told}");
}

#[test]
fn who_is_scored_can_be_had_alone() {
    let desk = Desk::new("scored", 0);
    let rows = |arguments: &[&str]| {
        let told = desk.replay(arguments, Stdio::piped());
        assert!(told.status.success(), "{told:?}");
        let file = std::fs::read_to_string(desk.0.join("told.csv")).unwrap();
        file.lines().skip(1).map(|row| row.split(',').nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(rows(&["--predictions", "told.csv"]), ["100", "230"]);
    assert_eq!(rows(&["--predictions", "told.csv", "--only-scored"]), ["230"]);
    assert!(
        !desk.replay(&["--only-scored"], Stdio::piped()).status.success(),
        "there is no file to leave them out of"
    );
}
