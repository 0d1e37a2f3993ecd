//! A clock that nobody vouches for, and a clock that jumps by a day.

use super::page::{EID, PASSPORT, Page, Slip, visit};

/// Something like "10:42" anywhere in the text of the ticket's page.
const HAS_CLOCK_TIME: &str = "/[0-9]{1,2}:[0-9]{2}/.test($('#ticket').innerText)";

/// Follows the code on a slip in a window of its own, and waits for its number and whether it tells clock times.
#[track_caller]
fn follow(page: &Page, slip: &Slip, number: &str, with_clock_times: bool) {
    let demo = page.window();
    page.switch_to(&page.new_window());
    page.go(&page.at_the_branch(&slip.link().unwrap()));
    page.until(&format!("the page of {number}"), &format!("$('#number').textContent === '{number}'"));
    let clock_times = if with_clock_times { "clock times" } else { "minutes and no clock times" };
    page.until(
        &format!("the page of {number} tells {clock_times}"),
        &format!("$('#ticket dl') && {HAS_CLOCK_TIME} === {with_clock_times}"),
    );
    page.switch_to(&demo);
}

#[test]
fn without_a_trusted_clock_people_are_told_minutes() {
    visit(|page| {
        for _ in 0..3 {
            page.take(PASSPORT);
        }
        follow(page, &page.slip(), "A003", true);
        page.switch("clock-unsynced", true);
        page.until("the page doubts the time", "$('#clock').textContent === 'laikam neuzticas'");
        page.until("the technician is told", "$('#faults .fault')");
        let slip = page.take(PASSPORT);
        follow(page, &slip, "A004", false);
        page.switch("clock-unsynced", false);
        page.until("the page has a time again", "/^[0-9]+:[0-9]+$/.test($('#clock').textContent)");
        follow(page, &page.slip(), "A004", true);
    });
}

#[test]
fn a_clock_that_jumps_by_a_day_does_not_begin_a_new_one() {
    visit(|page| {
        page.take(PASSPORT);
        page.take(EID);
        page.click("[data-jump='1440']");
        page.until("the jump is counted", "!$('#clock-right').disabled");
        page.take(PASSPORT);
        page.until_line(&["A001", "C001", "A002"]);
        page.click("#clock-right");
        page.until("the clock is right again", "$('#clock-right').disabled");
        page.take(PASSPORT);
        page.until_line(&["A001", "C001", "A002", "A003"]);
    });
}
