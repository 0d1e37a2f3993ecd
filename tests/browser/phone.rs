//! Somebody joins from a phone, comes, checks in with the code of the hall, is called, and everybody sees it.

use super::page::{PASSPORT, Page, visit};

/// Joins for the first service of the first branch; gives the number.
#[track_caller]
fn join(page: &Page) -> String {
    page.go(&page.phones_at("/"));
    page.until("the branch is among the offices", "$('#offices a[href=\"/o/riga-2\"]')");
    page.click("#offices a[href=\"/o/riga-2\"]");
    page.until("its services can be chosen", "$('#services input[value=passport]:enabled')");
    page.click("#services label");
    page.click("#join");
    page.until_some(
        "the number of the phone",
        "location.pathname.startsWith('/t/') && $('#number')?.textContent",
    )
}

#[test]
fn a_phone_joins_checks_in_and_is_called() {
    visit(|page| {
        page.take(PASSPORT);
        let number = join(page);
        assert_eq!(number, "R001");
        let ahead: String = page.until_some("who is ahead", "$('#ahead')?.textContent");
        assert!(ahead.contains('1'), "{ahead}");
        let ticket = page.address();

        // What the phone's person reads in the hall.
        let hall = page.view(&page.address_of("/hall/events"));
        let code = hall["view"]["view"]["foot"]["check_in"]["code"].as_str().expect("a code").to_owned();
        page.click("#here");
        page.until("the code can be typed", "document.activeElement.id === 'code'");
        page.keys(&code);
        page.click("#send");
        page.until(
            "the branch knows that the person is there",
            "$('.turn .advice') && !$('#here') && !$('#send')",
        );
        page.until("the focus is where that is said", "document.activeElement === $('.turn .advice')");
        page.until("it is said once", "$('#said').hidden");

        page.open("/");
        page.until("counter 2 is free", "$('#console-2')?.dataset.mode === 'free'");
        page.click("#console-2");
        for (key, mode, number) in
            [("n", "calling", "A001"), ("s", "serving", "A001"), ("n", "calling", "R001")]
        {
            page.keys(key);
            let number_now = "$('#console-2 [data-number]')?.dataset.number";
            let expression =
                format!("$('#console-2').dataset.mode === '{mode}' && {number_now} === '{number}'");
            page.until(&format!("counter 2 is {mode} {number}"), &expression);
        }

        page.go(&ticket);
        let counter: String = page.until_some("where to go", "$('#where')?.textContent");
        assert_eq!(counter, "→ 2. lodziņš");
        page.open("/hall");
        page.until("the hall calls the phone's number", "$('.number')?.dataset.number === 'R001'");
    });
}

#[test]
fn who_waits_is_told_of_when_the_page_is_while_the_office_is_away() {
    visit(|page| {
        join(page);
        page.until("nothing is old", "$('#ahead') && !$('.as-of')");
        let ticket = page.address();
        page.open("/");
        page.click("#power");
        page.until("the branch has no power", "!$('#notice').hidden");
        page.go(&ticket);
        let words: String = page.until_some("how old it is", "$('.as-of')?.textContent");
        assert!(words.starts_with("Dati uz plkst. ") && words.ends_with("; ar nodaļu nav sakaru"), "{words}");
        page.until("the number stays", "$('#number')?.textContent === 'R001'");
        page.open("/");
        page.until("the power can be switched on", "$('#power:enabled')");
        page.click("#power");
        page.until("the branch has come back", "$('#notice').hidden");
        page.go(&ticket);
        page.until("the page is of now", "$('#ahead') && !$('.as-of')");
    });
}

#[test]
fn who_leaves_the_line_by_phone_is_out_of_it() {
    visit(|page| {
        join(page);
        page.until("the line can be left", "$('#leave')");
        page.click("#leave");
        page.until("somebody asks whether that is meant", "$('dialog[open] button[value=yes]')");
        page.click("dialog[open] button[value=yes]");
        page.until("the number is over", "document.body.dataset.stage === 'ended'");
        page.until("the focus is where that is said", "document.activeElement === $('#ticket .words')");
        page.open("/");
        page.until_line(&[]);
    });
}

#[test]
fn who_asks_for_a_second_number_is_led_to_the_first() {
    visit(|page| {
        join(page);
        page.until("the phone has its number", "$('#leave')");
        let first = page.address();
        page.go(&page.phones_at("/o/riga-2"));
        page.until("its services can be chosen", "$('#services input[value=passport]:enabled')");
        page.click("#services label");
        page.click("#join");
        page.until("the second is refused", "document.body.dataset.stage === 'refused' && $('#other')");
        page.click("#other");
        page.until("the first is there", "$('#number')?.textContent === 'R001'");
        assert_eq!(page.address(), first);
    });
}
