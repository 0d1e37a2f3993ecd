//! Names of the site, for a reader, also of what the site does not have any more.

use super::Say;
use crate::domain::ids::ServiceId;
use crate::domain::settings::Settings;

impl Say<'_> {
    /// The name of a service. Tickets and journals outlive it.
    pub fn service_name(self, settings: &Settings, service: &ServiceId) -> String {
        let known = settings.service(service).map(|known| known.name.get(self.language()).to_owned());
        known.unwrap_or_else(|| self.gone_service(&service.0))
    }
}
