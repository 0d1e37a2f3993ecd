//! How the branch says that it is there, and what the broker says when it has gone.

use super::shell::json;
use crate::domain::ids::DeviceId;
use crate::engine::Handle;
use crate::mqtt::{Introduction, Publication};
use crate::protocol::Life;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Birth and will of each connection. They count up from `newest`, also when the wall clock starts in 1970 again.
pub(super) fn introduction(
    handle: Handle,
    device: DeviceId,
    topic: String,
    newest: Arc<AtomicU64>,
) -> impl FnMut() -> Introduction + Send + 'static {
    move || {
        let (epoch, at_least_ms) = handle.read(|branch, now| (branch.state().epoch, branch.at_least_ms(now)));
        let connection = u64::try_from(at_least_ms).unwrap_or(0).max(newest.load(Ordering::Relaxed) + 1);
        newest.store(connection, Ordering::Relaxed);
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let birth = Life { epoch, device, connection, online: true, version };
        let says = |life: &Life| Publication { topic: topic.clone(), payload: json(life), retained: true };
        Introduction { will: Some(says(&birth.will())), birth: Some(says(&birth)), at_least_ms }
    }
}
