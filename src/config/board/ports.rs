//! Where pages are served: all of them, the hall display and the consoles by themselves, and the technician's.

use crate::config::problem::Problems;
use crate::config::section::{At, Item, Section};
use std::net::SocketAddr;

/// The addresses.
pub(super) struct Ports {
    /// Of all pages.
    pub(super) listen: SocketAddr,
    /// Of the hall display alone.
    pub(super) hall_page: Option<SocketAddr>,
    /// Of the counter consoles alone.
    pub(super) consoles: Option<SocketAddr>,
    /// Of the service port.
    pub(super) service: Option<SocketAddr>,
}

/// Reads `[ports]`.
pub(super) fn read(mut section: Section<'_>) -> Option<Ports> {
    let problems = section.problems;
    let listen = section.required("listen").and_then(|item| address(item, problems, "127.0.0.1:8080"));
    let hall = section.optional("hall").map(|item| address(item, problems, "0.0.0.0:8081"));
    let consoles = section.optional("consoles").map(|item| address(item, problems, "0.0.0.0:8082"));
    if let Some(At { value: address, spot }) = &listen {
        if address.ip().is_unspecified() {
            problems.error(
                spot,
                format!(
                    "{address} stands for every address, and browsers are answered only under one that is known"
                ),
                "use 127.0.0.1, or this machine's own address; for the network there are `hall` and `consoles`",
            );
            return None;
        }
        if !address.ip().is_loopback() {
            problems.warning(
                spot,
                format!("{address} can be reached from other machines, and the pages ask for no password"),
                "use 127.0.0.1 unless a firewall or a proxy guards the port",
            );
        }
    }
    let is_open = section.optional("service_from_network").and_then(Item::flag).unwrap_or(false);
    let service = section.optional("service").map(|item| service(item, is_open, problems));
    // What is wrong with their addresses was told.
    let (hall, consoles, service) = (if_right(hall)?, if_right(consoles)?, if_right(service)?);
    let listen = listen?.value;
    let mut taken = vec![listen];
    for At { value: address, spot } in [&hall, &consoles].into_iter().flatten() {
        if let Some(other) = taken.iter().find(|other| meet(**other, *address)) {
            problems.error(spot, format!("{other} has other pages"), "choose another port");
        }
        taken.push(*address);
    }
    if let Some(At { value: address, spot }) = &service
        && taken.iter().any(|other| other.port() == address.port())
    {
        problems.error(spot, format!("port {} has other pages", address.port()), "choose another port");
    }
    let value = |at: Option<At<SocketAddr>>| at.map(|at| at.value);
    Some(Ports { listen, hall_page: value(hall), consoles: value(consoles), service: value(service) })
}

/// Whether one cannot be listened on beside the other.
fn meet(one: SocketAddr, other: SocketAddr) -> bool {
    let everywhere = one.ip().is_unspecified() || other.ip().is_unspecified();
    one.port() == other.port() && (everywhere || one.ip() == other.ip())
}

/// The service port stays on this machine unless the board says in so many words that it need not.
fn service(item: Item<'_>, is_open: bool, problems: &Problems) -> Option<At<SocketAddr>> {
    let at = address(item, problems, "127.0.0.1:8079")?;
    let At { value: address, spot } = &at;
    if address.ip().is_loopback() {
        return Some(at);
    }
    if !is_open {
        problems.error(
            spot,
            format!("{address} can be reached from other machines"),
            "use 127.0.0.1, and an SSH tunnel from afar; or add service_from_network = true",
        );
        return None;
    }
    if address.ip().is_unspecified() {
        problems.error(
            spot,
            format!(
                "{address} stands for every address, and browsers are answered only under one that is known"
            ),
            "write the address of this machine that the technician's laptop reaches",
        );
        return None;
    }
    let what =
        format!("{address} can be reached from other machines, and the PIN goes there without encryption");
    problems.warning(spot, what, "use 127.0.0.1 and an SSH tunnel unless nobody else is on this network");
    Some(at)
}

/// What may be left out, but must be right when it is there.
fn if_right<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}

fn address(item: Item<'_>, problems: &Problems, example: &str) -> Option<At<SocketAddr>> {
    let At { value: text, spot } = item.text()?;
    let Ok(value) = text.parse::<SocketAddr>() else {
        let advice = format!("write for example \"{example}\"");
        problems.error(&spot, format!("'{text}' is not an address and a port"), advice);
        return None;
    };
    Some(At { value, spot })
}
