//! The report as a page that stands alone: to look at, to print, and to keep.

use super::Report;
use super::plot::{Picture, escaped, pictures};
use super::sheet::{Clerk, Sheet, Table};
use crate::domain::settings::Settings;
use crate::domain::ticket::Language;
use crate::wording::Say;

/// What the page looks like.
pub const STYLE: &str = include_str!("page.css");

/// Where a browser finds [`STYLE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style<'a> {
    /// In the page itself: it is kept as a file, and asks nobody for anything.
    Within,
    /// At an address of the server that has the page, whose pages may have no style within.
    At(&'a str),
}

/// The report as HTML.
pub fn page(report: &Report, settings: &Settings, say: Say<'_>, style: Style<'_>) -> String {
    let clerk = Clerk { report, settings, say };
    let Sheet { title, of, notes, tables } = clerk.sheet();
    let (title, of) = (escaped(&title), escaped(&of));
    let notes: String = notes.iter().map(|note| format!("<p>{}</p>\n", escaped(note))).collect();
    let figures: String = pictures(clerk).iter().map(figure).collect();
    let tables: String = tables.iter().filter(|table| !table.rows.is_empty()).map(drawn).collect();
    let language = code(say.language());
    let style = match style {
        Style::Within => format!("<style>\n{STYLE}</style>"),
        Style::At(address) => format!("<link rel=\"stylesheet\" href=\"{}\">", escaped(address)),
    };
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}: {of}</title>\n\
         {style}\n</head>\n<body>\n<main>\n<header>\n<h1>{title}</h1>\n<p class=\"of\">{of}</p>\n\
         {notes}</header>\n<div class=\"pictures\">\n{figures}</div>\n{tables}</main>\n</body>\n</html>\n"
    )
}

fn figure(picture: &Picture) -> String {
    let (head, help) = (escaped(&picture.head), escaped(&picture.help));
    format!("<figure>\n<figcaption><h2>{head}</h2>\n<p>{help}</p></figcaption>\n{}</figure>\n", picture.svg())
}

/// Wide tables are scrolled by themselves on a small screen, also by keyboard.
fn drawn(table: &Table) -> String {
    let head = escaped(&table.head);
    let columns: String =
        table.columns.iter().skip(1).map(|name| cell("th scope=\"col\"", "th", name)).collect();
    let rows: String = table.rows.iter().map(|row| drawn_row(row)).collect();
    let note = table
        .note
        .as_ref()
        .map(|note| format!("<p class=\"note\">{}</p>\n", escaped(note)))
        .unwrap_or_default();
    format!(
        "<section>\n<div class=\"wide\" role=\"region\" aria-label=\"{head}\" tabindex=\"0\">\n<table>\n\
         <caption>{head}</caption>\n<thead><tr><td></td>{columns}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
         </div>\n{note}</section>\n"
    )
}

fn drawn_row(row: &[String]) -> String {
    let cells = row.iter().enumerate().map(|(column, text)| match column {
        0 => cell("th scope=\"row\"", "th", text),
        _ => cell("td", "td", text),
    });
    format!("<tr>{}</tr>\n", cells.collect::<String>())
}

fn cell(opens: &str, closes: &str, text: &str) -> String {
    format!("<{opens}>{}</{closes}>", escaped(text))
}

pub(super) fn code(language: Language) -> &'static str {
    match language {
        Language::Lv => "lv",
        Language::Ru => "ru",
        Language::En => "en",
        Language::Uk => "uk",
    }
}
