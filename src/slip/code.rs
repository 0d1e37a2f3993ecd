//! QR codes on paper.

use super::bitmap::Bitmap;
use crate::square_code::Code;

/// A code without white around it, with modules of so many dots.
pub fn draw(code: &Code, module_dots: usize) -> Bitmap {
    let side = code.modules() * module_dots;
    let mut bitmap = Bitmap::new(side, 0);
    let mut row = Bitmap::new(side, 1);
    for modules in code.rows() {
        row.clear();
        let mut rest = *modules;
        while rest != 0 {
            let begin = rest.trailing_zeros();
            let length = (rest >> begin).trailing_ones();
            row.fill(begin as usize * module_dots, 0, length as usize * module_dots, 1);
            rest &= !(((1 << length) - 1) << begin);
        }
        (0..module_dots).for_each(|_| bitmap.push_row(row.bytes()));
    }
    bitmap
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::square_code::Codes;

    #[test]
    fn modules_are_squares_of_dots() {
        let code = Codes::default().code("A042").unwrap();
        let (small, large) = (draw(&code, 1), draw(&code, 5));
        assert_eq!((large.width(), large.height()), (5 * small.width(), 5 * small.height()));
        for y in 0..large.height() {
            for x in 0..large.width() {
                assert_eq!(large.is_black(x, y), small.is_black(x / 5, y / 5));
            }
        }
    }
}
