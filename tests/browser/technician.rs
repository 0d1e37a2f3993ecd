//! The service port in a browser: a technician at its page, and a page of somebody else that wants what the technician has.

use super::browser::{Browser, PHONE};
use super::program::Program;
use serde_json::Value;

const PIN: &str = "246810";
const ENTER: &str = "\u{e007}";

/// A branch with a PIN, whose service port answers.
fn branch(browser: &Browser) -> Program {
    let program = Program::run();
    browser.go_when_it_answers(&format!("{}/?lang=en", program.service));
    program.technician(&["set-pin", "--pin-file", "-"], PIN);
    program
}

fn sign_in(browser: &Browser, pin: &str) {
    browser.until(
        "a field for the PIN",
        "$('#sign-in').checkVisibility() && document.activeElement.id === 'pin'",
    );
    browser.keys(pin);
    browser.keys(ENTER);
}

#[test]
fn a_technician_signs_in_sees_acts_and_goes() {
    let browser = Browser::open("en");
    let program = branch(&browser);
    browser.go(&format!("{}/?lang=en", program.service));
    sign_in(&browser, "000000");
    browser.until("the PIN is wrong", "$('#sign-in-said').textContent === 'The PIN is not right.'");
    assert!(!browser.run::<bool>("return $('#main').checkVisibility()"), "nothing is seen before");
    browser.click("#pin");
    browser.keys(PIN);
    browser.keys(ENTER);
    browser
        .until("what is wrong stands first", "$('#main').checkVisibility() && $$('#faults li').length > 0");
    browser
        .until("the printer of the kiosk works", "$('#sections').innerText.includes('Printer of kiosk 1')");
    for control in browser.find_all("button, input, select, a") {
        if browser.is_shown(&control) {
            assert_ne!(browser.name_of(&control), "", "{} has a name", browser.source_of(&control));
        }
    }
    browser.click("button[value=new-roll]");
    browser.until("done and recorded", "$('#act-said').textContent.includes('recorded in the audit log')");
    assert!(program.technician(&["audit", "show"], "").contains(": new roll, kiosk 1: done"));
    browser.click("#number");
    browser.keys(&format!("a999{ENTER}"));
    browser.click("button[value=cancel]");
    browser.until("the branch refuses in words", "$('#act-said').textContent.includes('No such number')");
    assert!(
        !program.technician(&["audit", "show"], "").contains(": open day"),
        "Enter in a field opens no day"
    );
    browser.click("button[value=slip]");
    browser
        .until("a slip has come out", "$('#test-found').innerText.includes('the printer has confirmed it')");
    browser.click("button[value=buttons]");
    browser.until("presses are watched", "$('#test-said').textContent.startsWith('Press the buttons now')");
    browser.run::<()>("location.reload()");
    browser.until("still signed in", "$('#main').checkVisibility()");
    browser.click("button[value=lamps]");
    while !program.technician(&["audit", "show"], "").contains("test lamps: asked") {}
    browser.click("#show-config");
    browser.until(
        "every value with its place",
        "$('#config').innerText.includes('board.toml:') && $('#config').innerText.includes('site.toml:')",
    );
    browser.click("button[value=compare]");
    browser.until(
        "the files say the same",
        "$('#configuration-said').textContent.includes('nothing was changed')",
    );
    browser.click("button[value=open-day]");
    browser.until(
        "the branch answers",
        "$('#act-said').textContent && !$('#act-said').textContent.includes('No such')",
    );
    browser.click("button[value=show]");
    browser.until(
        "the report of the day, in the port's own style",
        "$('h1').textContent.includes('Day report') && $('link[href=\"/assets/report.css\"]').sheet",
    );
    browser.go(&format!("{}/?lang=en", program.service));
    browser.until("still signed in", "$('#main').checkVisibility()");
    browser.click(".languages a[lang=lv]");
    browser
        .until("still signed in, in Latvian", "$('#main').checkVisibility() && document.title === 'Apkope'");
    browser.resize(PHONE);
    browser.until("nothing stands over the edge", "document.documentElement.scrollWidth <= innerWidth");
    browser.click("#sign-out");
    browser.until("the PIN is asked for again", "$('#sign-in').checkVisibility()");
    let complaints = browser.complaints();
    // A refusal is a failed request, and the browser says so.
    let is_expected = |one: &String| ["401", "403", "409"].iter().any(|status| one.contains(status));
    assert!(complaints.iter().all(is_expected), "{complaints:#?}");
    drop(browser);
    program.end();
}

#[test]
fn a_technician_sees_a_day_in_pictures_by_keyboard() {
    let browser = Browser::open("en");
    let program = branch(&browser);
    browser.go(&format!("{}/?lang=en", program.service));
    sign_in(&browser, PIN);
    browser.until("the page", "$('#main').checkVisibility() && $$('#faults li').length > 0");
    // By day it is open already, at night not.
    for act in ["open-day", "close-day"] {
        browser.run::<()>("$('#act-said').textContent = ''");
        browser.click(&format!("button[value={act}]"));
        browser.until("the branch answers", "$('#act-said').textContent !== ''");
    }
    browser.click("button[value=pictures]");
    browser.until(
        "the hall as it was last",
        "$('#hall').naturalWidth > 0 && $('#hall').alt.startsWith('Closed.')",
    );
    browser.until("no slip came out", "$('#no-slips').checkVisibility() && $('#next').disabled");
    browser.click("#hall-head");
    browser.keys("\u{e012}");
    browser.until("the event before", "$('#hall').alt.startsWith('Nobody has been called yet.')");
    browser.until(
        "it is said, and can be found again",
        "$('#said').textContent.includes('Nobody') && location.search.includes('at=')",
    );
    browser.keys("\u{e014}");
    browser.until("the event after", "$('#hall').alt.startsWith('Closed.')");
    browser.run::<()>("$('#time').value = '00:00:00'; $('#choose').requestSubmit()");
    browser.until("nothing that early", "$('#said').textContent.startsWith('Nothing had happened')");
    for control in browser.find_all("button, input, select, a") {
        if browser.is_shown(&control) {
            assert_ne!(browser.name_of(&control), "", "{} has a name", browser.source_of(&control));
        }
    }
    browser.resize(PHONE);
    browser.until("nothing stands over the edge", "document.documentElement.scrollWidth <= innerWidth");
    let complaints = browser.complaints();
    // A refusal is a failed request, and the browser says so.
    let is_expected = |one: &String| ["401", "403", "404", "409"].iter().any(|status| one.contains(status));
    assert!(complaints.iter().all(is_expected), "{complaints:#?}");
    drop(browser);
    program.end();
}

#[test]
fn a_browser_that_is_rebound_and_a_page_of_somebody_else_get_nothing() {
    let browser = Browser::open_where("en", Some("MAP strange.example 127.0.0.1"));
    let program = branch(&browser);
    let port = program.service.rsplit(':').next().unwrap();
    // The name leads to the device now; the browser takes the page for one of that site.
    browser.go(&format!("http://strange.example:{port}/"));
    browser
        .until("no page", "document.body.innerText.includes('This address does not belong to this device.')");
    let answers = || browser.until_some::<Value>("all answers", "JSON.parse(document.body.dataset.answers)");
    browser.run::<()>(&format!(
        "const post = (body) => ({{ method: 'POST', body, headers: {{ 'Content-Type': 'application/json' }} }});
        const asked = [['/api/status'], ['/metrics'], ['/api/config'], ['/assets/service.js'],
          ['/api/session', post('{{\"pin\":\"{PIN}\"}}')], ['/api/acts', post('{{\"act\":\"close-day\"}}')]];
        Promise.all(asked.map(async (one) => (await fetch(...one)).status)).then((all) => {{ document.body.dataset.answers = JSON.stringify(all); }});"
    ));
    assert_eq!(answers(), serde_json::json!([421, 421, 421, 421, 421, 421]));

    // A page without a place sends what any page may send.
    browser.go("data:text/html,<title>a page of somebody else</title>");
    let service = &program.service;
    browser.run::<()>(&format!(
        "const post = (body, mode) => ({{ method: 'POST', body, mode }});
        const asked = [['/metrics'], ['/api/status'], ['/api/session', post('{{\"pin\":\"{PIN}\"}}', 'cors')],
          ['/api/session', post('{{\"pin\":\"{PIN}\"}}', 'no-cors')], ['/api/acts', post('{{\"act\":\"close-day\"}}', 'no-cors')]];
        const said = async ([path, how]) => {{
          try {{ return (await (await fetch('{service}' + path, how)).text()).length; }} catch {{ return 'nothing'; }}
        }};
        Promise.all(asked.map(said)).then((all) => {{ document.body.dataset.answers = JSON.stringify(all); }});"
    ));
    assert_eq!(answers(), serde_json::json!(["nothing", "nothing", "nothing", "nothing", "nothing"]));
    let record = program.technician(&["audit", "show"], "");
    let of_the_port = record.lines().filter(|line| !line.contains("  command line, user "));
    assert_eq!(of_the_port.count(), 1, "the record begins, and nobody came as far as the PIN: {record}");
    browser.complaints();
    drop(browser);
    program.end();
}
