//! Bad rules for people who are elsewhere, and what they are told.

use super::check_site;

#[test]
fn rules_for_phones() {
    let check = |lines: &str, expected: &[&str]| {
        check_site(&[("[rules]\n", &format!("[remote]\n{lines}\n[rules]\n"))], expected);
    };
    check("", &[]);
    check("series = \"R\"\npresence = \"assumed\"\nwalk_in_share_percent = 0", &[]);
    check(
        "series = \"C\"",
        &["site.toml:35:10: remote.series: the series 'C' is used in line 13 already; use each only once"],
    );
    check(
        "series = \"O\"",
        &[
            "site.toml:35:10: remote.series: 'O' cannot be a series; choose one of ABCDEFGHJKLMNPRSTUVWXYZ (I, O and Q are read as digits)",
        ],
    );
    check(
        "presence = \"guessed\"\nwalk_in_share_percent = 101\nsteps_back_max = 0",
        &[
            "site.toml:35:12: remote.presence: 'guessed' is not known here; choose one of: check-in, assumed",
            "site.toml:36:25: remote.walk_in_share_percent: 101 is out of range; write a whole number from 0 to 100",
            "site.toml:37:18: remote.steps_back_max: 0 is out of range; write a whole number from 1 to 100",
        ],
    );
    check("serie = \"R\"", &["site.toml:35:1: remote.serie: unknown key; did you mean 'series'?"]);
}
