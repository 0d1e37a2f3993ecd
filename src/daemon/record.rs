//! What the audit log gets from others than the ports: its beginning, and what is done at the command line.

use crate::access::audit::{self, Audit, AuditError, Note};
use crate::domain::time::ClockTrust;
use crate::engine::time_source::{KernelTime, TimeSource};
use chrono::DateTime;
use std::fs;
use std::path::Path;

/// The record of a state directory in which a branch starts. One that begins says so: then it is never empty, and one that was
/// taken away is missed, or has a new beginning.
pub(super) fn begun(state: &Path) -> Audit {
    if !audit::is_begun(state)
        && let Err(error) = audit::note(state, entry("rinda".to_owned(), "audit log", "begun"))
    {
        tracing::warn!("the audit log is not begun: {error}");
    }
    Audit::new(state)
}

/// Writes into the audit log what somebody does at the command line; it is on disk when this returns.
///
/// # Errors
/// When it is not.
pub fn record(state: &Path, what: &str, outcome: &str) -> Result<(), AuditError> {
    audit::note(state, entry(who(), what, outcome))
}

fn entry(who: String, what: &str, outcome: &str) -> Note {
    let now = KernelTime.read();
    let (what, outcome) = (what.to_owned(), outcome.to_owned());
    let at = DateTime::from_timestamp_millis(now.wall_ms);
    Note { at, clock_trusted: now.trust == ClockTrust::Synced, who, what, outcome }
}

/// The user that this runs as; and who has signed in at the machine, where that is somebody else (sudo, runuser).
fn who() -> String {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let login = fs::read_to_string("/proc/self/loginuid").unwrap_or_default();
    told(rustix::process::getuid().as_raw(), login.trim().parse().ok(), &users)
}

/// `users` is passwd(5). Nobody has signed in as the highest id (`AUDIT_UID_UNSET` of the kernel).
fn told(user: u32, login: Option<u32>, users: &str) -> String {
    let named = |id: u32| {
        let mut lines = users.lines().map(|line| line.split(':'));
        let name = lines
            .find_map(|mut line| Some((line.next()?, line.nth(1)?)).filter(|(_, of)| id.to_string() == *of));
        name.map_or_else(|| id.to_string(), |(name, _)| format!("{id} ({name})"))
    };
    match login.filter(|&login| login != user && login != u32::MAX) {
        Some(login) => format!("command line, user {}, signed in as {}", named(user), named(login)),
        None => format!("command line, user {}", named(user)),
    }
}

#[test]
fn whoever_types_is_told_by_number_and_by_name() {
    let users =
        "root:x:0:0:root:/root:/bin/sh\nrinda:x:999:990::/var/lib/rinda:/bin/false\njanis:x:1000:1000::/:\n";
    let check =
        |user, login, expect: &str| assert_eq!(told(user, login, users), format!("command line, {expect}"));
    check(1000, Some(1000), "user 1000 (janis)");
    check(999, Some(1000), "user 999 (rinda), signed in as 1000 (janis)");
    check(0, Some(u32::MAX), "user 0 (root)");
    check(1001, None, "user 1001");
    check(99, Some(9), "user 99, signed in as 9");
}
