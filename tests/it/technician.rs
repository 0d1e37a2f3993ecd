//! The service port of the built program, from its command line.

use rinda::domain::event::{Event, Part};
use rinda::domain::ids::KioskId;
use rinda::journal::History;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Nobody waits for a program that never starts.
const LIMIT: Duration = Duration::from_secs(60);
const PIN: &str = "246810";

/// A running branch.
struct Branch {
    program: Child,
    directory: PathBuf,
}

impl Branch {
    fn start() -> Self {
        let directory = std::env::temp_dir().join(format!("rinda-technician-{}", std::process::id()));
        // From an interrupted run with the same process id.
        let _ = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(&directory).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let board = std::fs::read_to_string(root.join("boards/virtual.toml")).unwrap();
        let file = directory.join("board.toml");
        std::fs::write(&file, board.replace("127.0.0.1:8080", "127.0.0.1:0")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_rinda"));
        command.arg("run").arg("--board").arg(file).arg("--site").arg(root.join("systemd/site.toml"));
        let program = command.arg("--state").arg(directory.join("state")).env_remove("RUNTIME_DIRECTORY");
        let program = program.stderr(Stdio::null()).spawn().unwrap();
        let branch = Self { program, directory };
        let from = Instant::now();
        while !branch.service(&["metrics"], "").status.success() {
            assert!(from.elapsed() < LIMIT, "the port was never opened");
        }
        branch
    }

    fn state(&self) -> PathBuf {
        self.directory.join("state")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rinda"));
        command.arg("service").args(arguments).arg("--state").arg(self.state());
        command
    }

    /// `rinda service …`, with something at its standard input.
    fn service(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Who needs no input may have gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    fn says(&self, arguments: &[&str], input: &str) -> String {
        let output = self.service(arguments, input);
        let [said, error] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert!(output.status.success(), "{arguments:?}: {said}{error}");
        said
    }

    fn refuses(&self, arguments: &[&str], input: &str) -> String {
        let output = self.service(arguments, input);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }
}

impl Drop for Branch {
    fn drop(&mut self) {
        // It is either running or gone.
        let _ = self.program.kill();
        let _ = self.program.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

#[test]
fn a_technician_sees_acts_and_leaves_a_record() {
    let branch = Branch::start();
    let status = branch.says(&["status"], "");
    for words in ["riga-2", "The queue today", "Printer of kiosk 1", "Central queue", "Epoch of the journal"]
    {
        assert!(status.contains(words), "{words} is not in\n{status}");
    }
    assert!(branch.says(&["status", "--language", "lv"], "").contains("Rinda šodien"));
    let picture: Value = serde_json::from_str(&branch.says(&["status", "--json"], "")).unwrap();
    assert_eq!(picture["key"], "riga-2");
    let config = branch.says(&["config"], "");
    assert!(config.contains("kiosk.1.printer.dpi = 203    # ") && config.contains("board.toml:"), "{config}");
    assert!(branch.says(&["metrics"], "").contains("\nrinda_running 1\n"));

    let act = ["act", "new-roll", "1", "--pin-file", "-"];
    assert!(branch.refuses(&act, PIN).contains("No service PIN is set"));
    assert!(branch.refuses(&["set-pin", "--pin-file", "-"], "12345").contains("6 to 64"));
    branch.says(&["set-pin", "--pin-file", "-"], PIN);
    assert!(branch.refuses(&act, "000000").contains("The PIN is not right."));
    branch.says(&act, &format!("{PIN}\n"));
    let unknown = branch.refuses(&["act", "cancel", "A999", "--pin-file", "-"], PIN);
    assert!(unknown.contains("No such number is in the queue today."), "{unknown}");
    assert!(branch.refuses(&["act", "resync", "--pin-file", "-"], PIN).contains("has no central queue"));
    branch.says(&["act", "restart-printer", "1", "--pin-file", "-"], PIN);
    branch.says(&["act", "restart-displays", "--pin-file", "-"], PIN);
    let history = History::open(&branch.state()).unwrap();
    let rows = history.entries(0, u32::MAX).unwrap().into_iter();
    let anew = rows.filter_map(|row| {
        let Event::PartRestarted { part } = row.entry.event else { return None };
        Some(part)
    });
    assert_eq!(anew.collect::<Vec<_>>(), [Part::Printer(KioskId(1)), Part::Displays]);
    assert!(
        branch.refuses(&["act", "restart-link", "--pin-file", "-"], PIN).contains("has no central queue")
    );
    assert!(branch.refuses(&["why", "A999"], "").contains("A999"));
    a_printer_is_tried(&branch);
    a_test_is_one_at_a_time(&branch);
    presses_are_watched(&branch);
    let counter_pin = |more: &[&'static str]| [&["set-counter-pin", "2"], more].concat();
    branch.says(&counter_pin(&["--pin-file", "-"]), PIN);
    assert!(branch.state().join("counter-2-pin.json").exists());
    assert!(branch.says(&counter_pin(&["--remove"]), "").contains("no PIN any more"));
    assert!(branch.refuses(&counter_pin(&["--remove"]), "").contains("no PIN is set"));

    let bundle = branch.directory.join("bundle");
    assert!(branch.says(&["bundle", bundle.to_str().unwrap()], "").contains(" bytes."));
    let listed = Command::new("tar").arg("tzf").arg(&bundle).output().unwrap();
    assert!(String::from_utf8(listed.stdout).unwrap().contains("faults.txt"));
    let backup = branch.directory.join("backup");
    let take = ["backup", backup.to_str().unwrap(), "--pin-file", "-"];
    assert!(branch.says(&take, PIN).contains(" bytes."));
    assert!(branch.refuses(&take, PIN).contains("exists"), "a file that is there is not touched");

    let mut watching = branch.command(&["watch"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("Epoch of the journal")), "first everything is told");
    branch.says(&["act", "open-day", "--pin-file", "-"], PIN);
    branch.says(&["act", "hold-counter", "2", "--pin-file", "-"], PIN);
    assert!(lines.any(|line| line.starts_with("  Day ") && line.contains("open")), "then what is new");
    drop(lines);
    branch.says(&["act", "release-counter", "2", "--pin-file", "-"], PIN);
    assert!(watching.wait().unwrap().success(), "nobody reads any more");

    let shown = branch.says(&["audit", "show"], "");
    assert!(shown.contains(": new roll, kiosk 1: done") && shown.contains("wrong PIN"), "{shown}");
    for said in [
        "  rinda: audit log: begun",
        ": set the PIN of technicians: asked",
        ": set the PIN of technicians: a PIN has 6 to 64",
        ": set the PIN of technicians: done",
        ": set the PIN of counter 2: done",
        ": remove the PIN of counter 2: done",
        ": cancel, number A999: refused: No such number is in the queue today.",
    ] {
        assert!(shown.contains(said), "{said} is not in\n{shown}");
    }
    assert!(shown.contains("  command line, user ") && !shown.contains("Unknown"), "{shown}");
    let json = branch.says(&["audit", "show", "--json"], "");
    assert!(json.contains(r#"{\"act\":\"new-roll\",\"kiosk\":1}"#), "{json}");
    let verified = branch.says(&["audit", "verify"], "");
    let sum = verified.rsplit(' ').next().unwrap().trim().to_owned();
    branch.says(&["audit", "verify", "--sum", &sum], "");
    assert!(branch.refuses(&["audit", "verify", "--sum", "0000"], "").contains("written anew"));
    let log = branch.state().join("audit.log");
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::remove_file(&log).unwrap();
    assert!(branch.refuses(&["audit", "verify"], "").contains("audit.log is missing"));
    std::fs::write(&log, text.replacen("wrong PIN", "right PIN", 1)).unwrap();
    assert!(branch.refuses(&["audit", "verify"], "").contains("was changed"));
    let output = branch.service(&["audit", "show"], "");
    let [shown, error] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    let marked = shown.lines().position(|line| line.starts_with("!  ") && line.contains("audit.log:"));
    assert!(marked.is_some_and(|line| line > 0 && line < shown.lines().count() - 1), "{shown}");
    assert_eq!((output.status.code(), error.contains("was changed")), (Some(1), true), "{error}");
    let nowhere = branch.directory.join("nowhere");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rinda"));
    command.args(["service", "set-pin", "--pin-file", "/dev/null", "--state"]).arg(nowhere);
    let error = String::from_utf8(command.output().unwrap().stderr).unwrap();
    assert!(error.contains("nowhere: there is no such directory"), "{error}");
}

/// Lamps blink for many seconds; whoever wants another test meanwhile is told so.
fn a_test_is_one_at_a_time(branch: &Branch) {
    let mut command = branch.command(&["test", "lamps", "--pin-file", "-"]);
    let mut blinking = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    blinking.stdin.take().unwrap().write_all(PIN.as_bytes()).unwrap();
    while !branch.says(&["audit", "show"], "").contains("test lamps: asked") {}
    let another = branch.refuses(&["test", "displays", "--pin-file", "-"], PIN);
    assert!(another.contains("Another test is under way."), "{another}");
    blinking.kill().unwrap();
    blinking.wait().unwrap();
}

fn a_printer_is_tried(branch: &Branch) {
    let slip = branch.says(&["test", "slip", "1", "--pin-file", "-"], PIN);
    assert!(slip.contains("Printer of kiosk 1") && slip.contains("the printer has confirmed it"), "{slip}");
    let present = branch.refuses(&["test", "present", "1", "--pin-file", "-"], PIN);
    assert!(present.contains("has no presenter"), "{present}");
}

/// The test before was ended by its connection, and makes room as soon as that is noticed.
fn presses_are_watched(branch: &Branch) {
    let begins = || {
        let mut command = branch.command(&["test", "buttons", "1", "--pin-file", "-"]);
        let mut watching =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        watching.stdin.take().unwrap().write_all(PIN.as_bytes()).unwrap();
        let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines().map_while(Result::ok);
        let has_begun = lines.any(|line| line.starts_with("Press the buttons now"));
        watching.kill().unwrap();
        watching.wait().unwrap();
        has_begun
    };
    while !begins() {}
}

#[test]
fn who_finds_no_branch_is_told_what_to_do() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rinda"));
    let output = command.args(["service", "status", "--state", "/nowhere"]).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && error.contains("does rinda run?"), "{error}");
}
