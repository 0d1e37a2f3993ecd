//! A printing press: a ticket in, a job for the printer out.

use super::content::SlipContent;
use super::escpos::{PrintJob, encode};
use super::layout::Layout;
use crate::domain::ids::JobId;
use crate::domain::printer_profile::PrinterProfile;
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
        let content = SlipContent::of(ticket, settings, words);
        let mut layout = self.layout.lock().unwrap_or_else(PoisonError::into_inner);
        let slip = layout.draw(&content, self.profile.width_dots);
        encode(id, &slip, &self.profile)
    }
}
