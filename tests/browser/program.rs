//! The built program as a process, with a directory of its own.

use super::browser::scratch;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A running program. Ends with the value.
pub(crate) struct Program {
    process: Child,
    /// "http://127.0.0.1:PORT".
    pub(crate) address: String,
    /// The same of the page where phones join; empty where there is none.
    pub(crate) phones: String,
    /// The same of the service port; empty where there is none.
    pub(crate) service: String,
    /// The same of the port for counter consoles; empty where there is none.
    pub(crate) consoles: String,
    directory: PathBuf,
}

impl Program {
    /// `rinda demo` on a free port; where it can be seen is read from its output.
    pub(crate) fn demo() -> Self {
        let directory = directory();
        let state = directory.join("state");
        let mut command = command(&directory);
        command.args(["demo", "--port", "0", "--state"]).arg(&state).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut told = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut address = || {
            let line = told.next().map(Result::unwrap).unwrap_or_default();
            line.split_whitespace().find_map(|word| word.strip_suffix('/').map(ToOwned::to_owned))
        };
        let (branch, phones) = (address().unwrap_or_default(), address().unwrap_or_default());
        let (service, consoles) = (String::new(), String::new());
        let demo = Self { process, address: branch, phones, service, consoles, directory };
        let both = [&demo.address, &demo.phones];
        assert!(both.iter().all(|told| told.starts_with("http://")), "{both:?}; the log: {}", demo.log());
        demo
    }

    /// `rinda run` with the packaged files, on a port that was free a moment ago.
    pub(crate) fn run() -> Self {
        let directory = directory();
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut board = std::fs::read_to_string(home.join("boards/virtual.toml")).unwrap();
        let listeners = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let [address, service, consoles] =
            listeners.map(|listener| listener.local_addr().unwrap().to_string());
        for (line, here) in [
            ("listen = \"127.0.0.1:8080\"", format!("listen = \"{address}\"")),
            ("# service = \"127.0.0.1:8079\"", format!("service = \"{service}\"")),
            ("# consoles = \"0.0.0.0:8082\"", format!("consoles = \"{consoles}\"")),
        ] {
            assert!(board.contains(line), "the board file says where to listen: {line}");
            board = board.replace(line, &here);
        }
        std::fs::write(directory.join("board.toml"), board).unwrap();
        std::fs::copy(home.join("systemd/site.toml"), directory.join("site.toml")).unwrap();
        let process = run(&directory);
        let [address, service, consoles] =
            [address, service, consoles].map(|address| format!("http://{address}"));
        Self { process, address, phones: String::new(), service, consoles, directory }
    }

    /// `rinda service …` at this program, with something at its standard input; gives what it printed.
    pub(crate) fn technician(&self, arguments: &[&str], input: &str) -> String {
        let mut command = command(&self.directory);
        command.arg("service").args(arguments).arg("--state").arg(self.directory.join("state"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}; the log:\n{}", self.log());
        String::from_utf8(output.stdout).unwrap()
    }

    /// Ends it as no program wants to end.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts `rinda run` again after [`Program::kill`].
    pub(crate) fn run_again(&mut self) {
        self.process = run(&self.directory);
    }

    /// What the program has written to its log.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.directory.join("log.txt")).unwrap_or_default()
    }

    /// Ends the program as Ctrl+C does, and checks that it was content.
    pub(crate) fn end(mut self) {
        let interrupt = format!("kill -INT {}", self.process.id());
        assert!(Command::new("sh").args(["-c", &interrupt]).status().unwrap().success(), "{interrupt}");
        let status = self.process.wait().unwrap();
        let log = self.log();
        assert!(status.success(), "Ctrl+C ended the program with {status}; its log:\n{log}");
        assert!(!log.contains("ERROR"), "an ERROR is a bug:\n{log}");
    }
}

impl Drop for Program {
    #[expect(clippy::print_stdout, reason = "the test runner shows it with a failure")]
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            println!("the program's log:\n{}", self.log());
        }
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// A new directory for one program.
fn directory() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::SeqCst);
    let directory = scratch(&format!("program-{}-{count}", std::process::id()));
    // A run that was interrupted may have left one: process ids come again.
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).unwrap();
    directory
}

/// The program, which writes its log into a directory.
fn command(directory: &Path) -> Command {
    let log = File::options().create(true).append(true).open(directory.join("log.txt")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rinda"));
    command.stdin(Stdio::null()).stderr(log);
    command
}

fn run(directory: &Path) -> Child {
    let [board, site, state] = ["board.toml", "site.toml", "state"].map(|name| directory.join(name));
    let mut command = command(directory);
    command.arg("run").arg("--board").arg(board).arg("--site").arg(site).arg("--state").arg(state);
    command.spawn().unwrap()
}
