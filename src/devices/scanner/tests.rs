//! Scanners at a pseudo terminal, and scanners that are not there.

use super::*;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::timeout;

/// So long a test waits for what must come; none takes a hundredth of it.
const PATIENCE: Duration = Duration::from_secs(60);

/// The far end of a serial line, and the path of its near end.
fn terminal() -> (OwnedFd, PathBuf) {
    let far = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&far).unwrap();
    unlockpt(&far).unwrap();
    let name = ptsname(&far, Vec::new()).unwrap().into_string().unwrap();
    (far, name.into())
}

/// Codes that are shown again and again until the first of them has come through: a line that is just being opened
/// forgets what was in it.
async fn until_heard(far: &OwnedFd, codes: &mut mpsc::Receiver<String>, shown: &[u8], expect: &str) {
    loop {
        rustix::io::write(far, shown).unwrap();
        match timeout(Duration::from_millis(50), codes.recv()).await {
            Ok(code) => return assert_eq!(code.as_deref(), Some(expect)),
            Err(_) => continue,
        }
    }
}

#[tokio::test]
async fn a_serial_scanner_is_read_through_garbage() {
    let (far, path) = terminal();
    let scanner = Arc::new(Scanner::default());
    let mut codes = scanner.connect();
    let (faults, name) = (Faults::default(), format!("kiosk 1: scanner {}", path.display()));
    let board = scanner::Scanner::Serial { path, baud: 9600 };
    let drive = tokio::spawn(drive_scanner(KioskId(1), board, faults.clone(), Arc::clone(&scanner)));
    until_heard(&far, &mut codes, b"first\r", "first").await;
    until_heard(&far, &mut codes, b"\xff\x00\r\x02second\x03\r\n", "second").await;
    assert!(!drive.is_finished() && faults.watch().borrow().is_empty());
    drop(far);
    let mut register = faults.watch();
    let lost = register.wait_for(|faults| faults.contains_key(&name));
    timeout(PATIENCE, lost).await.expect("the staff is told").unwrap();
    drive.abort();
}

#[tokio::test(start_paused = true)]
async fn a_scanner_that_is_not_there_is_looked_for_and_stops_nobody() {
    let scanner = Arc::new(Scanner::default());
    let mut codes = scanner.connect();
    let faults = Faults::default();
    let missing = [
        scanner::Scanner::Keyboard { device: "a scanner that no machine has".into() },
        scanner::Scanner::Serial { path: "/dev/a-line-that-no-machine-has".into(), baud: 9600 },
    ];
    for board in missing {
        let drive = drive_scanner(KioskId(1), board, faults.clone(), Arc::clone(&scanner));
        assert!(timeout(Duration::from_secs(100), drive).await.is_err(), "it goes on for ever");
        assert!(codes.try_recv().is_err());
    }
    let register = faults.watch().borrow().clone();
    let missing = ["/dev/a-line-that-no-machine-has", "a scanner that no machine has"];
    assert!(
        register.keys().eq(missing.map(|name| format!("kiosk 1: scanner {name}")).iter()),
        "{register:?}"
    );
    scanner.tell(b"still heard\r");
    assert_eq!(codes.recv().await.as_deref(), Some("still heard"));
}

#[tokio::test]
async fn what_is_shown_while_no_branch_is_there_goes_nowhere() {
    let scanner = Scanner::default();
    scanner.tell(b"before\rbeg");
    let mut codes = scanner.connect();
    scanner.tell(b"un\r");
    let mut again = scanner.connect();
    scanner.tell(b"after\r");
    assert_eq!(codes.recv().await.as_deref(), Some("begun"));
    assert_eq!(codes.recv().await, None, "the branch was cut off");
    assert_eq!(again.recv().await.as_deref(), Some("after"));
}
