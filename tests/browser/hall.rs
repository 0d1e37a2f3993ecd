//! The hall display as a page.

use super::page::{PASSPORT, visit_reading};

#[test]
fn the_hall_page_shows_calls_in_the_public_language_and_says_when_it_is_old() {
    visit_reading("en", |page| {
        page.take(PASSPORT);
        page.click("#console-2");
        page.keys("n");
        page.until("the call is taken", "$('#console-2 [data-action=start]:enabled')");
        page.open("/hall");
        let newest = "$('#newest .number')?.dataset.number";
        page.until("the newest call owns the page", &format!("{newest} === 'A001'"));
        page.until("in the public language", "$('#newest .where').textContent === '→ 2. lodziņš'");
        page.until("it fills the screen", "$('main').clientHeight > 0.7 * innerHeight");
        page.until("a screen reader is told", "$('#newest[aria-live=assertive]')");
        page.until("it has nobody to ask elsewhere", "window.performance.getEntriesByType('resource').every(({ name }) => new URL(name).origin === location.origin)");
        let square = "$('#foot svg.square path')?.getAttribute('d').length > 1000";
        page.until("a camera is led to the check-in", square);
        page.until("the wait is told", "$('#foot').children.length > 3");
        page.run::<()>("fetch('/demo/power/cut', { method: 'POST' }); return null");
        page.until(
            "without power it says so",
            "!$('#notice').hidden && $('#notice').textContent.length > 20",
        );
        page.until("and of when it is", "/Dati uz plkst\\. \\d+:\\d\\d\\.$/.test($('#notice').textContent)");
        page.until(
            "what was good only then is gone",
            "!$('.check-in') && !$('.square') && $('#foot').children.length === 1",
        );
        page.until("and keeps the last call", &format!("{newest} === 'A001'"));
    });
}
