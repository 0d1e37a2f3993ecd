//! `rinda run` as a process.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// Emulated machines that share their host with others are slow.
const PATIENCE: Duration = Duration::from_secs(240);
/// How often something is looked at that nobody tells about.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A branch. Ends with the value.
pub(crate) struct Branch {
    directory: PathBuf,
    process: Option<Child>,
}

impl Branch {
    /// A branch with this board that has not started.
    pub(crate) fn new(board: &str) -> Self {
        let directory = std::env::temp_dir().join("rinda-machine");
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("board.toml"), board).unwrap();
        // The code for phones in the hall is the branch's secret, and another one each minute.
        let (checks_in, assumed) = ("presence = \"check-in\"", "presence = \"assumed\"");
        let site = include_str!("../../systemd/site.toml").replace(checks_in, assumed);
        assert!(site.contains(assumed), "the site file says how people from phones are present");
        let buttons = "button.3 = { service = \"other\" }";
        let (head, rest) = site.split_once(buttons).expect("the site file has three buttons");
        // Further ones of the site ask, and this board has none of them.
        let (_, tail) = rest.split_once("\n\n").expect("its other tables follow");
        let site = format!("{head}{buttons}\nbutton.4 = {{ service = \"other\" }}\n\n{tail}");
        fs::write(directory.join("site.toml"), site).unwrap();
        Self { directory, process: None }
    }

    /// Starts it.
    pub(crate) fn start(&mut self) {
        let program = std::env::var("RINDA").unwrap_or(env!("CARGO_BIN_EXE_rinda").into());
        let path = |name| self.directory.join(name);
        let mut command = Command::new(program);
        command.arg("run").arg("--board").arg(path("board.toml")).arg("--site").arg(path("site.toml"));
        command.arg("--state").arg(path("state")).stderr(File::create(path("log")).unwrap());
        self.process = Some(command.spawn().unwrap());
        self.until("it serves its pages", || self.log().contains("is served on"));
    }

    /// Opens the day by hand: the machine's clock is not synchronised.
    pub(crate) fn open_day(&self) {
        self.post("day/open");
    }

    /// Does what a clerk does.
    pub(crate) fn post(&self, path: &str) {
        ureq::post(format!("http://127.0.0.1:8080/api/{path}")).send_empty().unwrap();
    }

    /// The same with details.
    pub(crate) fn send(&self, path: &str, details: &str) {
        let address = format!("http://127.0.0.1:8080/api/{path}");
        ureq::post(address).content_type("application/json").send(details).unwrap();
    }

    /// What a clerk reads about things that do not work, a line for each.
    pub(crate) fn faults(&self) -> String {
        let events = ureq::get("http://127.0.0.1:8080/api/counter/1/events?lang=en").call().unwrap();
        let mut lines = BufReader::new(events.into_body().into_reader()).lines().map(Result::unwrap);
        let view = lines.find_map(|line| line.strip_prefix("data: ").map(str::to_owned)).unwrap();
        let view: serde_json::Value = serde_json::from_str(&view).unwrap();
        let faults = view["view"]["faults"].as_array().unwrap().iter();
        faults.map(|fault| format!("{}\n", fault["what"].as_str().unwrap())).collect()
    }

    /// Where its files are.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Ends it as a power cut would.
    pub(crate) fn cut_power(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Stops it in order.
    pub(crate) fn stop(&mut self) {
        let mut process = self.process.take().unwrap();
        let told = Command::new("kill").arg(process.id().to_string()).status().unwrap();
        assert!(told.success() && process.wait().unwrap().success(), "the log: {}", self.log());
    }

    /// How many events of this kind its journal has.
    pub(crate) fn count(&self, kind: &str) -> u32 {
        let journal = rusqlite::Connection::open(self.directory.join("state/journal.db")).unwrap();
        journal.query_row("SELECT count(*) FROM log WHERE kind = ?", [kind], |row| row.get(0)).unwrap()
    }

    /// What it has written to its log.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.directory.join("log")).unwrap()
    }

    /// Demands that something is in the log.
    pub(crate) fn log_has(&self, text: &str) {
        assert!(self.log().contains(text), "'{text}' is missing in the log: {}", self.log());
    }

    /// Waits until something is true.
    pub(crate) fn until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let began = Instant::now();
        while !is_so() {
            assert!(began.elapsed() < PATIENCE, "not in time: {what}; the log: {}", self.log());
            std::thread::sleep(LOOK_EVERY);
        }
    }
}

impl Drop for Branch {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended by itself, and the test has said so.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
