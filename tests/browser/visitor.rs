//! A visitor presses, gets a slip, and follows the line on the phone.

use super::page::{PASSPORT, visit};

#[test]
fn a_press_gives_a_slip_that_leads_to_the_place_in_the_line() {
    visit(|page| {
        page.take(PASSPORT);
        // The lamps while the slip is on its way: seen from inside, because it takes less than a second.
        page.record("lamp", "$('#button-1-1').dataset.lamp");
        let slip = page.take(PASSPORT);
        let lamps = page.recorded("lamp");
        assert_eq!(lamps, ["ready", "busy", "ready"], "the lamp of a pressed button waits for its slip");
        assert_eq!(slip.width, 576, "the paper is 80 mm wide");
        let link = slip.link().expect("the slip carries a code");
        assert!(link.starts_with(&page.phones_at("/t/")), "the code leads to this demo: {link}");
        page.go(&link);
        let number: String = page.until_some("the number of the ticket", "$('#number')?.textContent");
        assert_eq!(number, "A002");
        let ahead: String = page.until_some("how many are ahead", "$('#ahead')?.textContent");
        assert!(ahead.starts_with("pirms jums 1"), "one person came before: {ahead}");
    });
}

#[test]
fn a_code_in_front_of_the_scanner_tells_where_its_ticket_stands() {
    visit(|page| {
        page.take(PASSPORT);
        page.until("the slip has a link", "$('#slips-1 a.follow')");
        let scan = |code: &str| {
            page.run::<()>(&format!(
                "$('#scanner-1 input').value = {code}; $('#scanner-1').requestSubmit();"
            ));
        };
        scan("'a bar of chocolate'");
        let words = "$('#kiosk-1-display').alt";
        page.until(
            "another code is refused in every language",
            &format!(
                "{words}.includes('Nevienai biļetei rindā nav šāda koda') && {words}.includes('No ticket')"
            ),
        );
        scan("$('#slips-1 a.follow').href.split('/').pop()");
        page.until(
            "the kiosk tells where the ticket stands",
            &format!("{words}.includes('A001') && {words}.includes('Nākamā kārta ir jūsu')"),
        );
    });
}
