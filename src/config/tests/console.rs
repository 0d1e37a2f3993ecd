//! Bad rules for consoles, and what they are told.

use super::check_site;

#[test]
fn site_console() {
    let console = |lines: &str| format!("[console]\n{lines}\n[rules]\n");
    let check = |lines: &str, expected: &[&str]| check_site(&[("[rules]\n", &console(lines))], expected);
    for word in ["numbers", "count", "nothing"] {
        check(&format!("show_next = \"{word}\""), &[]);
    }
    check("", &[]);
    check(
        "show_next = \"all\"\nshow = 1",
        &[
            "site.toml:35:13: console.show_next: 'all' is not known here; choose one of: numbers, count, nothing",
            "site.toml:36:1: console.show: unknown key; there is only 'show_next'",
        ],
    );
}
