//! A printing press: a ticket in, a job for the printer out.

use super::content::SlipContent;
use super::escpos::{PrintJob, encode, encode_typed};
use super::layout::Layout;
use super::typewriter::TypedSlip;
use crate::domain::ids::JobId;
use crate::domain::printer_profile::{Mode, PrinterProfile};
use crate::domain::settings::Settings;
use crate::domain::ticket::Ticket;
use crate::wording::Words;
use std::sync::{Arc, Mutex, PoisonError};

/// Draws the slips of one printer. Its letters and codes are shared with the presses of the other printers: all of them
/// print the same words.
#[derive(Debug)]
pub struct SlipPress {
    profile: PrinterProfile,
    layout: Arc<Mutex<Layout>>,
}

impl SlipPress {
    /// A press for such a printer.
    pub fn new(profile: PrinterProfile, layout: Arc<Mutex<Layout>>) -> Self {
        Self { profile, layout }
    }

    /// The job that brings a ticket's slip onto paper. The same ticket gives the same bytes, but for the job's id.
    pub fn job(&mut self, id: JobId, ticket: &Ticket, settings: &Settings, words: &Words) -> PrintJob {
        self.print(id, &SlipContent::of(ticket, settings, words))
    }

    /// The job that brings this onto paper.
    pub fn print(&mut self, id: JobId, content: &SlipContent) -> PrintJob {
        let mut layout = self.layout.lock().unwrap_or_else(PoisonError::into_inner);
        match self.profile.mode {
            Mode::Raster => encode(id, &layout.draw(content, self.profile.width_dots), &self.profile),
            Mode::Text => {
                let code_modules = content.code.as_ref().and_then(|(url, _)| layout.code_modules(url));
                encode_typed(id, &TypedSlip::of(content, &self.profile, code_modules), &self.profile)
            }
        }
    }
}
