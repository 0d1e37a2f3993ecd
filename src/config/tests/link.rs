//! The way to the centre, and what is said when it leads nowhere.

use super::{BOARD, Directory, SITE, check_site, read};
use std::fs;
use std::os::unix::fs::PermissionsExt;

const KEY: &str = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c";

fn check(lines: &str, expected: &[&str]) {
    let link = format!("[link]\n{lines}\n[rules]");
    check_site(&[("[rules]", &link)], expected);
}

#[test]
fn a_way_to_a_broker_on_the_same_machine_is_read() {
    let directory = Directory::new();
    let board = directory.file("board.toml", BOARD);
    let lines = format!(
        "[link]\nbroker = \"mqtt://localhost\"\nrequest_keys = {{ \"2026\" = \"{KEY}\" }}\nproblems_to = \"a.b@c.lv\"\n[rules]"
    );
    let config = read(&board, &directory.file("site.toml", SITE.replace("[rules]", &lines))).config.unwrap();
    let link = config.link.unwrap();
    assert_eq!((link.broker.address.to_string().as_str(), link.broker.tls), ("mqtt://localhost:1883", None));
    assert_eq!(link.request_keys["2026"][..3], [0xea, 0x4a, 0x6c]);
    assert_eq!(link.problems_to.as_deref(), Some("a.b@c.lv"));
    let without = read(&board, &directory.file("site.toml", SITE)).config.unwrap();
    assert_eq!(without.link, None);
}

#[test]
fn what_is_written_wrongly_is_an_error() {
    check(
        "",
        &[
            "site.toml:34:1: link.broker: is missing; add it to this table",
            "site.toml:34:1: link.ca: is missing; add it to this table",
            "site.toml:34:1: link.certificate: is missing; add it to this table",
            "site.toml:34:1: link.key: is missing; add it to this table",
            "site.toml:34:1: link.request_keys: is missing; add it to this table",
        ],
    );
    check(
        "broker = \"queue.example\"\nca = \"ca.pem\"\ncertificate = \"/no/branch.pem\"\nkey = \"/no/branch.key\"\nrequest_keys = {}\nproblems_to = \"office\"",
        &[
            "site.toml:35:10: link.broker: 'queue.example' is no address of a broker: it is not mqtts:// and a host name, with a port or without; write for example \"mqtts://queue.example:8883\"",
            "site.toml:36:6: link.ca: 'ca.pem' does not begin at the root; begin it with '/'",
            "site.toml:39:16: link.request_keys: is empty; add a name and its key: \"2026\" = \"…\"",
            "site.toml:40:15: link.problems_to: 'office' is no e-mail address; write for example \"queue@office.example\"",
        ],
    );
    check(
        &format!(
            "broker = \"mqtt://10.0.0.1\"\nrequest_keys = {{ a = \"{KEY}\", b = \"{}\", c = 3 }}",
            &KEY[1..]
        ),
        &[
            "site.toml:35:10: warning: link.broker: people on the way can read and change what is said, and anybody can be this branch; use mqtts://",
            "site.toml:36:94: link.request_keys.b: 'a4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c' is no public key; write its 32 bytes as 64 hexadecimal digits",
            "site.toml:36:165: link.request_keys.c: is a whole number; write a text in quotation marks",
        ],
    );
}

#[test]
fn the_centre_s_name_is_no_branch_s() {
    let link = format!("[link]\nbroker = \"mqtt://localhost\"\nrequest_keys = {{ a = \"{KEY}\" }}\n[rules]");
    check_site(
        &[("key = \"test\"", "key = \"centre\""), ("[rules]", &link)],
        &["site.toml:2:7: key: is the centre's own name at the broker; choose another one"],
    );
}

#[test]
fn files_that_are_wrong_now_are_warnings_because_they_can_be_mended_while_the_branch_serves() {
    let directory = Directory::new();
    let board = directory.file("board.toml", BOARD);
    let key = directory.file("branch.key", "no key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let at = directory.0.display();
    let lines = format!(
        "[link]\nbroker = \"mqtts://queue.example\"\nca = \"{at}/ca.pem\"\ncertificate = \"{at}/branch.pem\"\nkey = \"{at}/branch.key\"\nrequest_keys = {{ a = \"{KEY}\" }}\n[rules]"
    );
    let site = directory.file("site.toml", SITE.replace("[rules]", &lines));
    assert_eq!(
        directory.problems(&board, &site),
        [
            "site.toml:36:6: warning: link.ca: ca.pem: No such file or directory (os error 2); mend it; until then nobody can join from elsewhere",
            "site.toml:38:7: warning: link.key: everybody on this machine can read branch.key; take that right away (chmod o-rwx), and let nobody use this key any more",
        ]
    );
    let config = read(&board, &site).config.unwrap();
    assert!(config.link.is_some_and(|link| link.broker.tls.is_some()));
}
