//! The package under a systemd on this machine's own kernel: what an emulated machine is too slow, or too poor, to tell.
//!
//! There are no devices; clerks give tickets. `tests/machine/contained` starts it in a container.

#![expect(clippy::print_stdout, reason = "what is measured is for whoever started the container")]

use super::package::{
    DEVICE, SITE, count, install, log, measure_memory, monotonic_us, property, queue, said, systemctl,
    tell_the_way_to_a_ticket, until,
};
use std::fs;
use std::process::Command;

const BOARD: &str = r#"
inherit = "virtual"
ports.hall = "127.0.0.1:8081"
ports.consoles = "127.0.0.1:8082"
ports.service = "127.0.0.1:8079"
"#;

/// Nobody is at this address; who would be there is known by certificates that only root can read.
const LINK: &str = r#"
[link]
broker = "mqtts://127.0.0.1:8883"
ca = "/run/credentials/rinda.service/link_ca.pem"
certificate = "/run/credentials/rinda.service/link_branch.pem"
key = "/run/credentials/rinda.service/link_branch.key"
request_keys = { "2026" = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c" }
"#;

const PIN: &str = "/tmp/pin";

/// So many restarts are measured.
const RESTARTS: usize = 10;

/// Whether the branch has done it. Nobody is there while it starts.
fn done(path: &str, body: &str) -> bool {
    let request = ureq::post(format!("http://127.0.0.1:8080/api/{path}"));
    request.header("content-type", "application/json").send(body).is_ok()
}

/// A clerk serves the next one, who has no ticket yet.
fn take_a_ticket() {
    let taken = count("ticket_taken");
    until("a ticket is taken", || {
        // Who is served already is done.
        done("counter/1/finish", "");
        done("counter/1/walk-direct", r#"{"service":"passport"}"#)
    });
    assert!(count("ticket_taken") > taken);
}

fn service(arguments: &[&str]) -> String {
    let whole = [&["-u", "rinda", "--", "rinda", "service"], arguments].concat();
    said("runuser", &whole)
}

/// What stays after a restart, however it comes.
fn check_that_the_queue_stays(what: &str, restart: impl FnOnce()) {
    let (before, process) = (queue(), property("MainPID"));
    let began_us = monotonic_us();
    restart();
    until("another process runs", || !["0", &process].contains(&&*property("MainPID")));
    take_a_ticket();
    tell_the_way_to_a_ticket(what, began_us);
    assert!(queue().starts_with(&before), "{what}: {before}, then {}", queue());
}

#[test]
#[ignore = "installs a package: see tests/machine/contained"]
fn real_systemd() {
    install("/host/rinda.deb");
    let site = fs::read_to_string(SITE).unwrap();
    fs::write(SITE, format!("{site}{LINK}")).unwrap();
    fs::write(DEVICE, BOARD).unwrap();
    for name in ["ca.pem", "branch.pem", "branch.key"] {
        let path = format!("/etc/rinda/link/{name}");
        fs::copy(format!("/host/{name}"), &path).unwrap();
        said("chmod", &["600", &path]);
    }
    fs::write(PIN, "271828").unwrap();
    said("chown", &["rinda", PIN]);
    service(&["set-pin", "--pin-file", PIN, "--state", "/var/lib/rinda"]);
    systemctl(&["enable", "--now", "rinda"]);
    assert_eq!(property("StatusErrno"), "0");

    // The keys are root's, and the service has copies of them.
    assert!(
        !Command::new("runuser")
            .args(["-u", "rinda", "--", "cat", "/etc/rinda/link/branch.key"])
            .output()
            .unwrap()
            .status
            .success()
    );
    let status = service(&["status"]);
    assert!(status.contains("riga-2"), "{status}");
    let certificate = status.lines().find(|line| line.trim().starts_with("Certificate"));
    assert!(certificate.is_some_and(|line| line.contains(" 20")), "its end is read: {status}");
    // What it says is found by field and priority.
    until("the broker is missed", || {
        let broker = "RINDA_BROKER=mqtts://127.0.0.1:8883";
        !said("journalctl", &["--unit=rinda", "--priority=warning", "--output=cat", broker]).is_empty()
    });

    assert!(done("day/open", "") && done("counter/1/open", ""), "{}", log());
    take_a_ticket();
    measure_memory();
    for _ in 0..RESTARTS {
        check_that_the_queue_stays("restart", || _ = systemctl(&["restart", "rinda"]));
    }
    check_that_the_queue_stays("crash", || {
        _ = systemctl(&["kill", "--kill-whom=main", "--signal=KILL", "rinda"]);
    });
    check_that_the_queue_stays("upgrade", || _ = install("/host/next.deb"));
    check_that_the_queue_stays("downgrade", || _ = install("/host/rinda.deb"));
    check_that_the_queue_stays("hang", hang);
    a_configuration_that_hangs_is_left();
    said("apt-get", &["purge", "-y", "rinda"]);
}

/// The process is there and does nothing.
fn hang() {
    systemctl(&["kill", "--kill-whom=main", "--signal=STOP", "rinda"]);
}

/// The watchdog ends a trial, and the start after it goes back to the configuration before.
fn a_configuration_that_hangs_is_left() {
    let good = fs::read_to_string(SITE).unwrap();
    fs::write(SITE, good.replace("hold_s = 2700", "hold_s = 1800")).unwrap();
    println!("{}", service(&["reload", "--pin-file", PIN]));
    check_that_the_queue_stays("hang of a trial", hang);
    let status = service(&["status"]);
    println!("{status}");
    assert!(service(&["config"]).contains("hold_s = 2700"), "{status}");
}
