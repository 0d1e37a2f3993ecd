//! Text split to lines.

use super::{TextStyle, Typeface};

impl Typeface {
    /// Splits a text at its spaces into lines no wider than `width_px`, as few as greedy filling gives. A word that
    /// is too wide alone is broken between letters. Non-breaking spaces (U+00A0, U+202F) hold; a newline breaks.
    /// An empty text has no lines.
    pub fn wrap<'t>(&self, text: &'t str, style: TextStyle, width_px: f32) -> Vec<&'t str> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut rest = paragraph.trim_matches(' ');
            while !rest.is_empty() {
                let (line, after) = rest.split_at(self.line_end(rest, style, width_px));
                lines.push(line.trim_end_matches(' '));
                rest = after.trim_start_matches(' ');
            }
        }
        lines
    }

    /// Where the first line of a text ends, in bytes: after its last word that fits, or within its first word, but
    /// never before its first letter.
    fn line_end(&self, text: &str, style: TextStyle, width_px: f32) -> usize {
        let fits = |end: usize| self.advance(&text[..end], style) <= width_px;
        let word_ends = || text.match_indices(' ').map(|(at, _)| at).chain([text.len()]);
        if let Some(end) = word_ends().take_while(|&end| fits(end)).last() {
            return end;
        }
        let mut letter_ends = text.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let first = letter_ends.next().unwrap_or(text.len());
        letter_ends.take_while(|&end| fits(end)).last().unwrap_or(first)
    }
}
