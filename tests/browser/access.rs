//! What every page owes to everybody: names, focus, order, announcements, room on a small screen; and to nobody: requests
//! elsewhere.

use super::browser::{DESK, PHONE};
use super::page::{EID, PASSPORT, Page, visit};

const TAB: &str = "\u{e004}";
/// What a person can act on, as selectors know it.
const CONTROLS: &str = "a[href], button, select, input, summary";
/// More stops than any page has.
const STOPS_MAX: usize = 150;

/// The pages, in a state in which all their parts are there.
fn each_page(page: &Page, look: impl Fn(&Page, &str)) {
    page.take(PASSPORT);
    page.take(EID);
    let link = page.slip().link().unwrap();
    look(page, "the demo page");
    page.open("/counter/2");
    page.until("the console of counter 2", "$('[data-mode=free] [data-action=call-next]:enabled')");
    look(page, "the console");
    page.go(&page.at_the_branch(&link));
    page.until("the ticket's page", "$('#ticket dl')");
    look(page, "the ticket's page");
    page.open("/nowhere");
    page.until(
        "a page that says there is no such page",
        "document.body.innerText.includes('Šādas lapas nav.')",
    );
    look(page, "the page for wrong addresses");
    page.open("/");
    page.until("the demo page", "$('#button-1-1')");
    // A wrong address is a failed request, and the browser says so.
    let complaints = page.complaints();
    assert!(complaints.iter().all(|one| one.contains("404")), "{complaints:#?}");
}

#[test]
fn everything_that_can_be_pressed_has_a_name_and_is_reached_and_seen_by_keyboard() {
    visit(|page| {
        each_page(page, |page, name| {
            for control in page.find_all(CONTROLS) {
                if page.is_shown(&control) {
                    assert_ne!(page.name_of(&control), "", "{name}: {} has a name", page.source_of(&control));
                }
            }
            let reachable = format!(
                "$$('{CONTROLS}').filter((control) => !control.disabled && control.checkVisibility({{ visibilityProperty: true }}))"
            );
            page.run::<()>(&format!(
                "document.activeElement.blur(); scrollTo(0, 0);
                window.unreached = new Set({reachable}); window.unseen = [];"
            ));
            for _ in 0..STOPS_MAX {
                page.keys(TAB);
                let goes_on: bool = page.run(
                    "const at = document.activeElement;
                    if (at === document.body || !at) return unreached.size > 0 && !window.ended++;
                    unreached.delete(at);
                    const box = at.getBoundingClientRect(), { outlineStyle, outlineWidth } = getComputedStyle(at);
                    const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
                    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2 || !inside) unseen.push(at.outerHTML.slice(0, 120));
                    window.ended ??= 0;
                    return unreached.size > 0",
                );
                if !goes_on {
                    break;
                }
            }
            let unreached: Vec<String> =
                page.run("return [...unreached].map((one) => one.outerHTML.slice(0, 120))");
            assert!(unreached.is_empty(), "{name}: Tab reaches everything, but not {unreached:#?}");
            let unseen: Vec<String> = page.run("return unseen");
            assert!(unseen.is_empty(), "{name}: the focus is seen, but not on {unseen:#?}");
        });
    });
}

#[test]
fn what_changes_by_itself_is_announced() {
    visit(|page| {
        for (what, selector) in [
            ("the notice", "#notice[role=status]"),
            ("calls in the hall", "#calls[aria-live=polite]"),
            ("the kiosk's display", "#kiosk-1 [aria-live=polite]"),
            ("refusals at the kiosk", "#kiosk-1-refusal[role=status]"),
            ("the person at a counter", "#console-2 .stage[aria-live=polite]"),
            ("answers to the clerk", "#console-2 .said[role=status]"),
            ("faults", "#faults[aria-live=polite]"),
            ("what became of the numbers after a power cut", "#power-story[role=status]"),
        ] {
            page.until(&format!("a live region for {what}"), &format!("$('{selector}')"));
        }
        let link = page.take(PASSPORT).link().unwrap();
        page.go(&page.at_the_branch(&link));
        page.until("a live region for the ticket", "$('#ticket[aria-live=polite] #number')");
    });
}

#[test]
fn pages_fit_a_phone_and_a_desk_and_ask_nobody_else() {
    visit(|page| {
        each_page(page, |page, name| {
            let languages: Vec<String> = page.run("return $$('#language option').map(({ value }) => value)");
            assert!(
                languages.len() == 4 || name == "the page for wrong addresses",
                "{name} speaks {languages:?}"
            );
            fits(page, name);
            for language in languages {
                page.click(&format!("#language option[value={language}]"));
                page.until(
                    &format!("{name} speaks {language}"),
                    &format!("document.documentElement.lang === '{language}'"),
                );
                fits(page, &format!("{name} in {language}"));
            }
            let elsewhere: Vec<String> = page.run(
                "return performance.getEntriesByType('resource').map(({ name }) => name)
                    .filter((name) => new URL(name).origin !== location.origin)",
            );
            assert!(elsewhere.is_empty(), "{name}: requests go to this demo only, but {elsewhere:#?}");
        });
    });
}

/// Nothing lies beyond the right edge, in a hand and on a desk.
fn fits(page: &Page, name: &str) {
    for window in [PHONE, DESK] {
        page.resize(window);
        page.until(&format!("{name} is {} wide", window.width), &format!("innerWidth === {}", window.width));
        let wide: Vec<String> = page.run(
            "if (document.scrollingElement.scrollWidth <= document.documentElement.clientWidth) return [];
            const beyond = (one) => one.getBoundingClientRect().right > innerWidth + 0.5;
            return $$('body *').filter(beyond).map((one) => one.outerHTML.slice(0, 120))",
        );
        assert!(
            wide.is_empty(),
            "{name} at {} px: nothing lies beyond the edge, but {wide:#?}",
            window.width
        );
    }
}
