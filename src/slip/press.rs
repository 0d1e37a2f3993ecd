//! A printing press: a ticket in, a job for the printer out.

use super::content::SlipContent;
use super::escpos::{PrintJob, encode};
use super::layout;
use crate::domain::ids::JobId;
use crate::domain::printer_profile::PrinterProfile;
use crate::domain::settings::Settings;
use crate::domain::ticket::Ticket;
use crate::lettering::Typeface;
use crate::wording::Words;

/// What draws the slips of one printer; keeps the letters that it has drawn.
#[derive(Debug)]
pub struct SlipPress {
    profile: PrinterProfile,
    typeface: Typeface,
}

impl SlipPress {
    /// A press for such a printer.
    pub fn new(profile: PrinterProfile) -> Self {
        Self { profile, typeface: Typeface::new() }
    }

    /// The job that brings a ticket's slip onto paper. The same ticket gives the same bytes, but for the job's id.
    pub fn job(&mut self, id: JobId, ticket: &Ticket, settings: &Settings, words: &Words) -> PrintJob {
        let content = SlipContent::of(ticket, settings, words);
        let slip = layout::draw(&content, self.profile.width_dots, &mut self.typeface);
        encode(id, &slip, &self.profile)
    }
}
