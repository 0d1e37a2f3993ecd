//! The contract with the service manager: readiness, watchdog, the word before the end, and a clean exit.

use std::io::{self, Write};
use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Nobody waits for a program that says nothing; a loaded machine is ten times slower than an idle one.
const LIMIT: Duration = Duration::from_secs(60);

/// A program under a service manager that is this test.
struct Service {
    program: Child,
    socket: UnixDatagram,
    directory: PathBuf,
}

impl Service {
    fn start(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("rinda-service-{name}-{}", std::process::id()));
        // From an interrupted run with the same process id.
        let _ = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(&directory).unwrap();
        let address = directory.join("notify");
        let socket = UnixDatagram::bind(&address).unwrap();
        socket.set_read_timeout(Some(LIMIT)).unwrap();
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let board = std::fs::read_to_string(root.join("boards/virtual.toml")).unwrap();
        let board_path = directory.join("board.toml");
        std::fs::write(&board_path, board.replace("127.0.0.1:8080", "127.0.0.1:0")).unwrap();
        let program = Command::new(env!("CARGO_BIN_EXE_rinda"))
            .args(["run", "--board"])
            .arg(board_path)
            .arg("--site")
            .arg(root.join("systemd/site.toml"))
            .arg("--state")
            .arg(directory.join("state"))
            .env("NOTIFY_SOCKET", &address)
            .env("WATCHDOG_USEC", "300000")
            .env_remove("WATCHDOG_PID")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { program, socket, directory }
    }

    /// Waits for a word; gives those that came before it.
    fn until(&self, word: &str) -> Vec<String> {
        let mut before = Vec::new();
        loop {
            let mut message = [0; 256];
            let length = self
                .socket
                .recv(&mut message)
                .unwrap_or_else(|error: io::Error| panic!("{word} was never said, only {before:?}: {error}"));
            for said in String::from_utf8_lossy(&message[..length]).lines() {
                if said == word {
                    return before;
                }
                before.push(said.to_owned());
            }
        }
    }

    /// `rinda service …`, with a PIN at its standard input.
    fn technician(&self, arguments: &[&str]) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rinda"));
        command.arg("service").args(arguments).arg("--state").arg(self.directory.join("state"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"246810").unwrap();
        assert!(child.wait().unwrap().success(), "{arguments:?}");
    }

    fn tell(&self, signal: &str) {
        let killed = Command::new("kill").args([signal, &self.program.id().to_string()]).status().unwrap();
        assert!(killed.success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It is either running or gone.
        let _ = self.program.kill();
        let _ = self.program.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

#[test]
fn a_branch_tells_the_service_manager_how_it_is_and_ends_when_it_is_told() {
    let mut service = Service::start("ends");
    assert_eq!(service.until("READY=1"), [""; 0]);
    service.until("WATCHDOG=1");
    service.until("WATCHDOG=1");
    service.tell("-TERM");
    let before = service.until("STOPPING=1");
    assert!(before.iter().all(|word| word == "WATCHDOG=1"), "{before:?}");
    assert_eq!(service.program.wait().unwrap().code(), Some(0));
}

#[test]
fn a_branch_that_takes_another_configuration_reloads_and_does_not_stop() {
    let service = Service::start("reload");
    service.until("READY=1");
    service.technician(&["set-pin", "--pin-file", "-"]);
    let board = service.directory.join("board.toml");
    let text = std::fs::read_to_string(&board).unwrap();
    std::fs::write(&board, text.replace("viewing_distance_m = ", "viewing_distance_m = 1")).unwrap();
    service.technician(&["reload", "--seconds", "3600", "--pin-file", "-"]);
    let before = service.until("RELOADING=1");
    assert!(before.iter().all(|word| word == "WATCHDOG=1"), "{before:?}");
    let before = service.until("READY=1");
    assert!(before.iter().all(|word| word.starts_with("MONOTONIC_USEC=")), "{before:?}");
    service.until("WATCHDOG=1");
}
