//! Bad site files, and what they are told.

use super::{check_board, check_site};

#[test]
fn keys_that_are_misspelt_missing_or_twice() {
    check_site(
        &[("key = \"test\"\n", "kye = \"test\"\n")],
        &["site.toml:2:1: kye: unknown key; did you mean 'key'?"],
    );
    check_site(&[("key = \"test\"\n", "")], &["site.toml: key: is missing; add it to the file"]);
    check_site(
        &[("typical_min = 12\n", ""), ("hold_s", "hold_sec")],
        &[
            "site.toml:7:1: service[1].typical_min: is missing; add it to this table",
            "site.toml:34:1: rules.hold_sec: unknown key; did you mean 'hold_s'?",
        ],
    );
    check_site(
        &[("schema = 1\n", "schema = 1\nschema = 1\n")],
        &["site.toml:2:1: not valid TOML: duplicate key; mend this line"],
    );
    check_site(
        &[("hold_s = 2700", r#"colour = "red""#)],
        &[
            "site.toml:35:1: rules.colour: unknown key; choose one of: hold_s, grace_s, late_behind, priority_credit_s, slip_stale_s, overrun_min, journal_keep_days, clock_settle_s, setbacks_max, slips_max, recalls_max, admit_by_forecast",
        ],
    );
    check_site(&[("[hours]\n", "[hour]\n")], &["site.toml:23:2: hour: unknown key; did you mean 'hours'?"]);
}

#[test]
fn a_newer_version_is_refused_in_words() {
    check_site(
        &[("schema = 1\n", "schema = 2\ncolour = 3\n")],
        &[
            "site.toml:1:10: schema: the file is of version 2, this program reads up to 1; use a newer rinda, or a file made for this one",
        ],
    );
    check_board(
        &[("schema = 1\n", "schema = 2\ncolour = 3\n")],
        &[
            "board.toml:1:10: schema: the file is of version 2, this program reads up to 1; use a newer rinda, or a file made for this one",
        ],
    );
    check_site(&[("schema = 1\n", "")], &["site.toml: schema: is missing; add it to the file"]);
}

#[test]
fn what_is_not_toml() {
    check_site(
        &[("[rules]", "[rules"), ("hold_s = 2700", "hold_s = = 3")],
        &[
            "site.toml:34:7: not valid TOML: unclosed table, expected `]`; mend this line",
            "site.toml:35:10: not valid TOML: extra `=`, expected nothing; mend this line",
            "site.toml:35:12: not valid TOML: unexpected key or value, expected newline, `#`; mend this line",
        ],
    );
    check_site(
        &[("\"passport\"\nseries", "\"passport\nseries")],
        &[r#"site.toml:8:16: not valid TOML: invalid basic string, expected `"`; mend this line"#],
    );
    check_site(
        &[("hold_s = 2700", "hold_s = 99999999999999999999")],
        &[
            "site.toml:35:10: rules.hold_s: 99999999999999999999 is out of range; write a whole number from 60 to 14400",
        ],
    );
}

#[test]
fn values_of_the_wrong_kind_or_range() {
    check_site(
        &[("typical_min = 12", r#"typical_min = "12""#)],
        &["site.toml:11:15: service[1].typical_min: is a text; write a whole number from 1 to 240"],
    );
    check_site(
        &[("typical_min = 12", "typical_min = 0")],
        &["site.toml:11:15: service[1].typical_min: 0 is out of range; write a whole number from 1 to 240"],
    );
    check_site(
        &[("typical_min = 12", "typical_min = -5")],
        &["site.toml:11:15: service[1].typical_min: -5 is out of range; write a whole number from 1 to 240"],
    );
    check_site(
        &[("typical_min = 12", "typical_min = 12.5")],
        &[
            "site.toml:11:15: service[1].typical_min: is a number with a fraction; write a whole number from 1 to 240",
        ],
    );
    check_site(
        &[(r#"key = "test""#, "key = 7")],
        &["site.toml:2:7: key: is a whole number; write a text in quotation marks"],
    );
    check_site(&[(r#"key = "test""#, r#"key = " ""#)], &["site.toml:2:7: key: is empty; write some words"]);
    check_site(
        &[(r#"languages = ["lv", "en"]"#, r#"languages = "lv""#)],
        &["site.toml:6:13: languages: is a text; write a list in square brackets"],
    );
    check_site(
        &[("[rules]\nhold_s = 2700", "[rules]\nadmit_by_forecast = \"yes\"")],
        &["site.toml:35:21: rules.admit_by_forecast: is a text; write true or false"],
    );
    check_site(
        &[("date = 2026-11-18", r#"date = "2026-11-18""#)],
        &[
            "site.toml:32:14: hours.exceptions[1].date: is a text; write a date without quotation marks, for example 2026-11-18",
        ],
    );
    check_site(
        &[("date = 2026-11-18", "date = 2026-11-18T10:00:00")],
        &[
            "site.toml:32:14: hours.exceptions[1].date: is a date or time; write a date without quotation marks, for example 2026-11-18",
        ],
    );
    check_site(
        &[(r#"name = { lv = "Pases", en = "Passports" }"#, r#"name = "Pases""#)],
        &[r#"site.toml:10:8: service[1].name: is a text; write a table, for example { lv = "Pases" }"#],
    );
}

#[test]
fn the_branch_itself() {
    check_site(
        &[(r#"key = "test""#, r#"key = "Rīga 2""#)],
        &[
            "site.toml:2:7: key: 'Rīga 2' cannot be a key; use small letters a–z, digits and hyphens, at most 32",
        ],
    );
    check_site(
        &[(r#"time_zone = "Europe/Riga""#, r#"time_zone = "europe/rigga""#)],
        &["site.toml:4:13: time_zone: 'europe/rigga' is not a time zone; did you mean 'Europe/Riga'?"],
    );
    check_site(
        &[(r#"time_zone = "Europe/Riga""#, r#"time_zone = "EET-2""#)],
        &[r#"site.toml:4:13: time_zone: 'EET-2' is not a time zone; write for example "Europe/Riga""#],
    );
    check_site(
        &[(r#"language = "lv""#, r#"language = "lt""#)],
        &["site.toml:5:12: language: 'lt' is not known here; did you mean 'lv'?"],
    );
    check_site(
        &[(r#"languages = ["lv", "en"]"#, r#"languages = ["en", "en"]"#)],
        &[
            "site.toml:6:13: languages: lacks the public language 'lv'; add it; everybody can choose it",
            "site.toml:6:20: languages[2]: 'en' is used in line 6 already; use each only once",
        ],
    );
    check_site(
        &[(r#"languages = ["lv", "en"]"#, "languages = []")],
        &["site.toml:6:13: languages: is empty; name at least one"],
    );
    check_site(
        &[(r#"languages = ["lv", "en"]"#, r#"languages = ["lv", "latin"]"#)],
        &["site.toml:6:20: languages[2]: 'latin' is not known here; choose one of: lv, ru, en, uk"],
    );
    check_site(
        &[(r#"languages = ["lv", "en"]"#, r#"languages = ["lv", "en", "uk"]"#)],
        &[
            "site.toml:3:8: warning: name: has no words in uk; add them; until then the Latvian words stand in",
            "site.toml:10:8: warning: service[1].name: has no words in uk; add them; until then the Latvian words stand in",
            "site.toml:15:8: warning: service[2].name: has no words in uk; add them; until then the Latvian words stand in",
        ],
    );
    check_site(
        &[("key = \"test\"\n", "key = \"test\"\nfollow_url = \"rinda.example/t/\"\n")],
        &[
            "site.toml:3:14: follow_url: 'rinda.example/t/' is not a web address; write https:// and a host name",
        ],
    );
    check_site(
        &[("key = \"test\"\n", "key = \"test\"\nfollow_url = \"https://rinda.example/t\"\n")],
        &[
            "site.toml:3:14: follow_url: what comes after it would run into the last word; end it with / or = or #",
        ],
    );
    check_site(
        &[("key = \"test\"\n", "key = \"test\"\nfollow_url = \"http://rinda.example/t/\"\n")],
        &[
            "site.toml:3:14: warning: follow_url: people on the way can read and change the page; use https://",
        ],
    );
    check_site(
        &[(
            "key = \"test\"\n",
            "key = \"test\"\nfollow_url = \"https://rinda.example/tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt/\"\n",
        )],
        &["site.toml:3:14: follow_url: does not fit into a code; use at most 80 letters without accents"],
    );
}

#[test]
fn names_must_fit_and_be_drawable() {
    check_site(
        &[(r#"lv = "Pases""#, r#"lv = """#)],
        &["site.toml:10:15: service[1].name.lv: is empty; write some words"],
    );
    check_site(
        &[(r#"lv = "Pases""#, "lv = \"Pases\\nun kartes\"")],
        &[
            "site.toml:10:15: service[1].name.lv: has a line break or another control character; write it in one line",
        ],
    );
    check_site(
        &[(r#"lv = "Pases""#, r#"lv = "Pases 護照""#)],
        &[
            "site.toml:10:15: service[1].name.lv: cannot be drawn: 護照; use Latin or Cyrillic letters, digits and plain punctuation",
        ],
    );
    check_site(
        &[(r#"lv = "Pases""#, r#"lv = "Pases, personas apliecības un citi ceļošanas dokumenti""#)],
        &["site.toml:10:15: service[1].name.lv: has 54 letters, 40 fit; shorten it"],
    );
    check_site(
        &[(r#"lv = "Pases", "#, "")],
        &["site.toml:10:8: service[1].name.lv: is missing; add it to this table"],
    );
    check_site(
        &[(r#"lv = "Pases""#, r#"lv = "Pases", de = "Pässe""#)],
        &["site.toml:10:24: service[1].name.de: unknown key; choose one of: lv, ru, en, uk"],
    );
}

#[test]
fn services() {
    check_site(
        &[(r#"key = "eid""#, r#"key = "passport""#)],
        &[
            "site.toml:13:7: service[2].key: the key 'passport' is used in line 8 already; use each only once",
            "site.toml:19:25: counter.1.services[2]: there is no service 'eid'; there is only 'passport'",
            "site.toml:22:24: kiosk.1.button.2.service: there is no service 'eid'; there is only 'passport'",
        ],
    );
    check_site(
        &[(r#"series = "C""#, r#"series = "A""#)],
        &["site.toml:14:10: service[2].series: the series 'A' is used in line 9 already; use each only once"],
    );
    check_site(
        &[(r#"series = "A""#, r#"series = "B""#), (r#"series = "C""#, r#"series = "P""#)],
        &[
            "site.toml:14:10: service[2].series: 'P' sounds like the series 'B' of line 9; choose another letter",
        ],
    );
    check_site(
        &[(r#"series = "C""#, r#"series = "O""#)],
        &[
            "site.toml:14:10: service[2].series: 'O' cannot be a series; choose one of ABCDEFGHJKLMNPRSTUVWXYZ (I, O and Q are read as digits)",
        ],
    );
    check_site(
        &[(r#"series = "C""#, r#"series = "CD""#)],
        &[
            "site.toml:14:10: service[2].series: 'CD' cannot be a series; choose one of ABCDEFGHJKLMNPRSTUVWXYZ (I, O and Q are read as digits)",
        ],
    );
    check_site(
        &[("typical_min = 10", "typical_min = 10\ncap_per_day = 0")],
        &["site.toml:17:15: service[2].cap_per_day: 0 is out of range; write a whole number from 1 to 9999"],
    );
    check_site(
        &[("last_ticket_before_close_min = 30", "last_ticket_before_close_min = 600")],
        &[
            "site.toml:17:32: service[2].last_ticket_before_close_min: no ticket could be given on monday, which is open for 570 minutes; give the last ticket later, or open longer",
        ],
    );
    check_site(
        &[(r#"services = ["passport", "eid"]"#, r#"services = ["passport"]"#)],
        &[
            "site.toml:13:7: service[2].key: no counter does 'eid'; add it to the services of a counter, or take the service out",
        ],
    );
    check_site(
        &[(r#"button.2 = { service = "eid" }"#, r#"button.2 = { service = "passport" }"#)],
        &[
            "site.toml:13:7: warning: service[2].key: no button gives tickets for 'eid'; give it a button, unless clerks alone send people there",
        ],
    );
}

#[test]
fn counters() {
    check_site(
        &[(r#"services = ["passport", "eid"]"#, r#"services = ["passport", "edi", "eid"]"#)],
        &["site.toml:19:25: counter.1.services[2]: there is no service 'edi'; did you mean 'eid'?"],
    );
    check_site(
        &[(r#"services = ["passport", "eid"]"#, r#"services = ["passport", "eid", "eid"]"#)],
        &["site.toml:19:32: counter.1.services[3]: 'eid' is used in line 19 already; use each only once"],
    );
    check_site(
        &[(
            r#"services = ["passport", "eid"]"#,
            "services = [\"passport\", \"eid\"]\n[counter.100]\nservices = [\"eid\"]",
        )],
        &["site.toml:20:10: counter.100: '100' is not a number from 1 to 99; use the number that people see"],
    );
    check_site(
        &[(
            r#"services = ["passport", "eid"]"#,
            "services = [\"passport\", \"eid\"]\n[counter.02]\nservices = [\"eid\"]",
        )],
        &["site.toml:20:10: counter.02: '02' is not a number from 1 to 99; use the number that people see"],
    );
    check_site(
        &[("[counter.1]\nservices = [\"passport\", \"eid\"]", "[counter]")],
        &["site.toml:18:1: counter: is empty; add a table [counter.1]"],
    );
    check_site(
        &[("[counter.1]\n", "[counter.1]\nname = \"Anna\"\n")],
        &["site.toml:19:1: counter.1.name: unknown key; choose one of: hours, services"],
    );
}

#[test]
fn buttons() {
    check_site(
        &[("button.2", "button.3")],
        &[
            "site.toml:22:12: kiosk.1.button.3: kiosk 1 of the board has no button 3; add it to the board file, or take it out here",
        ],
    );
    check_site(
        &[("[kiosk.1]", "[kiosk.2]")],
        &["site.toml:20:1: kiosk.2: the board has no kiosk 2; add it to the board file, or take it out here"],
    );
    check_site(
        &[("button.2 = { service = \"eid\" }\n", "")],
        &[
            "site.toml:13:7: warning: service[2].key: no button gives tickets for 'eid'; give it a button, unless clerks alone send people there",
            "site.toml:20:2: warning: kiosk: button 2 of kiosk 1 asks for nothing; give it a service or a purpose; until then a press does nothing",
        ],
    );
    check_site(
        &[(r#"button.2 = { service = "eid" }"#, r#"button.1 = { service = "eid" }"#)],
        &["site.toml:22:8: not valid TOML: duplicate key; mend this line"],
    );
    check_site(
        &[(r#"{ service = "eid" }"#, r#"{ service = "visa", class = "vip", language = "ee" }"#)],
        &[
            "site.toml:22:24: kiosk.1.button.2.service: there is no service 'visa'; choose one of: passport, eid",
            "site.toml:22:40: kiosk.1.button.2.class: 'vip' is not known here; choose one of: normal, priority",
            "site.toml:22:58: kiosk.1.button.2.language: 'ee' is not known here; did you mean 'en'?",
        ],
    );
    check_site(
        &[(r#"{ service = "eid" }"#, r#"{ class = "priority" }"#)],
        &["site.toml:22:12: kiosk.1.button.2.service: is missing; add it to this table"],
    );
}

#[test]
fn hours_and_exceptions() {
    check_site(
        &[(r#""8:30-18:00""#, r#""18:00-8:30""#)],
        &["site.toml:24:10: hours.monday: '18:00-8:30' ends before it begins; write the earlier time first"],
    );
    check_site(
        &[(r#""8:30-18:00""#, r#""8:30-24:00""#)],
        &[
            r#"site.toml:24:10: hours.monday: '8:30-24:00' are no hours; write for example "8:30-18:00", or "closed""#,
        ],
    );
    check_site(
        &[(r#""8:30-18:00""#, r#""half past eight""#)],
        &[
            r#"site.toml:24:10: hours.monday: 'half past eight' are no hours; write for example "8:30-18:00", or "closed""#,
        ],
    );
    check_site(
        &[(r#""8:30-18:00""#, r#""closed""#)],
        &["site.toml:23:1: hours: the office never opens; give at least one day its hours"],
    );
    check_site(
        &[("sunday = \"closed\"\n", "")],
        &["site.toml:23:1: hours.sunday: is missing; add it to this table"],
    );
    check_site(
        &[(
            r#"date = 2026-11-18, hours = "closed", reason = "holiday" },"#,
            "date = 2026-11-18, hours = \"closed\", reason = \"holiday\" },\n    { date = 2026-11-18, hours = \"9:00-12:00\", reason = \"again\" },",
        )],
        &[
            "site.toml:33:14: hours.exceptions[2].date: 2026-11-18 is used in line 32 already; use each only once",
        ],
    );
    check_site(
        &[(r#"hours = "closed", reason = "holiday""#, r#"hours = "9:00-9:30", reason = "short""#)],
        &[
            "site.toml:17:32: service[2].last_ticket_before_close_min: no ticket could be given on 2026-11-18, which is open for 30 minutes; give the last ticket later, or open longer",
        ],
    );
    check_site(
        &[(r#", reason = "holiday""#, "")],
        &["site.toml:32:5: hours.exceptions[1].reason: is missing; add it to this table"],
    );
    check_site(
        &[("date = 2026-11-18", "date = 2026-02-30")],
        &["site.toml:32:14: not valid TOML: invalid date, expected day between 01 and 28; mend this line"],
    );
}

#[test]
fn rules() {
    check_site(
        &[("hold_s = 2700", "hold_s = 5")],
        &["site.toml:35:10: rules.hold_s: 5 is out of range; write a whole number from 60 to 14400"],
    );
    check_site(
        &[("hold_s = 2700", "hold_s = 300\ngrace_s = 400")],
        &["site.toml:36:11: rules.grace_s: 400 s is longer than the hold of 300 s; make it at most hold_s"],
    );
    check_site(
        &[("hold_s = 2700", "hold_s = 300")],
        &["site.toml:34:1: rules: 600 s is longer than the hold of 300 s; make it at most hold_s"],
    );
    check_site(
        &[("hold_s = 2700", "recalls_max = 0\nsetbacks_max = 300\njournal_keep_days = 0")],
        &[
            "site.toml:35:15: rules.recalls_max: 0 is out of range; write a whole number from 1 to 20",
            "site.toml:36:16: rules.setbacks_max: 300 is out of range; write a whole number from 0 to 20",
            "site.toml:37:21: rules.journal_keep_days: 0 is out of range; write a whole number from 1 to 3650",
        ],
    );
}

#[test]
fn all_problems_are_told_at_once() {
    check_site(
        &[
            (r#"key = "test""#, r#"key = "TEST""#),
            (r#"series = "C""#, r#"series = "I""#),
            ("typical_min = 12", "typical_min = 999"),
            (r#""8:30-18:00""#, r#""8-18""#),
            ("hold_s = 2700", "holds = 1"),
        ],
        &[
            "site.toml:2:7: key: 'TEST' cannot be a key; use small letters a–z, digits and hyphens, at most 32",
            "site.toml:11:15: service[1].typical_min: 999 is out of range; write a whole number from 1 to 240",
            "site.toml:14:10: service[2].series: 'I' cannot be a series; choose one of ABCDEFGHJKLMNPRSTUVWXYZ (I, O and Q are read as digits)",
            r#"site.toml:24:10: hours.monday: '8-18' are no hours; write for example "8:30-18:00", or "closed""#,
            "site.toml:35:1: rules.holds: unknown key; did you mean 'hold_s'?",
        ],
    );
}

#[test]
fn site_questions() {
    let button = |text: &'static str| [("button.2 = { service = \"eid\" }", text)];
    check_site(
        &button("button.2 = { purpose = \"info\" }"),
        &[
            "site.toml:13:7: warning: service[2].key: no button gives tickets for 'eid'; give it a button, unless clerks alone send people there",
        ],
    );
    check_site(
        &button("button.2 = { purpose = \"speak\", service = \"eid\", language = \"fr\" }"),
        &[
            "site.toml:22:33: kiosk.1.button.2.service: unknown key; choose one of: purpose, language",
            "site.toml:22:61: kiosk.1.button.2.language: 'fr' is not known here; choose one of: lv, ru, en, uk",
        ],
    );
    check_site(
        &button("button.2 = { purpose = \"sing\" }"),
        &[
            "site.toml:22:24: kiosk.1.button.2.purpose: 'sing' is not known here; choose one of: info, speak, volume, language",
        ],
    );
    check_site(
        &button("button.2 = { purpose = \"volume\" }"),
        &[
            "site.toml:13:7: warning: service[2].key: no button gives tickets for 'eid'; give it a button, unless clerks alone send people there",
            "site.toml:20:2: warning: kiosk: kiosk 1 is silent, and a button makes it louder; give it a [kiosk.1.sound] on the board, or the button another purpose",
        ],
    );
}

#[test]
fn site_sound() {
    let sound = |lines: &str| format!("[sound]\n{lines}\n[rules]\n");
    let check = |lines: &str, expected: &[&str]| check_site(&[("[rules]\n", &sound(lines))], expected);
    check("quiet = \"20:00-7:00\"\nhall_call = \"chime\"", &[]);
    check("", &[]);
    check(
        "quiet = \"night\"\nhall_call = \"sung\"",
        &[
            "site.toml:35:9: sound.quiet: 'night' are no hours; write for example \"20:00-7:00\"",
            "site.toml:36:13: sound.hall_call: 'sung' is not known here; choose one of: spoken, chime",
        ],
    );
    check(
        "quiet = \"7:00-7:00\"",
        &["site.toml:35:9: sound.quiet: '7:00-7:00' is no time at all; leave the line out"],
    );
}
