//! The picture on a terminal.

use super::picture::Picture;
use super::told::Row;
use crate::wording::Say;
use std::fmt::Write;

/// Labels take so many letters; longer ones push their value aside.
const LABEL_CHARS: usize = 30;

/// The picture as plain text: what is wrong first.
pub fn text(picture: &Picture, say: Say<'_>) -> String {
    let mut text = String::new();
    let mut line = |line: std::fmt::Arguments<'_>| {
        text.write_fmt(line).and_then(|()| text.write_char('\n')).expect("writing to a string cannot fail");
    };
    line(format_args!("{} ({}), rinda {}\n", picture.name, picture.key, picture.version));
    if picture.faults.is_empty() {
        line(format_args!("{}", say.fault_none()));
    } else {
        line(format_args!("{}", say.service_wrong()));
        for fault in &picture.faults {
            line(format_args!("  ! {}\n    {}", fault.what, fault.advice));
        }
    }
    for section in &picture.told {
        line(format_args!("\n{}", section.head));
        for one in &section.rows {
            line(format_args!("{}", row(one)));
        }
    }
    text
}

/// A row as a line.
pub fn row(row: &Row) -> String {
    let mark = if row.is_wrong { '!' } else { ' ' };
    match row.label.as_str() {
        "" => format!("{mark} {}", row.value),
        label => format!("{mark} {label:<LABEL_CHARS$} {}", row.value),
    }
}
