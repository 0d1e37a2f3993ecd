//! Another configuration for the built program: asked for at its service port, tried, kept or left.

use rinda::domain::event::{Configured, Event};
use rinda::journal::History;
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Nobody waits for a program that says nothing.
const LIMIT: Duration = Duration::from_secs(60);
const PIN: &str = "246810";
/// An address that no machine has (RFC 5737).
const NOWHERE: &str = "192.0.2.1:80";

/// A branch whose files are its own.
struct Branch {
    directory: PathBuf,
    /// Where its pages are.
    pages: SocketAddr,
    program: Child,
    log: BufReader<ChildStderr>,
}

impl Branch {
    /// It has a PIN, and somebody waits.
    fn start(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("rinda-reload-{name}-{}", std::process::id()));
        // From an interrupted run with the same process id.
        let _ = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(&directory).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        std::fs::copy(root.join("systemd/site.toml"), directory.join("site.toml")).unwrap();
        std::fs::copy(root.join("boards/virtual.toml"), directory.join("board.toml")).unwrap();
        // Free for now.
        let pages = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        edit(&directory, "board.toml", "127.0.0.1:8080", &pages.to_string());
        let (program, log) = spawn(&directory);
        let branch = Self { directory, pages, program, log };
        branch.until_it_answers();
        branch.says(&["set-pin", "--pin-file", "-"]);
        // By the clock of this machine it may be open already, or may not be opened.
        branch.service(&["act", "open-day", "--pin-file", "-"]);
        branch.walk_in();
        branch
    }

    /// After it has ended.
    fn start_again(&mut self) {
        (self.program, self.log) = spawn(&self.directory);
        self.until_it_answers();
    }

    fn until_it_answers(&self) {
        let from = Instant::now();
        while !self.service(&["metrics"]).status.success() {
            assert!(from.elapsed() < LIMIT, "the port was never opened");
        }
    }

    fn edit(&self, file: &str, line: &str, other: &str) {
        edit(&self.directory, file, line, other);
    }

    /// `rinda service …`, with the PIN at its standard input.
    fn service(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rinda"));
        command.arg("service").args(arguments).arg("--state").arg(self.directory.join("state"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Who needs no input may have gone already.
        let _ = child.stdin.take().unwrap().write_all(PIN.as_bytes());
        child.wait_with_output().unwrap()
    }

    fn says(&self, arguments: &[&str]) -> String {
        let output = self.service(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn refuses(&self, arguments: &[&str]) -> String {
        let output = self.service(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Somebody comes to a counter and is sent on, so that they wait; gives their number.
    fn walk_in(&self) -> String {
        let act = |action: &str, service: &str| {
            let address = format!("http://{}/api/counter/2/{action}", self.pages);
            let service = serde_json::json!({ "service": service }).to_string();
            let answer = ureq::post(&address).content_type("application/json").send(service);
            answer.and_then(|mut answer| answer.body_mut().read_json::<Value>())
        };
        // Pages come after the queue; and the counter may be open already.
        while TcpStream::connect(self.pages).is_err() {}
        let _ = act("open", "passport");
        let taken = act("walk-direct", "passport").unwrap();
        act("transfer", "eid").unwrap();
        taken["number"].as_str().unwrap().to_owned()
    }

    /// A request at the socket, and its body; `token` of who has signed in.
    fn asks(&self, path: &str, token: &str, body: &str) -> Value {
        let mut stream = UnixStream::connect(self.directory.join("state/service.sock")).unwrap();
        let head = "Host: localhost\r\nContent-Type: application/json";
        let request = format!(
            "POST {path} HTTP/1.0\r\n{head}\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.0 200 "), "{answer}");
        serde_json::from_str(answer.rsplit("\r\n\r\n").next().unwrap()).unwrap()
    }

    fn picture(&self) -> Value {
        serde_json::from_str(&self.says(&["status", "--json"])).unwrap()
    }

    /// Waits for a line of the log; gives those before it.
    fn until_log(&mut self, words: &str) -> String {
        let mut before = String::new();
        loop {
            let mut line = String::new();
            let length = self.log.read_line(&mut line).unwrap();
            assert!(length > 0, "the program has ended without \"{words}\":\n{before}");
            if line.contains(words) {
                return before;
            }
            before.write_str(&line).unwrap();
        }
    }

    /// Reads the files, which changes something.
    fn reload(&mut self, seconds: &str) -> String {
        let told = self.says(&["reload", "--seconds", seconds, "--pin-file", "-"]);
        self.until_log("a new configuration is tried");
        self.until_it_answers();
        told
    }

    fn hold_s(&self) -> String {
        let config = self.says(&["config"]);
        let line = config.lines().find(|line| line.starts_with("rules.hold_s = ")).unwrap();
        line.split(['=', '#']).nth(1).unwrap().trim().to_owned()
    }

    fn audit(&self) -> String {
        self.says(&["audit", "show"])
    }

    /// Waits until the journal has so many changes of the configuration; gives them.
    fn configured(&self, count: usize) -> Vec<Configured> {
        loop {
            let history = History::open(&self.directory.join("state")).unwrap();
            let rows = history.entries(0, u32::MAX).unwrap().into_iter();
            let changes = rows.filter_map(|row| {
                let Event::ConfigurationChanged { configured } = row.entry.event else { return None };
                Some(configured)
            });
            let changes: Vec<_> = changes.collect();
            if changes.len() >= count {
                return changes;
            }
        }
    }

    fn events(&self) -> u64 {
        self.picture()["queue"]["events"].as_u64().unwrap()
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

fn spawn(directory: &Path) -> (Child, BufReader<ChildStderr>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rinda"));
    command.arg("run").arg("--board").arg(directory.join("board.toml"));
    command.arg("--site").arg(directory.join("site.toml")).arg("--state").arg(directory.join("state"));
    let mut program = command.env_remove("RUNTIME_DIRECTORY").stderr(Stdio::piped()).spawn().unwrap();
    let log = BufReader::new(program.stderr.take().unwrap());
    (program, log)
}

fn edit(directory: &Path, file: &str, line: &str, other: &str) {
    let path = directory.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(line), "{line}");
    std::fs::write(path, text.replace(line, other)).unwrap();
}

const HOLD: &str = "hold_s = 2700 ";
const LONGER: &str = "hold_s = 3600 ";

#[test]
fn files_that_are_wrong_or_say_the_same_change_nothing() {
    let branch = Branch::start("wrong");
    let events = branch.events();
    branch.edit("site.toml", HOLD, "hold_s = \"long\" ");
    let compare = ["reload", "--compare", "--pin-file", "-"];
    for arguments in [&["reload", "--pin-file", "-"][..], &compare[..2], &compare] {
        let output = branch.service(arguments);
        assert_eq!(output.status.code(), Some(1));
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("nothing was changed"), "{said}");
        let named = "site.toml:";
        assert!(said.contains(named) && said.contains(": rules.hold_s: is a text; write a whole"), "{said}");
    }
    branch.edit("site.toml", "hold_s = \"long\" ", HOLD);
    let line = |branch: &Branch| {
        let config = branch.says(&["config"]);
        let line = config.lines().find(|line| line.starts_with("rules.hold_s = ")).unwrap();
        line.rsplit(':').nth(1).unwrap().parse::<u32>().unwrap()
    };
    let before = line(&branch);
    branch.edit("site.toml", HOLD, &format!("# A word.\n{HOLD}"));
    let same = branch.says(&["reload", "--pin-file", "-"]);
    assert!(same.contains("nothing was changed"), "{same}");
    assert_eq!(line(&branch), before + 1, "it says where that stands now");
    assert!(
        branch.refuses(&["act", "go-back", "--pin-file", "-"]).contains("No configuration is being tried")
    );
    assert!(
        branch
            .refuses(&["act", "keep-configuration", "--pin-file", "-"])
            .contains("No configuration is being")
    );
    assert_eq!(branch.picture()["configuration"], "files");
    assert_eq!(branch.events(), events, "it did not start again");
}

#[test]
fn a_configuration_that_is_kept_is_in_force_and_nobody_has_to_sign_in_again() {
    let mut branch = Branch::start("kept");
    branch.edit("site.toml", HOLD, LONGER);
    let session = branch.asks("/api/session", "", &format!(r#"{{"pin":"{PIN}"}}"#));
    let token = session["token"].as_str().unwrap();
    let compared = branch.says(&["reload", "--compare"]);
    assert!(compared.contains("  rules.hold_s: 2700 → 3600    # ") && compared.contains("site.toml:"));
    assert_eq!(branch.hold_s(), "2700");
    let told = branch.reload("3600");
    assert!(told.contains("  rules.hold_s: 2700 → 3600    # "), "{told}");
    assert_eq!(branch.hold_s(), "3600");
    assert!(branch.refuses(&["reload", "--pin-file", "-"]).contains("Another configuration is being tried"));
    let picture = branch.picture();
    assert_eq!(picture["configuration"]["probation"]["seconds"], 3600);
    assert_eq!(branch.asks("/api/acts", token, r#"{"act":"keep-configuration"}"#)["answer"], "done");
    assert_eq!(branch.picture()["configuration"], "files");

    // The time decides, too.
    branch.edit("site.toml", LONGER, HOLD);
    branch.reload("1");
    branch.until_log("the new configuration is kept");
    assert_eq!((branch.hold_s(), &branch.picture()["configuration"]), ("2700".to_owned(), &"files".into()));
    while !branch.audit().contains("rinda: configuration: the new configuration is kept") {}
    let audit = branch.audit();
    assert!(audit.contains("reload the configuration, tried for 1 s: begun, values changed: 1"), "{audit}");
    let [tried, files] = [Configured::Tried, Configured::Files];
    assert_eq!(branch.configured(4), [tried, files, tried, files]);
    branch.program.kill().unwrap();
    branch.program.wait().unwrap();
    branch.start_again();
    assert_eq!((branch.hold_s(), &branch.picture()["configuration"]), ("2700".to_owned(), &"files".into()));
}

#[test]
fn a_configuration_that_does_not_come_up_healthy_is_left_and_the_line_is_as_it_was() {
    let mut branch = Branch::start("unhealthy");
    let before = branch.picture();
    let pages = branch.pages.to_string();
    branch.edit("board.toml", &pages, NOWHERE);
    branch.edit("site.toml", HOLD, LONGER);
    branch.reload("1");
    branch.until_log("the last good configuration is in force: it did not come up healthy: web server: ");
    branch.until_it_answers();
    let picture = branch.picture();
    let why = picture["configuration"]["last_good"]["why"].as_str().unwrap();
    assert!(why.contains("healthy: web server: cannot listen on 192.0.2.1:80"), "{why}");
    assert!(why.ends_with("; this machine has no such address (ports.listen of the board file)"), "{why}");
    assert_eq!((&before["queue"]["waiting_here"], &picture["queue"]["waiting_here"]), (&1.into(), &1.into()));
    assert_eq!(picture["queue"]["epoch"], before["queue"]["epoch"]);
    assert_eq!(branch.hold_s(), "2700");
    // What devices did with the other configuration is known, and that it is over.
    let web_server = || {
        let history = branch.picture()["history"].as_array().unwrap().clone();
        let told = history.into_iter().filter(|change| change["device"]["named"] == "web server");
        told.map(|change| change["condition"].clone()).collect::<Vec<_>>()
    };
    while web_server().last().is_none_or(|condition| condition != "works") {}
    assert!(web_server()[0]["fails"].as_str().unwrap().starts_with("cannot listen"), "{:?}", web_server());
    let status = branch.says(&["status"]);
    assert!(status.contains("  ! The configuration files are not in use; the last good"), "{status}");
    while !branch.audit().contains("rinda: configuration: the last good configuration is in force") {}
    assert_eq!(branch.walk_in(), "A002", "numbers go on");

    assert_eq!(branch.configured(2), [Configured::Tried, Configured::LastGood]);
    // A restart does not take them either.
    branch.program.kill().unwrap();
    branch.program.wait().unwrap();
    branch.start_again();
    assert_eq!(branch.hold_s(), "2700");
    // Who has mended them is told at once, and they are good again.
    branch.edit("board.toml", NOWHERE, &pages);
    branch.edit("site.toml", LONGER, HOLD);
    assert!(branch.says(&["reload", "--pin-file", "-"]).contains("nothing was changed"));
    assert_eq!(branch.picture()["configuration"], "files");
    assert_eq!(branch.configured(3)[2..], [Configured::Files]);
}

#[test]
fn a_configuration_that_leaves_people_without_a_counter_is_left() {
    let mut branch = Branch::start("stranded");
    branch.edit("site.toml", r#""eid""#, r#""cards""#);
    branch.reload("3600");
    let stranded = "No counter does the service of these numbers any more: A001";
    let status = branch.says(&["status"]);
    assert!(status.contains(stranded), "{status}");
    branch.says(&["act", "go-back", "--pin-file", "-"]);
    branch.until_log("the last good configuration is in force: somebody went back");
    branch.until_it_answers();
    assert!(!branch.says(&["status"]).contains(stranded));
    branch.reload("1");
    let left = "it did not come up healthy: people whose service no counter does: A001";
    branch.until_log(left);
    branch.until_it_answers();
    assert_eq!(branch.picture()["queue"]["waiting_here"], 1);
}

#[test]
fn a_configuration_of_another_branch_is_refused() {
    let branch = Branch::start("another");
    branch.edit("site.toml", r#"key = "riga-2""#, r#"key = "riga-9""#);
    let output = branch.service(&["reload", "--pin-file", "-"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(said.contains("this would be another branch") && said.contains("nothing was changed"), "{said}");
}

#[test]
fn whoever_does_not_like_it_goes_back() {
    let mut branch = Branch::start("back");
    branch.edit("site.toml", HOLD, LONGER);
    branch.reload("3600");
    branch.says(&["act", "go-back", "--pin-file", "-"]);
    branch.until_log("the last good configuration is in force: somebody went back");
    branch.until_it_answers();
    assert_eq!(branch.hold_s(), "2700");
    // The same files once more, because somebody asks for them.
    branch.reload("3600");
    assert_eq!(branch.hold_s(), "3600");
    branch.says(&["act", "keep-configuration", "--pin-file", "-"]);
}

#[test]
fn a_program_that_ends_while_it_tries_goes_back_at_the_next_start() {
    let mut branch = Branch::start("crash");
    branch.edit("site.toml", HOLD, LONGER);
    branch.reload("3600");
    assert_eq!(branch.hold_s(), "3600");
    branch.program.kill().unwrap();
    branch.program.wait().unwrap();
    for _ in 0..2 {
        branch.start_again();
        assert_eq!(branch.hold_s(), "2700");
        let why = &branch.picture()["configuration"]["last_good"]["why"];
        assert_eq!(why, "the program ended while the new configuration was being tried");
        branch.program.kill().unwrap();
        branch.program.wait().unwrap();
    }
}

#[test]
fn files_that_are_wrong_at_a_start_leave_the_last_good_configuration_in_force() {
    let mut branch = Branch::start("start");
    branch.program.kill().unwrap();
    branch.program.wait().unwrap();
    branch.edit("site.toml", HOLD, "hold_s = \"long\" ");
    branch.start_again();
    assert_eq!(branch.hold_s(), "2700");
    let status = branch.says(&["status"]);
    assert!(
        status.contains("! The configuration files are not in use") && status.contains("rules.hold_s: is a")
    );
    branch.edit("site.toml", "hold_s = \"long\" ", LONGER);
    branch.reload("3600");
    branch.says(&["act", "keep-configuration", "--pin-file", "-"]);
    assert_eq!((branch.hold_s(), &branch.picture()["configuration"]), ("3600".to_owned(), &"files".into()));
}
