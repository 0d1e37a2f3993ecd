//! What is in force, where it stands, and what differs.

use super::{BOARD, Directory, SITE, edited};
use crate::config::{Difference, Setting, differences, read};

#[test]
fn every_value_in_force_has_its_place() {
    let directory = Directory::new();
    directory.file("parent.toml", BOARD);
    let board = "schema = 1\ninherit = \"parent\"\nname = \"own\"\n[hall]\nheight_mm = 700\n";
    let (board, site) = (directory.file("board.toml", board), directory.file("site.toml", SITE));
    let in_force = read(&board, &site).config.unwrap().in_force;
    let check = |key: &str, value: &str, place: Option<&str>| {
        let found: Vec<_> = in_force.iter().filter(|setting| setting.key == key).collect();
        let [Setting { value: has, place: at, .. }] = found[..] else { panic!("{key}: {found:?}") };
        let at = at.as_ref().map(|at| at.rsplit('/').next().unwrap());
        assert_eq!((has.as_str(), at), (value, place), "{key}");
    };
    check("name", "\"own\"", Some("board.toml:3:8"));
    check("hall.height_mm", "700", Some("board.toml:5:13"));
    check("hall.width_px", "1920", Some("parent.toml:23:12"));
    check("kiosk.1.button.2.driver", "\"virtual\"", Some("parent.toml:7:23"));
    check("service[eid].key", "\"eid\"", Some("site.toml:13:7"));
    check("service", "[passport, eid]", Some("site.toml:7:1"));
    check("counter.1.services", "[\"passport\", \"eid\"]", Some("site.toml:19:12"));
    check("rules.hold_s", "2700", Some("site.toml:35:10"));
    check("rules.grace_s", "600", None);
    check("rules.admit_by_forecast", "true", None);
}

#[test]
fn what_goes_out_of_a_list_changes_nothing_of_what_comes_after_it() {
    let directory = Directory::new();
    let in_force = |site: &str| {
        let (board, site) = (directory.file("board.toml", BOARD), directory.file("site.toml", site));
        read(&board, &site).config.unwrap().in_force
    };
    let told = |before: &str, after: &str| -> Vec<String> {
        let told = differences(&in_force(before), &in_force(after));
        told.into_iter().map(|one| one.key).collect()
    };
    let third = r#"key = "third"
series = "F"
name = { lv = "T", en = "T" }
typical_min = 5
[[service]]
key = "eid""#;
    let day = r#"{ date = 2026-11-17, hours = "closed", reason = "flood" },
    { date = 2026-11-18"#;
    let edits = [
        (r#"key = "eid""#, third),
        (r#"["passport", "eid"]"#, r#"["passport", "third", "eid"]"#),
        ("{ date = 2026-11-18", day),
    ];
    let expected = [
        "counter.1.services",
        "hours.exceptions[2026-11-17].date",
        "hours.exceptions[2026-11-17].hours",
        "hours.exceptions[2026-11-17].reason",
        "service",
        "service[third].key",
        "service[third].name.en",
        "service[third].name.lv",
        "service[third].series",
        "service[third].typical_min",
    ];
    assert_eq!(told(&edited(SITE, &edits), SITE), expected);
    let swapped = [(r#"key = "passport""#, r#"key = "x""#), (r#"key = "eid""#, r#"key = "passport""#)];
    let swapped = edited(SITE, &swapped).replace(r#"key = "x""#, r#"key = "eid""#);
    let order =
        differences(&in_force(SITE), &in_force(&swapped)).into_iter().find(|one| one.key == "service");
    assert_eq!(order.unwrap().after.unwrap(), "[eid, passport]", "people see their order");
}

#[test]
fn what_differs_is_told_by_key_with_both_values_and_the_new_place() {
    let directory = Directory::new();
    let in_force = |board: &str, site: &str| {
        let (board, site) = (directory.file("board.toml", board), directory.file("site.toml", site));
        read(&board, &site).config.unwrap().in_force
    };
    let before = in_force(BOARD, SITE);
    assert_eq!(differences(&before, &before), []);
    let commented = in_force(&format!("# A word.\n{BOARD}"), SITE);
    assert_eq!(differences(&before, &commented), [], "a place is no value");
    let edits = [("height_mm = 680", "height_mm = 700"), ("name = \"test\"", "name = \"other\"")];
    let after =
        in_force(&edited(BOARD, &edits), &format!("{}grace_s = 300\n", SITE.replace("hold_s = 2700\n", "")));
    let told: Vec<_> = differences(&before, &after)
        .into_iter()
        .map(|Difference { key, before, after, place }| {
            let place = place.map_or_else(String::new, |place| place.rsplit('/').next().unwrap().to_owned());
            let value = |value: Option<String>| value.unwrap_or_default();
            format!("{key}: {} > {} {place}", value(before), value(after))
        })
        .collect();
    assert_eq!(
        told,
        [
            "hall.height_mm: 680 > 700 board.toml:25:13",
            "name: \"test\" > \"other\" board.toml:2:8",
            "rules.grace_s: 600 > 300 site.toml:35:11",
        ]
    );
}
