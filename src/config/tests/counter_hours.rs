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

#[test]
fn hours_at_which_the_office_is_never_open_are_a_warning() {
    let hours = ("[counter.1]\n", "[counter.1]\nhours = [\"6:00-8:30\", \"9:00-12:00\", \"18:00-20:00\"]\n");
    let early = "site.toml:19:10: warning: counter.1.hours[1]: '6:00-8:30' are outside the opening hours of every day; mend them, or the hours of the office";
    let late = "site.toml:19:37: warning: counter.1.hours[3]: '18:00-20:00' are outside the opening hours of every day; mend them, or the hours of the office";
    check_site(&[hours], &[early, late]);
    check_site(&[hours, ("tuesday = \"closed\"", "tuesday = \"10:00-19:00\"")], &[early]);
    let exception = (r#"hours = "closed", reason"#, r#"hours = "8:00-14:00", reason"#);
    check_site(&[hours, exception], &[late]);
}
