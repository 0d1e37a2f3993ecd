//! The paper ends: before a press, and in the middle of a slip.

use super::page::{EID, OTHER, PASSPORT, visit};

#[test]
fn without_paper_the_kiosk_refuses_in_words_until_there_is_paper_again() {
    visit(|page| {
        page.take(PASSPORT);
        let slips = page.slips();
        page.switch("paper-out", true);
        for button in [PASSPORT, EID, OTHER] {
            page.until_lamp(button, "off");
        }
        page.until_kiosk_says("Beidzies papīrs");
        page.until("the technician is told", "$('#faults').textContent.includes('papīr')");
        page.click("#button-1-2");
        page.until(
            "the press is refused in words",
            "$('#kiosk-1-refusal').textContent === 'Šajā kioskā beidzies papīrs. Lūdzu, izmantojiet citu kiosku, ja tāds ir, vai vērsieties pie darbinieka.'",
        );
        assert_eq!(page.line(), ["A001"], "a refused press takes no number");
        page.switch("paper-out", false);
        page.until_lamp(EID, "ready");
        assert_eq!(page.slips(), slips, "the refill releases no slip");
        let slip = page.take(EID);
        assert!(slip.link().is_some(), "the next slip is whole");
        page.until_line(&["A001", "C001"]);
        assert_eq!(page.slips().len(), slips.len() + 1, "one press, one slip");
    });
}

#[test]
fn paper_that_ends_in_the_middle_of_a_slip_leaves_no_ghost() {
    visit(|page| {
        page.take(PASSPORT);
        // As soon as the slip is on its way, the paper is out.
        page.run::<()>(
            "const ending = new MutationObserver(() => {
                if ($('#button-1-2').dataset.lamp !== 'busy') return;
                ending.disconnect();
                $('[data-trouble=paper-out]').click();
            });
            ending.observe($('#button-1-2'), { attributeFilter: ['data-lamp'] })",
        );
        page.click("#button-1-2");
        page.until_lamp(EID, "off");
        page.until_kiosk_says("C001");
        let told = page.kiosk();
        assert!(
            told.contains("Iegaumējiet savu numuru"),
            "the number is shown, because the slip is not: {told}"
        );
        page.until_line(&["A001", "C001"]);
        let before = page.slips();
        page.switch("paper-out", false);
        page.until_lamp(OTHER, "ready");
        page.take(OTHER);
        let after = page.slips();
        page.until_line(&["A001", "C001", "E001"]);
        page.until("the newest slip is E001's", "$('[data-follow]').textContent === 'Sekot E001 telefonā'");
        let names: Vec<String> =
            page.run("return $$('[data-slip]').map((slip) => slip.getAttribute('aria-label'))");
        let of = |number| names.iter().filter(|name| name.starts_with(&format!("Biļete {number}"))).count();
        assert_eq!([of("E001"), of("C001"), of("A001")], [1, 0, 1], "half a slip is nobody's: {names:?}");
        let links = after.len() - before.len();
        assert!(
            links <= 2,
            "the rest of a torn slip may be cut off, but nothing else comes: {before:?} {after:?}"
        );
    });
}

#[test]
fn paper_that_jams_stops_the_kiosk_until_somebody_pulls_it_out() {
    visit(|page| {
        page.take(PASSPORT);
        page.switch("printer-jammed", true);
        for button in [PASSPORT, EID, OTHER] {
            page.until_lamp(button, "off");
        }
        page.until_kiosk_says("Biļetes pašlaik nedrukājam");
        page.until("the technician is told", "$('#faults').textContent.includes('Printeris')");
        page.click("#button-1-2");
        page.until(
            "a visitor is told what to do, and not what a technician does",
            "$('#kiosk-1-refusal').textContent === 'Šis kiosks biļetes pašlaik nedrukā. Lūdzu, izmantojiet citu kiosku, ja tāds ir, vai vērsieties pie darbinieka.'",
        );
        page.switch("printer-jammed", false);
        page.take(EID);
        page.until_line(&["A001", "C001"]);
        page.click("#printer-cycle");
        page.until_lamp(OTHER, "off");
        page.take(OTHER);
        page.until("and the switch is as it was", "!$('[data-trouble=printer-off]').checked");
        page.until_line(&["A001", "C001", "E001"]);
    });
}
