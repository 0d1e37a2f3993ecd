//! One weight of the typeface: which glyph a character has, how far it goes, what it blackens.
//!
//! The font file answers each of these by searching or by parsing an outline. The answers never change, so they are
//! found out once for the whole process; the outlines' bounds when somebody asks for them.

use super::{UNITS_PER_EM, Weight};
use ab_glyph::{Font, FontRef, GlyphId, OutlinedGlyph, Point, PxScale, PxScaleFactor, Rect};
use std::sync::{LazyLock, OnceLock};

/// What a character looks like.
#[derive(Debug)]
pub(super) struct Letter {
    character: char,
    pub(super) id: GlyphId,
    /// To the next letter, in design units.
    pub(super) advance: f32,
    bounds: OnceLock<Option<Rect>>,
}

/// A weight of Inter.
#[derive(Debug)]
pub(super) struct Face {
    font: FontRef<'static>,
    /// In the order of their characters.
    letters: Vec<Letter>,
    /// The box of bars.
    unknown: Letter,
}

static FACES: LazyLock<[Face; 3]> = LazyLock::new(|| {
    [
        Face::new(include_bytes!("inter/Inter-Medium.otf")),
        Face::new(include_bytes!("inter/Inter-Bold.otf")),
        Face::new(include_bytes!("inter/Inter-ExtraBold.otf")),
    ]
});

impl Face {
    /// The one of this weight.
    pub(super) fn of(weight: Weight) -> &'static Self {
        &FACES[weight as usize]
    }

    /// All weights.
    pub(super) fn all() -> &'static [Self; 3] {
        &FACES
    }

    fn new(file: &'static [u8]) -> Self {
        let font = FontRef::try_from_slice(file).expect("a font file in the binary was checked by the tests");
        let letter = |id, character| Letter {
            character,
            id,
            advance: font.h_advance_unscaled(id),
            bounds: OnceLock::new(),
        };
        let mut letters: Vec<Letter> =
            font.codepoint_ids().map(|(id, character)| letter(id, character)).collect();
        letters.sort_unstable_by_key(|letter| letter.character);
        let unknown = letter(GlyphId(0), char::REPLACEMENT_CHARACTER);
        Self { font, letters, unknown }
    }

    /// The letter, or nothing if the typeface lacks it.
    pub(super) fn find(&self, character: char) -> Option<&Letter> {
        let at = self.letters.binary_search_by_key(&character, |letter| letter.character).ok()?;
        self.letters.get(at)
    }

    /// The letter, or the box of bars.
    pub(super) fn letter(&self, character: char) -> &Letter {
        self.find(character).unwrap_or(&self.unknown)
    }

    /// What a pair of letters is moved together or apart, in design units.
    pub(super) fn kern(&self, left: &Letter, right: &Letter) -> f32 {
        self.font.kern_unscaled(left.id, right.id)
    }

    /// The box around a letter's ink in design units, y growing upwards; none when it is blank.
    pub(super) fn bounds(&self, letter: &Letter) -> Option<Rect> {
        *letter.bounds.get_or_init(|| self.font.outline(letter.id).map(|outline| outline.bounds))
    }

    /// The outline of a glyph in a size and at a place; none when it is blank.
    pub(super) fn outline(&self, id: GlyphId, em_px: f32, begin: Point) -> Option<OutlinedGlyph> {
        let outline = self.font.outline(id)?;
        let scale = em_px / UNITS_PER_EM;
        let factor = PxScaleFactor { horizontal: scale, vertical: scale };
        let glyph = id.with_scale_and_position(PxScale::from(em_px), begin);
        Some(OutlinedGlyph::new(glyph, outline, factor))
    }
}
