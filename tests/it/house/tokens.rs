//! Rust source cut into words and marks, without comments, strings and characters: enough to see who is named where.

/// A word (name, keyword, number) or a mark of one character; `::` is one mark.
pub(super) type Token<'a> = &'a str;

/// Cuts a source.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest).unwrap_or_else(|| {
            let length = match first {
                _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                ':' if rest.starts_with("::") => 2,
                _ => first.len_utf8(),
            };
            tokens.push(&rest[..length]);
            length
        });
        rest = &rest[length..];
    }
    tokens
}

/// How long the thing is that starts here and says nothing about names, if it is one.
fn skipped(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    match bytes[0] {
        byte if byte.is_ascii_whitespace() => Some(1),
        b'/' if rest.starts_with("//") => Some(rest.find('\n').unwrap_or(rest.len())),
        b'/' if rest.starts_with("/*") => Some(comment(rest)),
        b'"' => Some(string(rest)),
        b'b' | b'c' if bytes.get(1) == Some(&b'"') => Some(1 + string(&rest[1..])),
        b'r' => raw_string(rest),
        b'b' | b'c' if bytes.get(1) == Some(&b'r') => raw_string(&rest[1..]).map(|length| length + 1),
        b'\'' => character(rest),
        _ => None,
    }
}

fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        let step = if here.starts_with(b"/*") {
            depth += 1;
            2
        } else if here.starts_with(b"*/") {
            depth -= 1;
            2
        } else {
            1
        };
        at += step;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn raw_string(rest: &str) -> Option<usize> {
    let hashes = rest[1..].find(|c| c != '#')?;
    let opened = rest[1 + hashes..].starts_with('"');
    let end = format!("\"{}", "#".repeat(hashes));
    let body = opened.then_some(2 + hashes)?;
    Some(rest[body..].find(&end).map_or(rest.len(), |at| body + at + end.len()))
}

/// A character, but not a lifetime.
fn character(rest: &str) -> Option<usize> {
    let mut inside = rest.char_indices().skip(1);
    let (_, first) = inside.next()?;
    if first == '\\' {
        return rest[3..].find('\'').map(|at| at + 4);
    }
    inside.next().filter(|&(_, second)| second == '\'').map(|(at, _)| at + 1)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[test]
fn comments_strings_and_characters_are_no_names() {
    let source = r##"
        // crate::engine
        /* crate::/* nested */engine */
        fn f<'a>(x: &'a str) -> char { r#"crate::"engine"#; "\"crate::engine"; b"x"; '\''; '{' }
    "##;
    let expected = "fn f < ' a > ( x : & ' a str ) - > char { ; ; ; ; }";
    assert_eq!(tokens(source).join(" "), expected);
}

#[test]
fn words_and_paths_are_kept() {
    assert_eq!(
        tokens("use crate::a_b::{C, d};"),
        ["use", "crate", "::", "a_b", "::", "{", "C", ",", "d", "}", ";"]
    );
}
