//! The link as the daemon starts it: from the site file to the staff's pages.

use super::centre::{Centre, join};
use super::clients::PATIENCE;
use super::mosquitto::Mosquitto;
use super::office::{BRANCH, NOON_MS, Noon, request_key, scratch};
use rinda::config;
use rinda::daemon::{Plan, PoweredBranch};
use rinda::devices::installation::Installation;
use rinda::domain::ids::KioskId;
use rinda::domain::kiosk::PrinterState;
use rinda::domain::ticket::Language;
use rinda::engine::random_link;
use rinda::protocol::{Answer, Refused};
use rinda::wording::Words;
use rinda::wording::faults::CENTRE;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tokio::time::timeout;

#[tokio::test]
async fn a_site_file_leads_to_the_centre_and_a_broker_that_is_away_stands_among_the_faults() {
    let mut broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let reached = broker.known_as(BRANCH);
    let files = reached.tls.as_ref().unwrap();
    let directory = scratch();
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut site = fs::read_to_string(home.join("systemd/site.toml")).unwrap();
    let public = request_key().public().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    });
    let (ca, certificate, key) = (files.ca.display(), files.certificate.display(), files.key.display());
    write!(
        site,
        "[link]\nbroker = \"{}\"\nca = \"{ca}\"\ncertificate = \"{certificate}\"\nkey = \"{key}\"\nrequest_keys = {{ \"2026\" = \"{public}\" }}\n",
        reached.address
    )
    .unwrap();
    fs::write(directory.join("site.toml"), site).unwrap();
    let outcome = config::read(&home.join("boards/virtual.toml"), &directory.join("site.toml"));
    let config = outcome.config.unwrap_or_else(|| panic!("{:#?}", outcome.problems));
    let plan = Plan {
        settings: Arc::new(config.settings),
        board: Arc::new(Installation::new(&config.board)),
        time: Arc::new(Noon::of(NOON_MS)),
        words: Arc::new(Words::load()),
        link: config.link,
    };
    let mut faults = plan.board.faults.watch();
    let branch = PoweredBranch::start(&plan, &directory.join("state")).unwrap();
    centre.until("a picture of the branch", |centre| centre.state.is_some()).await;
    assert_eq!(centre.state.as_ref().unwrap().office.names.len(), 4);
    let reply = centre.ask(join(random_link())).await;
    let is_answer =
        matches!(reply.answer, Answer::Joined { .. } | Answer::Refused(Refused::NoMoreToday { .. }));
    assert!(is_answer, "{reply:?}");
    let fault = plan.words.say(Language::Lv).printer_fault(KioskId(1), PrinterState::CoverOpen, false);
    let words = fault.unwrap().in_words();
    let (_, printer) = plan.board.virtual_printers().next().unwrap();
    printer.with(|printer, now_ms| printer.set_cover_open(now_ms, true));
    let is_told =
        |centre: &Centre| centre.state.as_ref().is_some_and(|state| state.now.faults.contains(&words));
    centre.until("what is wrong and what to do", is_told).await;
    broker.kill_and_forget();
    let alone = timeout(PATIENCE, faults.wait_for(|faults| faults.contains_key(CENTRE))).await;
    drop(alone.unwrap().unwrap());
    broker.start_again();
    let together = timeout(PATIENCE, faults.wait_for(|faults| !faults.contains_key(CENTRE))).await;
    drop(together.unwrap().unwrap());
    branch.stop().unwrap();
    fs::remove_dir_all(directory).unwrap();
}
