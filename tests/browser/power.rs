//! The power is cut in the middle of a burst of presses.

use super::page::{EID, OTHER, PASSPORT, Page, Slip, visit};
use std::collections::BTreeSet;

/// Every number in a text.
fn numbers(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    let is_number = |word: &&str| {
        let (series, count) = word.split_at_checked(1).unwrap_or_default();
        count.len() == 3
            && series.chars().all(|c| c.is_ascii_uppercase())
            && count.chars().all(|c| c.is_ascii_digit())
    };
    words.filter(is_number).map(ToOwned::to_owned).collect()
}

/// The numbers of the tickets to which the codes on the paper lead. Paper that was cut off early may have no code.
fn on_paper(page: &Page) -> Vec<String> {
    let pictures: Vec<String> = page.run("return $$('[data-slip] img').map((picture) => picture.src)");
    let links = pictures.iter().filter_map(|picture| Slip::new(&page.fetch(picture)).link());
    let number =
        |link: String| page.view(&format!("{link}/events"))["view"]["number"].as_str().map(ToOwned::to_owned);
    links.map(|link| number(link.clone()).unwrap_or_else(|| panic!("{link} leads to a ticket"))).collect()
}

#[test]
fn every_number_that_was_shown_is_there_once_after_a_power_cut() {
    visit(|page| {
        page.click("#by-itself");
        page.record("kiosk", "$('#kiosk-1-display').alt");
        page.record("line", "$('#line').innerText");
        page.click("#burst");
        page.until("a burst of presses fills the line", "$$('#line [data-number]').length >= 4");
        // The next slip that is on its way is the one that meets the power cut.
        page.run::<()>(
            "const cut = new MutationObserver(() => {
                if ($('#button-1-1').dataset.lamp !== 'busy') return;
                cut.disconnect();
                $('#power').click();
            });
            cut.observe($('#button-1-1'), { attributeFilter: ['data-lamp'] })",
        );
        page.until("the page says that there is no power",
            "!$('#notice').hidden && $('#notice').textContent === 'Strāvas nav; nodaļa atsāks darbu no diska.'");
        for button in [PASSPORT, EID, OTHER] {
            page.until_lamp(button, "off");
        }
        page.until_dark("#hall");
        page.until_dark("#kiosk-1-display");
        page.until("the consoles do not work without power", "$$('.console .button:enabled').length === 0");
        page.click("#burst");
        let shown = numbers(&[page.recorded("kiosk"), page.recorded("line")].concat().join(" "));
        assert!(shown.len() >= 4, "a burst shows numbers: {shown:?}");

        page.click("#power");
        page.until("the notice is gone", "$('#notice').hidden");
        page.until_lamp(PASSPORT, "ready");
        let line = page.line();
        let kept: BTreeSet<String> = line.iter().cloned().collect();
        assert_eq!(line.len(), kept.len(), "no number is in the line twice: {line:?}");
        assert!(kept.is_superset(&shown), "the line {kept:?} lacks numbers that were shown: {shown:?}");
        page.until(
            "the page says that none was lost",
            "$('#power-story .kept').textContent === 'Neviens nav zudis.'",
        );
        let paper = on_paper(page);
        let papers: BTreeSet<String> = paper.iter().cloned().collect();
        assert!(paper.len() >= 3, "the slips before the cut are whole: {paper:?}");
        assert_eq!(paper.len(), papers.len(), "no number is on two slips: {paper:?}");
        assert!(papers.is_subset(&kept), "{papers:?} are on paper, {kept:?} are in the line");

        let last = kept.iter().rfind(|number| number.starts_with('A')).unwrap();
        let next = format!("A{:03}", last[1..].parse::<u32>().unwrap() + 1);
        page.take(PASSPORT);
        page.until(&format!("numbering goes on with {next}"), &format!("$('#line [data-number={next}]')"));
        assert_eq!(page.line().len(), line.len() + 1, "one press, one ticket");
    });
}

#[test]
fn power_that_comes_back_by_itself_finds_the_counters_as_they_were() {
    visit(|page| {
        page.take(PASSPORT);
        page.take(OTHER);
        page.click("#console-2");
        page.keys("n");
        page.until("A001 is called", "$('#console-2 [data-number=A001]')");
        page.click("#power");
        page.until("no power", "!$('#notice').hidden");
        page.until("the power comes back by itself", "$('#notice').hidden");
        page.until("counter 2 still calls A001", "$('#console-2[data-mode=calling] [data-number=A001]')");
        page.until("the hall still shows the call", "$('#hall').alt.includes('Numurs A001, 2. lodziņš')");
        page.until_line(&["E001"]);
        page.until(
            "counter 1 is open and counter 3 closed, as before",
            "$('#console-1').dataset.mode === 'free' && $('#console-3').dataset.mode === 'closed'",
        );
    });
}
