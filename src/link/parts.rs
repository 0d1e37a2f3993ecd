//! What a link is made of, and whom it tells how it is.

use crate::domain::branch::Branch;
use crate::domain::ids::DeviceId;
use crate::domain::time::Moment;
use crate::mqtt::Broker;
use crate::protocol::Keys;

/// Tells why the centre cannot be served, or that it can.
pub type Report = Box<dyn FnMut(Option<&str>) + Send>;
/// What is wrong in the branch, in words for staff.
pub type FaultsInWords = Box<dyn Fn(&Branch, Moment) -> Vec<String> + Send>;

/// What a link is made of.
pub struct Parts {
    /// The branch's key.
    pub branch: String,
    /// This device.
    pub device: DeviceId,
    /// The broker.
    pub broker: Broker,
    /// Whose requests are taken.
    pub keys: Keys,
    /// Where people write to about a problem.
    pub problems_to: Option<String>,
    /// For the picture of the branch.
    pub faults: FaultsInWords,
    /// For the staff's pages.
    pub report: Report,
}
