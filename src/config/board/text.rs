//! What a printer can do with text, and whether it gets its slips so.

use super::super::section::{Item, Section};
use crate::domain::printer_profile::{CodePage, CodePages, Mode, TextAbilities};

pub(super) const MODES: [(&str, Mode); 2] = [("raster", Mode::Raster), ("text", Mode::Text)];

/// Without a word a printer gets pictures, which are right on every printer.
pub(super) fn mode(section: &mut Section<'_>) -> Mode {
    let mode = section.optional("mode").and_then(|item| item.choice(&MODES));
    mode.map_or(Mode::Raster, |mode| mode.value)
}

pub(super) fn abilities(section: &mut Section<'_>, mode: Mode) -> TextAbilities {
    let table = section.optional("code_pages").and_then(Item::section);
    let pages = table.map_or(CodePages::NONE, code_pages);
    let has = |wanted: &[CodePage]| pages.iter().any(|(page, _)| wanted.contains(&page));
    let lacking = [
        ("Latvian", has(&[CodePage::Cp1257, CodePage::Cp775, CodePage::Iso8859_13])),
        ("Russian and Ukrainian", has(&[CodePage::Cp1251, CodePage::Cp866])),
    ];
    for (language, _) in lacking.into_iter().filter(|(_, has)| mode == Mode::Text && !has) {
        let what = format!("no code page has the letters of {language}: plain Latin letters are printed");
        let advice = "give their numbers in `code_pages`, from the printer's manual, or leave `mode` out";
        section.problems.warning(&section.spot, what, advice);
    }
    let mut flag = |key| section.optional(key).and_then(Item::flag).unwrap_or(false);
    TextAbilities { pages, qr_code: flag("qr_code"), double_byte: flag("double_byte") }
}

fn code_pages(mut table: Section<'_>) -> CodePages {
    CodePages(CodePage::ALL.map(|page| {
        let number = table.optional(name(page)).and_then(|item| item.number(0..=255))?;
        u8::try_from(number.value).ok()
    }))
}

/// The key of a code page.
pub(super) fn name(page: CodePage) -> &'static str {
    match page {
        CodePage::Cp1257 => "cp1257",
        CodePage::Cp775 => "cp775",
        CodePage::Iso8859_13 => "iso8859_13",
        CodePage::Cp1251 => "cp1251",
        CodePage::Cp866 => "cp866",
    }
}
