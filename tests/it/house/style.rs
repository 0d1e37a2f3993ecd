//! How files look: short, opened by their model, without excuses and without work that is left for later.

use super::tokens::tokens;
use super::{File, files_below};

/// A file has one subject, and one subject has no more lines than this.
const LINES_MAX: usize = 500;

/// Words that promise work instead of doing it, and places that only one machine has. Taken apart, so that they do not
/// stand here.
const FORBIDDEN: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("unimplemented", "!"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
];

/// What is wrong with the looks of a file.
fn complaints(file: &File) -> Vec<String> {
    let mut wrong = Vec::new();
    let lines = file.text.lines().count();
    if file.is_rust() && lines > LINES_MAX {
        wrong.push(format!("has {lines} lines; more than {LINES_MAX} are two subjects"));
    }
    if file.is_rust() && !is_test(file) && !file.text.starts_with("//!") {
        wrong.push("does not open with its model".into());
    }
    if file.is_rust() && excuses(&file.text) > 0 {
        wrong.push("allows a lint without a reason".into());
    }
    let forbidden = FORBIDDEN.iter().filter(|word| file.text.contains(**word));
    wrong.extend(forbidden.map(|word| format!("says {word}")));
    wrong.into_iter().map(|complaint| format!("{}: {complaint}", file.path.display())).collect()
}

fn is_test(file: &File) -> bool {
    file.path.iter().any(|part| part == "tests" || part == "tests.rs")
}

/// Attributes that allow or expect a lint and do not say why.
fn excuses(source: &str) -> usize {
    let tokens = tokens(source);
    let mut count = 0;
    for at in 0..tokens.len() {
        let attribute = at >= 1 && tokens[at - 1] == "[" && matches!(tokens[at], "allow" | "expect");
        if attribute && tokens.get(at + 1) == Some(&"(") {
            let inside = tokens[at..].iter().take_while(|&&token| token != "]");
            count += usize::from(!inside.copied().any(|token| token == "reason"));
        }
    }
    count
}

#[test]
fn every_file_is_short_and_says_what_it_is_about() {
    let tops =
        ["src", "tests", "boards", "systemd", "benches", "README.md", "CHANGELOG.md", "Cargo.toml", ".ci"];
    let files = files_below(&tops);
    assert!(files.len() > 50, "the repository was not found");
    let all: Vec<String> = files.iter().flat_map(complaints).collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

fn check(path: &str, text: &str, expected: &[&str]) {
    let file = File { path: path.into(), text: text.into() };
    let expected: Vec<String> = expected.iter().map(|complaint| format!("{path}: {complaint}")).collect();
    assert_eq!(complaints(&file), expected);
}

#[test]
fn what_looks_wrong_is_found() {
    let long = "//! A model.\n".repeat(LINES_MAX + 1);
    check("src/a.rs", &long, &["has 501 lines; more than 500 are two subjects"]);
    check("src/a.rs", "fn f() {}", &["does not open with its model"]);
    check("src/a.rs", "//! A.\n#[allow(dead_code)]\nfn f() {}", &["allows a lint without a reason"]);
    check("src/a.rs", "//! A.\n#![expect(\n    unused\n)]", &["allows a lint without a reason"]);
    check("README.md", &format!("# A\n{}: later", FORBIDDEN[0]), &[&format!("says {}", FORBIDDEN[0])]);
}

#[test]
fn what_looks_right_is_left_alone() {
    check("src/a.rs", "//! A.\n#[expect(unused, reason = \"because\")]\nfn f() { x.expect(y); }", &[]);
    check("src/a/tests.rs", "use super::*;", &[]);
    check("src/page.html", &"<p>\n".repeat(LINES_MAX + 1), &[]);
}
