//! A clerk on the branch's network: signs in by keyboard, and is still there after the program was killed.

use super::browser::{Browser, DESK, PHONE};
use super::program::Program;

const PIN: &str = "246810";
const ENTER: &str = "\u{e007}";

/// Types a PIN where the page has put the focus.
#[track_caller]
fn try_pin(browser: &Browser, pin: &str) {
    browser.until("the focus is on the PIN", "document.activeElement.id === 'pin'");
    browser.keys(pin);
    browser.keys(ENTER);
}

#[track_caller]
fn until_told(browser: &Browser, words: &str) {
    let told = format!("$('#said[role=alert]').textContent === {words:?}");
    browser.until(&format!("the clerk is told {words:?}"), &told);
}

#[track_caller]
fn all_controls_have_names(browser: &Browser) {
    for control in browser.find_all("button, input, select, a") {
        if browser.is_shown(&control) {
            assert_ne!(browser.name_of(&control), "", "{} has a name", browser.source_of(&control));
        }
    }
    browser.until("nothing stands over the edge", "document.documentElement.scrollWidth <= innerWidth");
}

#[test]
fn a_clerk_signs_in_by_keyboard_and_outlives_a_program_that_is_killed() {
    let mut program = Program::run();
    let browser = Browser::open("en");
    browser.go_when_it_answers(&format!("{}/counter/2", program.consoles));
    browser.until("the form says where", "$('#counter-name').textContent === 'Counter 2'");
    let no_pin = "No PIN is set for this counter yet. A technician can set one.";
    until_told(&browser, no_pin);
    all_controls_have_names(&browser);
    browser.resize(PHONE);
    all_controls_have_names(&browser);
    program.technician(&["set-counter-pin", "2", "--pin-file", "-"], PIN);
    try_pin(&browser, "000000");
    until_told(&browser, "The PIN is not right.");
    // The wrong one is marked: whoever types goes on without a mouse.
    try_pin(&browser, PIN);
    browser.until("a closed counter", "$('#console-2[data-mode=closed] [data-action=open]:enabled')");
    all_controls_have_names(&browser);
    browser.resize(DESK);
    // On a machine whose clock is not synchronised, and at night, the day waits for a hand.
    if browser.run("return $('#day').dataset.action === 'open'") {
        browser.click("#day");
    }
    browser.until("an open day", "$('#day').dataset.action === 'close'");
    browser.click("#console-2");
    browser.keys("o");
    browser.until("a free counter", "$('#console-2[data-mode=free] [data-action=walk-direct]:enabled')");
    browser.keys("w1");
    browser.until("A001 is served", "$('#console-2[data-mode=serving] [data-number=A001]')");

    program.kill();
    browser.until("the page has lost the program", "!$('#notice').hidden");
    program.run_again();
    browser.until("the page has found it again", "$('#notice').hidden");
    browser.until("A001 is still served", "$('#console-2[data-mode=serving] [data-number=A001]')");
    browser.run::<()>("location.reload()");
    browser.until("also after a reload", "$('#console-2[data-mode=serving] [data-number=A001]')");

    // The page of this counter wants to act for another one.
    program.technician(&["set-counter-pin", "1", "--pin-file", "-"], "111111");
    browser.run::<()>(
        "fetch('/api/counter/1/open', { method: 'POST' }).then(async (answer) => {
          window.told = `${answer.status} ${(await answer.json()).words}`;
        })",
    );
    let told: String = browser.until_some("an answer", "window.told");
    assert_eq!(told, "401 Sign in with the PIN of this counter first.");

    browser.click("#console-2 [data-action=finish]");
    browser.until("a free counter", "$('#console-2[data-mode=free] [data-action=walk-direct]:enabled')");
    program.technician(&["set-counter-pin", "2", "--pin-file", "-"], "135791");
    browser.until("another PIN asks for it again", "$('#pin')?.checkVisibility()");
    try_pin(&browser, "135791");
    browser.until("still a free counter", "$('#console-2[data-mode=free]')");
    browser.click("#sign-out");
    browser.until("signed out", "$('#pin')?.checkVisibility()");
    let record = program.technician(&["audit", "show"], "");
    for line in
        ["sign in at counter 2: wrong PIN", "sign in at counter 2: done", "sign out at counter 2: done"]
    {
        assert!(record.contains(line), "{line} is on record: {record}");
    }
    let complaints = browser.complaints();
    // A refusal is a failed request, and so is one to a program that was killed; the browser says so.
    let is_expected = |one: &String| {
        ["401", "403", "ERR_CONNECTION", "ERR_INCOMPLETE"].iter().any(|known| one.contains(known))
    };
    assert!(complaints.iter().all(is_expected), "{complaints:#?}");
    drop(browser);
    program.end();
}
