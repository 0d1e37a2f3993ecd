//! What the design promises of its rules, and that the same people live the same lives.

use super::*;

fn study(seed: u64, days: u32) -> Study {
    Study { days, days_before: 3, seed, remote_percent: 40 }
}

fn policy(text: &str) -> Policy {
    text.parse().expect("a policy")
}

#[test]
fn the_rules_of_the_design_reach_their_goals() {
    let lived = study(1, 10).of(&policy("default"));
    assert!(lived.setbacks_max <= 2, "{lived:?}");
    assert!(lived.avoidably_late_percent <= 8.0, "{lived:?}");
    assert!(lived.idle_min <= 11.0 && lived.idle_p90_min <= 25.0, "{lived:?}");
    let first_come = study(1, 10).of(&policy("first-come"));
    assert!(first_come.idle_min > 2.0 * lived.idle_min, "phones are good for something: {first_come:?}");
}

#[test]
fn a_choice_does_what_it_says() {
    let lived = |text: &str| study(2, 3).of(&policy(text));
    let (usual, early) = (lived("default"), lived("margin_s=1800"));
    assert!(early.avoidably_late_percent <= usual.avoidably_late_percent, "{early:?} {usual:?}");
    assert!(
        early.idle_min > usual.idle_min,
        "who sets out earlier waits longer in the hall: {early:?} {usual:?}"
    );
    assert!(lived("setbacks_max=0").setbacks_max == 0);
    assert!(lived("setbacks_max=50").setbacks_max > 2);
}

#[test]
fn the_same_people_live_the_same_lives() {
    let lived = || study(3, 1).of(&policy("default"));
    assert_eq!(lived(), lived());
    let rows = vec![("a & b".to_owned(), lived()), ("default".to_owned(), lived())];
    let table = Table { rows, first_come: lived(), days: 200 };
    let lines: Vec<String> = table.to_string().lines().map(str::to_owned).collect();
    assert!(lines[2].starts_with("a & b") && lines[3].starts_with("default"), "{lines:?}");
    let picture = plot(&table);
    assert!(picture.contains("a &amp; b") && picture.ends_with("</svg>\n"), "{picture}");
}

#[test]
fn everything_is_held_against_first_come_whether_or_not_it_is_asked_for() {
    let mut played = Vec::new();
    let mut compare = |policies: &[&str]| {
        let policies: Vec<Policy> = policies.iter().map(|text| policy(text)).collect();
        study(4, 2).compare(&policies, |policy| played.push(policy.name.clone()))
    };
    let alone = compare(&["default"]);
    let among = compare(&["default", "first-come"]);
    assert_eq!(alone.rows, among.rows[..1]);
    assert_eq!(alone.first_come, among.rows[1].1);
    let delay_min = |table: &Table| table.walk_in_delay_min(&table.rows[0].1);
    assert!(delay_min(&alone) > 0.0, "who joined from home has joined earlier: {alone}");
    assert_eq!(delay_min(&alone), delay_min(&among));
    assert_eq!(played, ["default", "first-come", "default", "first-come"]);
}

#[test]
fn the_table_says_its_goals_and_that_few_days_mean_little() {
    let measures = study(5, 1).of(&policy("first-come"));
    let told = |days| Table { rows: Vec::new(), first_come: measures, days }.to_string();
    assert!(
        told(50).contains("goals, at most: idle 11 min, P90 25 min, late although told 8 %, most 2 times")
    );
    assert!(told(49).contains("days: 49;") && !told(50).contains("days:"), "{}", told(49));
}
