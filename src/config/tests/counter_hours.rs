//! When somebody works at a counter.

use super::check_site;

#[test]
fn counters_have_hours() {
    let hours = |hours: &str| format!("[counter.1]\nhours = {hours}\n");
    check_site(&[("[counter.1]\n", &hours(r#"["8:30-12:30", "13:00-18:00"]"#))], &[]);
    check_site(
        &[("[counter.1]\n", &hours(r#"["13:00-18:00", "8:30-12:30", "18-19", "19:00-18:30"]"#))],
        &[
            "site.toml:19:25: counter.1.hours[2]: '8:30-12:30' does not begin after the hours before it have ended; write the earlier hours first, with a break between",
            r#"site.toml:19:39: counter.1.hours[3]: '18-19' are no hours; write for example "8:30-12:00""#,
            "site.toml:19:48: counter.1.hours[4]: '19:00-18:30' ends before it begins; write the earlier time first",
        ],
    );
}
