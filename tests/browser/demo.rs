//! The built program as a process: `rinda demo` on a free port with a state directory of its own.

use super::browser::scratch;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A running demo. Ends with the value.
pub(crate) struct Demo {
    process: Child,
    /// "http://127.0.0.1:PORT".
    pub(crate) address: String,
    state: PathBuf,
}

impl Demo {
    /// Starts the program and reads from it where it can be seen.
    pub(crate) fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::SeqCst);
        let state = scratch(&format!("demo-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&state).unwrap();
        let log = File::create(state.join("log.txt")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_rinda"));
        command.args(["demo", "--port", "0", "--state"]).arg(&state);
        let mut process = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split_whitespace().find_map(|word| word.strip_suffix('/')).map(ToOwned::to_owned);
        let demo = Self { process, address: address.unwrap_or_default(), state };
        assert!(demo.address.starts_with("http://"), "no address in {line:?}; the log: {}", demo.log());
        demo
    }

    /// What the program has written to its log.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.state.join("log.txt")).unwrap_or_default()
    }

    /// Ends the demo as Ctrl+C does, and checks that it was content.
    pub(crate) fn end(mut self) {
        let interrupt = format!("kill -INT {}", self.process.id());
        assert!(Command::new("sh").args(["-c", &interrupt]).status().unwrap().success(), "{interrupt}");
        let status = self.process.wait().unwrap();
        let log = self.log();
        assert!(status.success(), "Ctrl+C ended the demo with {status}; its log:\n{log}");
        assert!(!log.contains("ERROR"), "an ERROR is a bug:\n{log}");
    }
}

impl Drop for Demo {
    #[expect(clippy::print_stdout, reason = "the test runner shows it with a failure")]
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            println!("the demo's log:\n{}", self.log());
        }
        let _ = std::fs::remove_dir_all(&self.state);
    }
}
