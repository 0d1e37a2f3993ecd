//! Every crate that a branch's program is made of, as its package lists them, has a licence that `deny.toml` allows. `.ci/deny` looks
//! at more, and is left out where its tool cannot be fetched; this needs nothing, and holds the list that goes out with a package.

use serde_json::Value;
use std::iter::Peekable;
use std::path::Path;
use std::process::Command;

/// Whether an SPDX expression can be kept with these licences (SPDX specification, annex D; without precedence of its own for
/// `WITH`, which belongs to the licence before it).
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ");
    either(&mut spaced.split_whitespace().peekable(), allowed)
}

type Tokens<'a> = Peekable<std::str::SplitWhitespace<'a>>;

fn either(tokens: &mut Tokens<'_>, allowed: &[&str]) -> bool {
    let mut good = both(tokens, allowed);
    while tokens.next_if_eq(&"OR").is_some() {
        good |= both(tokens, allowed);
    }
    good
}

fn both(tokens: &mut Tokens<'_>, allowed: &[&str]) -> bool {
    let mut good = one(tokens, allowed);
    while tokens.next_if_eq(&"AND").is_some() {
        good &= one(tokens, allowed);
    }
    good
}

fn one(tokens: &mut Tokens<'_>, allowed: &[&str]) -> bool {
    let token = tokens.next().unwrap();
    if token == "(" {
        let good = either(tokens, allowed);
        assert_eq!(tokens.next(), Some(")"));
        return good;
    }
    match tokens.next_if_eq(&"WITH") {
        Some(_) => allowed.contains(&format!("{token} WITH {}", tokens.next().unwrap()).as_str()),
        None => allowed.contains(&token),
    }
}

#[test]
fn every_licence_in_the_program_is_allowed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let deny = std::fs::read_to_string(root.join("deny.toml")).unwrap();
    let list = deny.lines().find_map(|line| line.strip_prefix("allow = [")?.strip_suffix(']')).unwrap();
    let allowed: Vec<&str> = list.split(',').map(|name| name.trim().trim_matches('"')).collect();
    for target in ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"] {
        let mut sbom = Command::new(root.join("systemd/sbom"));
        let listed = sbom.arg(target).env("CARGO_NET_OFFLINE", "true").output().unwrap();
        let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
        let crates: Vec<&Value> =
            listed["components"].as_array().unwrap().iter().filter(|one| one["purl"].is_string()).collect();
        assert!(crates.len() > 100, "{} crates", crates.len());
        for one in crates {
            let licence = one["licenses"][0]["expression"].as_str().unwrap();
            assert!(is_allowed(licence, &allowed), "{}: {licence}", one["name"]);
        }
    }
}

#[test]
fn a_licence_is_kept_by_one_of_several_and_by_all_of_some() {
    let check = |expression, expect| {
        assert_eq!(is_allowed(expression, &["MIT", "ISC", "GPL-2.0 WITH exception"]), expect, "{expression}");
    };
    check("MIT", true);
    check("GPL-3.0-only", false);
    check("GPL-3.0-only OR MIT", true);
    check("MIT AND GPL-3.0-only", false);
    check("(GPL-3.0-only OR MIT) AND ISC", true);
    check("GPL-3.0-only OR MIT AND OpenSSL", false);
    check("GPL-2.0", false);
    check("GPL-2.0 WITH exception", true);
    check("MIT WITH exception", false);
}
