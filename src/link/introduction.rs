//! How the branch says that it is there, and what the broker says when it has gone.

use super::shell::json;
use crate::domain::ids::DeviceId;
use crate::engine::Handle;
use crate::mqtt::{Introduction, Publication};
use crate::protocol::Life;

/// Birth and will of each connection. They count up also when the wall clock starts in 1970 again.
pub(super) fn introduction(
    handle: Handle,
    device: DeviceId,
    topic: String,
) -> impl FnMut() -> Introduction + Send + 'static {
    let mut newest = 0;
    move || {
        let (epoch, at_least_ms) = handle.read(|branch, now| (branch.state().epoch, branch.at_least_ms(now)));
        newest = u64::try_from(at_least_ms).unwrap_or(0).max(newest + 1);
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let birth = Life { epoch, device, connection: newest, online: true, version };
        let says = |life: &Life| Publication { topic: topic.clone(), payload: json(life), retained: true };
        Introduction { will: Some(says(&birth.will())), birth: Some(says(&birth)), at_least_ms }
    }
}
