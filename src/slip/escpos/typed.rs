//! A slip as text, in bytes.
//!
//! Where the crate `escpos` is right it puts the commands together: bold, size, place and QR codes. Code pages it would
//! choose by numbers of its own, and text it would send as UTF-8.

use super::{Builder, LINES_PER_INCH, PrintJob, evidence_request};
use crate::domain::ids::JobId;
use crate::domain::planted::{Bug, planted};
use crate::domain::printer_profile::{CodePage, PrinterProfile};
use crate::slip::code_page::encode;
use crate::slip::typewriter::{Block, LETTER_HEIGHT, Line, TypedSlip};
use escpos::utils::{JustifyMode, QRCodeCorrectionLevel, QRCodeModel, QRCodeOption};

/// `FS .`: letters above 7F are letters, and not halves of Chinese ones.
pub(in crate::slip) const SINGLE_BYTES: [u8; 2] = [0x1c, 0x2e];
/// `ESC t n`: take the code page n.
pub(in crate::slip) const CODE_PAGE: [u8; 2] = [0x1b, 0x74];
const LINE_FEED: u8 = 0x0a;

/// The bytes that bring this text onto paper and ask for evidence.
pub fn encode_typed(id: JobId, slip: &TypedSlip, profile: &PrinterProfile) -> PrintJob {
    let mut builder = Builder::new(1024);
    if !planted(Bug::LettersKept) {
        builder.build(|printer| printer.init());
    }
    if profile.text.double_byte {
        builder.build(|printer| printer.custom(&SINGLE_BYTES));
    }
    let (mut rows, mut rows_min, mut page) = (0, 0, None);
    let pitch = profile.dpi / LINES_PER_INCH;
    for block in &slip.blocks {
        match block {
            Block::Blank => {
                builder.build(|printer| printer.custom(&[LINE_FEED]));
                rows += pitch;
            }
            Block::Line(line) => {
                // A line of ASCII is the same in all of them.
                if line.page.is_some() && line.page != page {
                    page = line.page;
                    builder.page(page);
                }
                builder.line(line);
                let height = u32::try_from(LETTER_HEIGHT).unwrap_or(u32::MAX) * u32::from(line.scale.1);
                rows += height.max(pitch);
                rows_min += height;
            }
            Block::Code { url, module_dots, modules } => {
                builder.code(url, *module_dots);
                rows += u32::try_from(module_dots * modules).unwrap_or(u32::MAX);
            }
        }
    }
    let picture_bytes = builder.memory.borrow().len();
    builder.part(profile, profile.presenter);
    builder.build(|printer| printer.custom(&evidence_request(id, profile.evidence)));
    // The first row is on paper before the paper has moved, and line spacings differ.
    let print_ms_min = profile.print_ms_min(rows_min.saturating_sub(1));
    PrintJob { id, bytes: builder.finish(), picture_bytes, rows, print_ms_min }
}

impl Builder {
    fn page(&mut self, page: Option<(CodePage, u8)>) {
        let [escape, t] = CODE_PAGE;
        if let Some((_, number)) = page {
            self.build(|printer| printer.custom(&[escape, t, number]));
        }
    }

    fn line(&mut self, line: &Line) {
        let page = line.page.map(|(page, _)| page);
        // The typewriter writes nothing else.
        let letters = line.text.chars().map(|letter| encode(page, letter).unwrap_or(b'?'));
        let bytes: Vec<u8> = letters.chain([LINE_FEED]).collect();
        let place = if line.centred { JustifyMode::CENTER } else { JustifyMode::LEFT };
        self.build(|printer| {
            printer.justify(place)?.size(line.scale.0, line.scale.1)?.bold(line.bold)?.custom(&bytes)
        });
    }

    fn code(&mut self, url: &str, module_dots: usize) {
        let module_dots = u8::try_from(module_dots).unwrap_or(u8::MAX);
        let option = QRCodeOption::new(QRCodeModel::Model2, module_dots, QRCodeCorrectionLevel::L);
        self.build(|printer| printer.justify(JustifyMode::CENTER)?.qrcode_option(url, option));
    }
}
