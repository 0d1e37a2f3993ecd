//! Latvian, Russian, English, Ukrainian: chosen, or as the browser asks.

use super::page::{PASSPORT, visit, visit_reading};

#[test]
fn a_clerk_works_in_russian_and_the_screens_stay_latvian() {
    visit(|page| {
        page.take(PASSPORT);
        page.click("#language option[value=ru]");
        page.until("the page is Russian", "document.documentElement.lang === 'ru'");
        let next = "$('#console-2 [data-action=call-next] span').textContent";
        page.until("counter 2 is called in Russian", "$('#console-2 h2').textContent === 'Окно 2'");
        page.until("the console's buttons are Russian", &format!("{next} === 'Следующий'"));
        page.until("what people do is Russian", "$('#line .service').textContent === 'Паспорта'");
        page.until(
            "the kiosk stays in the public language",
            "$('#kiosk-1-display').alt.endsWith('Nospiediet pogu')",
        );
        page.click("#console-2");
        page.keys("n");
        page.until("the call is told in Russian", "$('#console-2 .said').textContent.includes('A001')");
        page.keys("x");
        page.until(
            "a refusal is Russian",
            "/[а-я]{4}/.test($('#console-2 .said.refused').textContent) && !/[a-zā-ž]{2}/.test($('#console-2 .said').textContent)",
        );
        page.open("/counter/1");
        page.until("the choice is kept on this device", "$('.console h2').textContent === 'Окно 1'");
    });
}

#[test]
fn a_visitor_chooses_a_language_at_the_kiosk_for_one_ticket() {
    visit(|page| {
        page.until(
            "what stands on it can be read by all",
            "/Valoda.*Язык.*Language.*Мова/.test($('#button-1-7').textContent)",
        );
        // Nobody has two wishes within half a second.
        page.until_lamp(7, "ready");
        page.click("#button-1-7");
        page.until_kiosk_says("Русский");
        page.until("it is written in it", "$('#kiosk-1-display').lang === 'ru'");
        page.until_kiosk_says("Нажмите кнопку");
        page.click("#button-1-7");
        page.until_kiosk_says("English");
        page.until_kiosk_says("Press a button");
        page.take(PASSPORT);
        let link = page.slip().link().unwrap();
        page.until_kiosk_says("Nospiediet pogu");
        page.go(&page.at_the_branch(&link));
        page.until("its page is in the language of the ticket", "document.documentElement.lang === 'en'");
    });
}

#[test]
fn the_first_visit_is_in_the_browsers_language_when_the_site_offers_it() {
    visit_reading("de-DE,de,uk-UA,uk", |page| {
        page.until("Ukrainian is the first that both have", "document.documentElement.lang === 'uk'");
        page.until("and the choice says so", "$('#language').value === 'uk'");
        page.until("the console is Ukrainian", "$('#console-2 h2').textContent === 'Вікно 2'");
    });
}

#[test]
fn who_reads_none_of_the_four_reads_latvian() {
    visit_reading("de-DE,de", |page| {
        page.until("Latvian, as in the hall", "document.documentElement.lang === 'lv'");
        page.until("the console is Latvian", "$('#console-2 h2').textContent === '2. lodziņš'");
    });
}
