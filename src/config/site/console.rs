//! What clerks see at their consoles.

use crate::config::section::Section;
use crate::domain::settings::ShowNext;

/// Each kind by the word that the file has for it, the usual one first.
const SHOW_NEXT: [(&str, ShowNext); 3] =
    [("numbers", ShowNext::Numbers), ("count", ShowNext::Count), ("nothing", ShowNext::Nothing)];

/// The table `[console]`, which may be left out, and so may its line.
pub(super) fn read(file: &mut Section<'_>) -> ShowNext {
    let Some(mut section) = file.optional_section("console") else { return ShowNext::default() };
    let [(usual, _), ..] = SHOW_NEXT;
    let item = section.optional_or("show_next", format!("{usual:?}"));
    item.and_then(|item| item.choice(&SHOW_NEXT)).map_or(ShowNext::default(), |read| read.value)
}
