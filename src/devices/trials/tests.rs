use super::*;
use crate::config::board::Board;
use crate::devices::lamps::Lamp;
use crate::domain::ids::{CounterId, KioskId};
use crate::domain::ticket::Language;
use crate::domain::trial::NotTried;
use crate::wording::Words;
use std::collections::BTreeMap;
use std::path::Path;
use std::pin::pin;

fn board(name: &str) -> Board {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate::config::read(&root.join(name), &root.join("systemd/site.toml")).config.unwrap().board
}

fn of(findings: &[Finding]) -> Vec<(&str, &Found)> {
    let named = findings.iter().map(|finding| match &finding.device {
        Device::Named(name) => (name.as_str(), &finding.found),
        Device::Printer(_) => panic!("{finding:?}"),
    });
    named.collect()
}

#[tokio::test(start_paused = true)]
async fn each_lamp_blinks_alone_and_then_says_what_it_said() {
    let installation = Installation::new(&board("boards/virtual.toml"));
    let lamps = &installation.kiosks[&KioskId(1)].lamps;
    let wanted = BTreeMap::from([(1, Lamp::Ready), (2, Lamp::Off), (3, Lamp::Ready)]);
    lamps.show(wanted.clone());
    let (mut lit, mut seen) = (lamps.watch(), Vec::new());
    let tried = async {
        let findings = installation.try_lamps().await.unwrap();
        let blinked = Found::Blinked { seconds: 3 };
        assert_eq!(of(&findings)[0], ("kiosk 1: lamp 1", &blinked));
        findings.len()
    };
    let watched = async {
        while lit.changed().await.is_ok() {
            let busy = |(&place, &lamp): (&u8, &Lamp)| (lamp == Lamp::Busy).then_some(place);
            seen.push(lit.borrow_and_update().iter().filter_map(busy).collect::<Vec<_>>());
        }
    };
    let count = tokio::select! {
        count = tried => count,
        () = watched => 0,
    };
    seen.dedup();
    let each: Vec<u8> = seen.concat();
    assert_eq!(each, (1..).take(count).collect::<Vec<u8>>(), "{seen:?}");
    assert_eq!(*lamps.watch().borrow(), wanted);
}

#[tokio::test(start_paused = true)]
async fn a_trial_that_is_dropped_ends_on_the_spot() {
    let installation = Installation::new(&board("boards/virtual.toml"));
    let words = Words::load();
    let before = installation.hall.picture().1;
    let mut frames = installation.hall.frames();
    {
        let mut tried = pin!(installation.try_displays(words.say(Language::En)));
        tokio::select! {
            _ = &mut tried => panic!("the picture stands for some seconds"),
            Ok(()) = frames.changed() => assert_ne!(installation.hall.picture().1, before),
        }
    }
    assert_eq!(installation.hall.picture().1, before);
    let lamps = &installation.kiosks[&KioskId(1)].lamps;
    let mut lit = lamps.watch();
    tokio::select! {
        _ = installation.try_lamps() => panic!("lamps blink for some seconds"),
        Ok(()) = lit.changed() => {}
    }
    assert!(lamps.watch().borrow().is_empty());
}

#[tokio::test(start_paused = true)]
async fn every_display_has_its_picture_and_one_that_fails_says_why() {
    let installation = Installation::new(&board("boards/virtual.toml"));
    installation.faults.set("hall display", "no card");
    let words = Words::load();
    let findings = installation.try_displays(words.say(Language::Lv)).await;
    let names: Vec<&str> = of(&findings).iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["display of kiosk 1", "display of counter 1", "hall display"]);
    assert_eq!(of(&findings)[2].1, &Found::Fails("no card".to_owned()));
    let size = installation.kiosks[&KioskId(1)].display.size();
    let shown = Found::Shown { width_px: size.width, height_px: size.height, seconds: 15 };
    assert_eq!(of(&findings)[0].1, &shown);
}

#[tokio::test(start_paused = true)]
async fn a_board_without_lamps_has_nothing_to_blink() {
    let mut bare = board("boards/virtual.toml");
    bare.kiosks.values_mut().for_each(|kiosk| kiosk.buttons.clear());
    assert_eq!(Installation::new(&bare).try_lamps().await, Err(NotTried::NoSuchDevice));
}

#[test]
fn what_a_branch_could_have_and_has_not_is_told() {
    let mut bare = board("boards/virtual.toml");
    let missing = |board: &Board, counters: &[u8]| -> Vec<String> {
        let counters = counters.iter().map(|&counter| CounterId(counter));
        let findings = Installation::new(board).not_fitted(counters);
        of(&findings).iter().map(|(name, _)| (*name).to_owned()).collect()
    };
    assert_eq!(missing(&bare, &[1]), [""; 0]);
    assert_eq!(missing(&bare, &[1, 2]), ["display of counter 2", "keypad of counter 2"]);
    let kiosk = bare.kiosks.get_mut(&KioskId(1)).unwrap();
    kiosk.buttons.clear();
    (kiosk.scanner, kiosk.sound, bare.hall_sound) = (None, None, None);
    bare.counters.get_mut(&CounterId(1)).unwrap().keys.clear();
    let expected = [
        "kiosk 1: lamps",
        "kiosk 1: scanner",
        "sound of kiosk 1",
        "sound of hall",
        "display of counters 2, 3",
        "keypad of counters 1, 2, 3",
    ];
    assert_eq!(missing(&bare, &[1, 2, 3]), expected);
}
