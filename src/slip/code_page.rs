//! Letters as printers number them, and what to write where a printer does not have a letter.
//!
//! **Model.** Up to 7F all code pages are ASCII; above, each has a table (as the Unicode consortium publishes them). A
//! character that a page does not have is written with others that mean the same to a reader ([`plain`]).
//!
//! **Invariants.** What [`typed`] gives can be encoded in its page to the last character, and has no control characters.
//!
//! **Deliberately not here.** By which number a printer knows a page: its profile says so.

use crate::domain::printer_profile::{CodePage, CodePages};

const MISSING: char = '\u{fffd}';

const CP775: &str = "\
    ĆüéāäģåćłēŖŗīŹÄÅÉæÆōöĢ¢ŚśÖÜø£Ø×¤ĀĪóŻżź”¦©®¬½¼Ł«»░▒▓│┤ĄČĘĖ╣║╗╝ĮŠ┐\
    └┴┬├─┼ŲŪ╚╔╩╦╠═╬Žąčęėįšųūž┘┌█▄▌▐▀ÓßŌŃõÕµńĶķĻļņĒŅ’\u{ad}±“¾¶§÷„°∙·¹³²■\u{a0}";
const CP1257: &str = "\
    €\u{fffd}‚\u{fffd}„…†‡\u{fffd}‰\u{fffd}‹\u{fffd}¨ˇ¸\u{fffd}‘’“”•–—\u{fffd}™\u{fffd}›\u{fffd}¯˛\u{fffd}\
    \u{a0}\u{fffd}¢£¤\u{fffd}¦§Ø©Ŗ«¬\u{ad}®Æ°±²³´µ¶·ø¹ŗ»¼½¾æ\
    ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽßąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž˙";
/// From A0.
const ISO_8859_13: &str = "\
    \u{a0}”¢£¤„¦§Ø©Ŗ«¬\u{ad}®Æ°±²³“µ¶·ø¹ŗ»¼½¾æ\
    ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽßąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž’";
const CP866: &str = "\
    АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u{a0}";
const CP1251: &str = "\
    ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{fffd}™љ›њќћџ\u{a0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{ad}®Ї°±Ііґµ¶·ё№є»јЅѕї\
    АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя";

/// The first byte of a page's table, and the table.
fn table(page: CodePage) -> (u8, &'static str) {
    match page {
        CodePage::Cp1257 => (0x80, CP1257),
        CodePage::Cp775 => (0x80, CP775),
        CodePage::Iso8859_13 => (0xa0, ISO_8859_13),
        CodePage::Cp1251 => (0x80, CP1251),
        CodePage::Cp866 => (0x80, CP866),
    }
}

/// The byte of a character; `None` for one that the page does not have, and for control characters.
pub fn encode(page: Option<CodePage>, character: char) -> Option<u8> {
    match character {
        ' '..='~' => u8::try_from(character).ok(),
        _ => {
            let (first, letters) = table(page?);
            let at = letters.chars().position(|letter| letter == character && letter != MISSING)?;
            u8::try_from(at + usize::from(first)).ok()
        }
    }
}

/// The character of a byte; `None` for control characters, and where the page has nothing.
pub fn decode(page: Option<CodePage>, byte: u8) -> Option<char> {
    match byte {
        b' '..=b'~' => Some(byte.into()),
        0..=0x7f => None,
        0x80.. => {
            let (first, letters) = table(page?);
            letters.chars().nth(byte.checked_sub(first)?.into()).filter(|&letter| letter != MISSING)
        }
    }
}

/// The page in which most of a text can be written. `None` when none is of use.
pub fn best_page(pages: CodePages, text: &str) -> Option<(CodePage, u8)> {
    let missing = |page| text.chars().filter(|&character| encode(page, character).is_none()).count();
    let best = pages.iter().min_by_key(|&(page, _)| missing(Some(page)))?;
    (missing(Some(best.0)) < missing(None)).then_some(best)
}

/// A text as it can be written in a page.
pub fn typed(page: Option<CodePage>, text: &str) -> String {
    let mut typed = String::with_capacity(text.len());
    for character in text.chars() {
        push(page, character, &mut typed);
    }
    typed
}

fn push(page: Option<CodePage>, character: char, typed: &mut String) {
    // Printers show it as they like.
    let is_space = matches!(character, '\u{a0}' | '\u{202f}' | '\u{2009}');
    if !is_space && encode(page, character).is_some() {
        typed.push(character);
        return;
    }
    match plain(character) {
        Some(others) => others.chars().for_each(|other| push(page, other, typed)),
        None => typed.push('?'),
    }
}

/// What a reader takes for this character. Cyrillic letters as passports have them, more or less.
pub fn plain(character: char) -> Option<&'static str> {
    let plain = match character {
        '\u{a0}' | '\u{202f}' | '\u{2009}' => " ",
        '–' | '—' | '−' | '·' => "-",
        '“' | '”' | '„' | '«' | '»' => "\"",
        '’' | '‘' => "'",
        '…' => "...",
        '€' => "EUR",
        '№' => "Nr.",
        'Ā' => "A",
        'Č' => "C",
        'Ē' => "E",
        'Ģ' => "G",
        'Ī' => "I",
        'Ķ' => "K",
        'Ļ' => "L",
        'Ņ' => "N",
        'Š' => "S",
        'Ū' => "U",
        'Ž' => "Z",
        'ā' => "a",
        'č' => "c",
        'ē' => "e",
        'ģ' => "g",
        'ī' => "i",
        'ķ' => "k",
        'ļ' => "l",
        'ņ' => "n",
        'š' => "s",
        'ū' => "u",
        'ž' => "z",
        // Letters that look the same, or that come from the other one.
        'І' => "I",
        'і' => "i",
        'Ґ' => "Г",
        'ґ' => "г",
        'А' => "A",
        'Б' => "B",
        'В' => "V",
        'Г' => "G",
        'Д' => "D",
        'Е' | 'Ё' | 'Э' => "E",
        'Ж' => "Zh",
        'З' => "Z",
        'И' => "I",
        'Й' | 'Ы' => "Y",
        'К' => "K",
        'Л' => "L",
        'М' => "M",
        'Н' => "N",
        'О' => "O",
        'П' => "P",
        'Р' => "R",
        'С' => "S",
        'Т' => "T",
        'У' => "U",
        'Ф' => "F",
        'Х' => "Kh",
        'Ц' => "Ts",
        'Ч' => "Ch",
        'Ш' => "Sh",
        'Щ' => "Shch",
        'Ю' => "Yu",
        'Я' => "Ya",
        'Є' => "Ye",
        'Ї' => "Yi",
        'Ъ' | 'ъ' | 'Ь' | 'ь' => "",
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' => "i",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "yu",
        'я' => "ya",
        'є' => "ye",
        'ї' => "yi",
        _ => return None,
    };
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LATVIAN: &str = "ĀāČčĒēĢģĪīĶķĻļŅņŠšŪūŽž";
    const RUSSIAN: &str = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя";
    const UKRAINIAN: &str = "ЄєІіЇїҐґ";
    const MARKS: &str = "·“”„’–…";

    #[test]
    fn pages_have_the_letters_of_their_languages() {
        let missing = |page, text: &str| {
            text.chars().filter(|&letter| encode(Some(page), letter).is_none()).collect::<String>()
        };
        for page in [CodePage::Cp1257, CodePage::Cp775, CodePage::Iso8859_13] {
            assert_eq!(missing(page, LATVIAN), "", "{page:?}");
            assert_eq!(missing(page, "·“”„"), "", "{page:?}");
        }
        assert_eq!(missing(CodePage::Cp1251, &[RUSSIAN, UKRAINIAN, MARKS].concat()), "");
        assert_eq!(missing(CodePage::Cp866, &[RUSSIAN, UKRAINIAN].concat()), "ІіҐґ");
    }

    #[test]
    fn bytes_are_those_of_the_published_tables() {
        let check = |page, character, byte| assert_eq!(encode(Some(page), character), Some(byte), "{page:?}");
        check(CodePage::Cp775, 'ā', 0x83);
        check(CodePage::Cp775, 'ž', 0xd8);
        check(CodePage::Cp775, 'Ē', 0xed);
        check(CodePage::Cp1257, '€', 0x80);
        check(CodePage::Cp1257, 'Š', 0xd0);
        check(CodePage::Cp1257, 'ž', 0xfe);
        check(CodePage::Iso8859_13, '”', 0xa1);
        check(CodePage::Iso8859_13, 'ķ', 0xed);
        check(CodePage::Cp866, 'я', 0xef);
        check(CodePage::Cp866, 'ї', 0xf5);
        check(CodePage::Cp1251, 'я', 0xff);
        check(CodePage::Cp1251, 'ґ', 0xb4);
    }

    #[test]
    fn every_letter_of_the_four_languages_can_be_written_without_any_page() {
        for letter in [LATVIAN, RUSSIAN, UKRAINIAN, MARKS, "\u{a0}\u{202f}"].concat().chars() {
            let typed = typed(None, &letter.to_string());
            assert!(typed.is_ascii() && !typed.contains('?'), "{letter}: {typed}");
        }
        assert_eq!(typed(None, "Biļete № 5 – “Ķegums”…"), "Bilete Nr. 5 - \"Kegums\"...");
        assert_eq!(typed(None, "Щука, ваш номер"), "Shchuka, vash nomer");
        assert_eq!(typed(Some(CodePage::Cp866), "Ґанок і їжа"), "Ганок i їжа");
        assert_eq!(typed(Some(CodePage::Cp775), "10–12 min · 漢"), "10-12 min · ?");
    }

    #[test]
    fn the_page_that_has_most_of_a_text_is_taken() {
        let all = CodePages([Some(51), Some(33), None, Some(46), Some(17)]);
        assert_eq!(best_page(all, "Lūdzu – gaidiet"), Some((CodePage::Cp1257, 51)));
        assert_eq!(best_page(all, "Будь ласка, зачекайте її і ґанок"), Some((CodePage::Cp1251, 46)));
        assert_eq!(best_page(all, "Please wait"), None, "no page is needed");
        let few = CodePages([None, Some(33), None, None, Some(17)]);
        assert_eq!(best_page(few, "Lūdzu – gaidiet"), Some((CodePage::Cp775, 33)));
        assert_eq!(best_page(few, "Зачекайте і ще"), Some((CodePage::Cp866, 17)));
        assert_eq!(best_page(CodePages::NONE, "Lūdzu"), None);
    }

    proptest! {
        #[test]
        fn what_is_typed_can_be_encoded_and_read_back(
            text in "[ -~āčēģīķļņšūžА-яЁёЄєІіЇїҐґ·“”–… \u{a0}\n\t漢]{0,40}",
            page in prop::option::of(prop::sample::select(CodePage::ALL.to_vec())),
        ) {
            let typed = typed(page, &text);
            let bytes: Option<Vec<u8>> = typed.chars().map(|character| encode(page, character)).collect();
            let bytes = bytes.unwrap();
            prop_assert!(bytes.iter().all(|&byte| byte >= b' '));
            let back: Option<String> = bytes.iter().map(|&byte| decode(page, byte)).collect();
            prop_assert_eq!(back.unwrap(), typed);
        }
    }
}
