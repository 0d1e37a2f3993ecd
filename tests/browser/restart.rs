//! `rinda run` is killed and started again under the eyes of a clerk.

use super::browser::Browser;
use super::program::Program;

#[test]
fn a_console_outlives_a_program_that_is_killed() {
    let mut program = Program::run();
    let browser = Browser::open("lv");
    browser.go_when_it_answers(&format!("{}/counter/2", program.address));
    browser.until("a closed counter", "$('#console-2[data-mode=closed] [data-action=open]:enabled')");
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
    browser.until(
        "the page says that it has lost the program",
        "!$('#notice').hidden && $('#notice').textContent",
    );
    program.run_again();
    browser.until("the page has found it again", "$('#notice').hidden");
    browser.until("A001 is still served", "$('#console-2[data-mode=serving] [data-number=A001]')");
    browser.click("#console-2 [data-action=finish]");
    browser.until("a free counter", "$('#console-2[data-mode=free] [data-action=walk-direct]:enabled')");
    browser.keys("w1");
    browser.until("numbers go on", "$('#console-2[data-mode=serving] [data-number=A002]')");
    drop(browser);
    program.end();
}
