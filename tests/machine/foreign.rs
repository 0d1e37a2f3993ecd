//! The program that was built for another processor, emulated: what clerks do with it, and its power is cut.
//!
//! No device is needed, so it runs on the developer's machine; `tests/machine/arm64` brings the program and the emulator.

use super::branch::Branch;
use std::fs;

/// The packaged site, but always open: the trial may be at night, and its clock is the machine's.
fn open_always(branch: &Branch) {
    let path = branch.directory().join("site.toml");
    let site = fs::read_to_string(&path).unwrap();
    let (before, rest) = site.split_once("[hours]").unwrap();
    let (_, after) = rest.split_once("# People who join from elsewhere").unwrap();
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let hours: String = days.iter().map(|day| format!("{day} = \"0:00-23:59\"\n")).collect();
    fs::write(path, format!("{before}[hours]\n{hours}\n#{after}")).unwrap();
}

#[test]
#[ignore = "needs a program for another processor: see tests/machine/arm64"]
fn a_program_for_another_processor_does_the_main_job() {
    let mut branch = Branch::new(include_str!("../../boards/virtual.toml"));
    open_always(&branch);
    branch.start();
    if branch.count("day_opened") == 0 {
        // Nobody has synchronised this machine's clock.
        branch.open_day();
    }
    branch.post("counter/1/open");
    branch.send("counter/1/walk-direct", r#"{"service":"passport"}"#);
    branch.send("counter/1/transfer", r#"{"service":"other"}"#);
    branch.post("counter/2/open");
    branch.cut_power();
    let tickets = branch.count("ticket_taken");
    assert_eq!(tickets, 1);

    branch.start();
    assert_eq!(branch.count("ticket_taken"), tickets, "the queue is there");
    branch.post("counter/2/call-next");
    branch.until("the hall has shown the call", || branch.count("call_shown") > 0);
    branch.post("counter/2/start");
    branch.post("counter/2/finish");
    branch.stop();
    assert_eq!(branch.count("service_finished"), 1);
}
