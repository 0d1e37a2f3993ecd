//! A printing press: a ticket in, a job for the printer out.

use super::content::SlipContent;
use super::escpos::{PrintJob, encode};
use super::layout::Layout;
use crate::domain::ids::JobId;
use crate::domain::printer_profile::PrinterProfile;
use crate::domain::settings::Settings;
use crate::domain::ticket::Ticket;
use crate::wording::Words;

/// What draws the slips of one printer; keeps what it has drawn before.
#[derive(Debug)]
pub struct SlipPress {
    profile: PrinterProfile,
    layout: Layout,
}

impl SlipPress {
    /// A press for such a printer.
    pub fn new(profile: PrinterProfile) -> Self {
        Self { profile, layout: Layout::default() }
    }

    /// The job that brings a ticket's slip onto paper. The same ticket gives the same bytes, but for the job's id.
    pub fn job(&mut self, id: JobId, ticket: &Ticket, settings: &Settings, words: &Words) -> PrintJob {
        let content = SlipContent::of(ticket, settings, words);
        let slip = self.layout.draw(&content, self.profile.width_dots);
        encode(id, &slip, &self.profile)
    }
}
