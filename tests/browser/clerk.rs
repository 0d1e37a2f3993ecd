//! A clerk calls and serves people, by keyboard only; two clerks call in the same instant.

use super::page::{EID, OTHER, PASSPORT, Page, visit};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: usize = 120;

/// Goes on with Tab until the focus is on, or within, what this selector finds.
#[track_caller]
fn tab_to(page: &Page, selector: &str) {
    for _ in 0..DOWN {
        if page.run(&format!("return Boolean(document.activeElement.closest({selector:?}))")) {
            return;
        }
        page.keys(TAB);
    }
    panic!("{DOWN} times Tab do not lead to {selector}");
}

/// Waits for what counter 2 is doing, and with whom.
#[track_caller]
fn until_counter_2(page: &Page, mode: &str, number: &str) {
    let expected = format!("counter 2 is {mode} with {number:?}");
    let number_now = "$('#console-2 [data-number]')?.dataset.number ?? ''";
    page.until(
        &expected,
        &format!("$('#console-2').dataset.mode === '{mode}' && ({number_now}) === '{number}'"),
    );
}

/// Waits until counter 2 has said this to its clerk.
#[track_caller]
fn until_told(page: &Page, words: &str, is_refusal: bool) {
    let said = "$('#console-2 .said')";
    page.until(
        &format!("the clerk of counter 2 is told {words:?}"),
        &format!("{said}.textContent === {words:?} && {said}.classList.contains('refused') === {is_refusal}"),
    );
}

#[test]
fn a_clerk_presses_the_keys_of_a_keypad() {
    visit(|page| {
        page.take(PASSPORT);
        let refused = "$('#desk-1 [role=status]').textContent";
        page.until("the desk has its keys", "document.querySelectorAll('#desk-1 .key').length === 6");
        page.run::<()>("$('#desk-1 [data-key=\"3\"]').click()");
        page.until(
            "the display says why not",
            &format!("{refused} === 'Uz šo lodziņu neviens nav izsaukts'"),
        );
        page.run::<()>("$('#desk-1 [data-key=\"1\"]').click()");
        page.until("the next one is called", "$('#console-1 [data-number]')?.dataset.number === 'A001'");
        page.until(
            "the display says who",
            "$('#counter-1-display').alt === 'Lodziņa ekrāns: 1. lodziņš, A001'",
        );
        page.until("the refusal is gone", &format!("{refused} === ''"));
    });
}

#[test]
fn a_call_by_keyboard_reaches_the_hall() {
    visit(|page| {
        page.take(PASSPORT);
        let before: String = page.run("return $('#hall').src");
        tab_to(page, "#console-2");
        page.keys("n");
        until_counter_2(page, "calling", "A001");
        page.until(
            "the hall shows another picture",
            &format!("$('#hall').src !== {before:?} && $('#hall').complete"),
        );
        page.until(
            "the hall's picture has words with number and counter",
            "$('#hall').alt === 'Zāles ekrāns. Numurs A001, 2. lodziņš'",
        );
        page.until("the call is announced", "$('#calls').textContent === 'Numurs A001, 2. lodziņš'");
        page.until_line(&[]);
    });
}

#[test]
fn who_does_not_come_is_called_again_set_aside_and_may_come_back() {
    visit(|page| {
        page.take(PASSPORT);
        page.take(EID);
        tab_to(page, "#console-2");
        page.keys("n");
        until_counter_2(page, "calling", "A001");
        page.keys("x");
        until_told(page, "Vispirms izsauciet vēlreiz; tad varēs atzīmēt, ka cilvēks neieradās.", true);
        let first_call: String = page.run("return $('#hall').src");
        page.keys("r");
        page.until(
            "the console counts the calls",
            "$('#console-2 .time').textContent.startsWith('vēlreiz izsaukts 1 reizi')",
        );
        page.until("the hall calls again", &format!("$('#hall').src !== {first_call:?}"));
        page.keys("x");
        until_counter_2(page, "free", "");
        page.until("A001 is set aside", "$('#parked [data-number=A001]')");
        page.until_line(&["C001"]);
        // Back in time: behind one person who is here.
        tab_to(page, "#parked [data-number=A001] summary");
        page.keys(ENTER);
        tab_to(page, "#parked [data-number=A001] [data-action=check-in]");
        page.keys(ENTER);
        page.until_line(&["C001", "A001"]);
        page.until("nobody is set aside", "$('#parked-name').hidden");
    });
}

#[test]
fn a_person_is_parked_transferred_served_and_another_served_without_a_slip() {
    visit(|page| {
        page.take(PASSPORT);
        page.click("#console-2");
        page.keys("n");
        until_counter_2(page, "calling", "A001");
        page.keys("s");
        until_counter_2(page, "serving", "A001");
        page.keys("p");
        until_counter_2(page, "free", "");
        page.click("#parked [data-number=A001] summary");
        page.click("#parked [data-number=A001] [data-action=check-in]");
        page.until_line(&["A001"]);

        page.click("#console-2");
        page.keys("n");
        until_counter_2(page, "calling", "A001");
        page.keys("t");
        page.until(
            "the other two services, without the one that A001 waits for",
            "$$('#console-2 .choice [data-service]').map((choice) => choice.dataset.service).join() === 'eid,other'",
        );
        page.keys("1");
        page.until_line(&["A001"]);
        page.until("A001 waits for an eID card", "$('#line .service').textContent === 'eID kartes'");

        page.click("#console-2");
        page.keys("n");
        until_counter_2(page, "calling", "A001");
        page.keys("s");
        until_counter_2(page, "serving", "A001");
        page.keys("f");
        until_counter_2(page, "free", "");
        page.until_line(&[]);

        let slips = page.slips();
        page.keys("w");
        page.until("a choice of services", "$$('#console-2 .choice [data-service]').length === 3");
        page.keys("3");
        until_counter_2(page, "serving", "E001");
        assert_eq!(page.slips(), slips, "who stands at the counter needs no slip");
    });
}

#[test]
fn a_clerk_sees_why_this_number_and_answers_who_asks_by_keyboard() {
    visit(|page| {
        page.take(PASSPORT);
        page.take(EID);
        page.open("/counter/2");
        page.until("a free counter", "$('[data-mode=free] [data-action=call-next]:enabled')");
        let next = |numbers: &str| {
            let expression = format!(
                "$('#next').checkVisibility() && $$('#next [data-number]').map((row) => row.dataset.number).join() === '{numbers}'"
            );
            page.until(&format!("{numbers} are next"), &expression);
        };
        next("A001,C001");
        page.keys("n");
        next("C001");
        page.until(
            "the console says why it is A001",
            "$('.reason[role=status]').textContent === \
             'A001 izsaukts uz 2. lodziņu: neviens no numuriem, kas gaida šo lodziņu, nav paņemts agrāk.'",
        );
        page.keys("q");
        page.until("the focus is where a number is typed", "document.activeElement.id === 'why-number'");
        page.keys(&format!("c1{ENTER}"));
        page.until(
            "the sum is said",
            "$('#why-said[role=status]').textContent === \
             'Pirms šī numura izsaukti, lai gan paņemti vēlāk vai atgriezušies: 0.'",
        );
        page.until("the way of C001", "$$('#why-told li').length === 2");
        page.until("keys are the console's again", "document.activeElement.matches('.console')");
        page.keys("q");
        page.until("the number can be typed over", "document.activeElement.id === 'why-number'");
        page.keys(ESCAPE);
        page.until("or left", "document.activeElement.matches('.console')");
        page.until(
            "A001 is in it",
            "$('#why-told').innerText.includes('A001 izsaukts uz 2. lodziņu: paņemts agrāk.')",
        );
        tab_to(page, "#why-told");
        page.click("#language option[value=en]");
        page.until("the reason is told in English", "$('.reason').textContent.startsWith('A001 was called')");
        page.until("what was told before is gone", "$('#why-told').hidden && !$('#why-said').textContent");
        tab_to(page, "#why-number");
        page.run::<()>("$('#why-number').value = ''");
        page.keys(&format!("z9{ENTER}"));
        page.until(
            "an unknown number",
            "$('#why-said').textContent === 'The journal knows of no number Z009.'",
        );
    });
}

#[test]
fn the_keys_of_a_counters_page_work_wherever_the_focus_is_but_where_somebody_types_or_is_asked() {
    visit(|page| {
        page.take(PASSPORT);
        page.open("/counter/2");
        page.until("a free counter", "$('[data-mode=free] [data-action=call-next]:enabled')");
        page.click("#number");
        page.keys("n");
        page.until("the letter is typed", "$('#number').value === 'n'");
        let beside = || {
            page.click("#title");
            page.until("the focus is on nothing", "document.activeElement === document.body");
        };
        beside();
        page.keys("n");
        until_counter_2(page, "calling", "A001");

        page.run::<()>("$('#number').value = 'A001'");
        page.click("#by-number [value=cancel]");
        page.until("somebody is asked first", "$('dialog[open]')");
        page.keys("s");
        page.click("dialog[open] [value=back]");
        page.until("nobody is asked any more", "!$('dialog')");
        beside();
        // Had the key in front of the question started the service, nobody could be called again.
        page.keys("r");
        page.until(
            "the console counts the calls",
            "$('#console-2 .time').textContent.startsWith('vēlreiz izsaukts 1 reizi')",
        );
        until_counter_2(page, "calling", "A001");
    });
}

#[test]
fn two_clerks_who_call_in_the_same_instant_call_two_people() {
    visit(|page| {
        page.take(PASSPORT);
        page.take(PASSPORT);
        page.take(OTHER);
        let demo = page.window();
        let desks = [1, 2].map(|counter| {
            let window = page.new_window();
            page.switch_to(&window);
            page.open(&format!("/counter/{counter}"));
            page.until("a free counter", "$('[data-mode=free] [data-action=call-next]:enabled')");
            page.run::<()>(
                "window.clerk = new BroadcastChannel('clerks');
                clerk.onmessage = () => $('[data-action=call-next]').click()",
            );
            window
        });
        page.switch_to(&demo);
        let call_at_once = || {
            page.switch_to(&demo);
            page.run::<()>("window.clerks ??= new BroadcastChannel('clerks'); clerks.postMessage('now')");
        };
        call_at_once();
        let called = desks.clone().map(|desk| {
            page.switch_to(&desk);
            page.until_some::<String>(
                "a person is called",
                "$('[data-mode=calling] [data-number]').dataset.number",
            )
        });
        let mut called = called.to_vec();
        called.sort();
        assert_eq!(called, ["A001", "A002"], "each of the two clerks calls a person of their own");
        page.switch_to(&demo);
        page.until_line(&["E001"]);
    });
}
