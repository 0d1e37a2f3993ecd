//! Where pages are served: all of them, and the hall display by itself.

use crate::config::problem::Problems;
use crate::config::section::{At, Item, Section};
use std::net::SocketAddr;

/// The addresses.
pub(super) struct Ports {
    /// Of all pages.
    pub(super) listen: SocketAddr,
    /// Of the hall display alone.
    pub(super) hall_page: Option<SocketAddr>,
}

/// Reads `[ports]`.
pub(super) fn read(mut section: Section<'_>) -> Option<Ports> {
    let problems = section.problems;
    let listen = section.required("listen").and_then(|item| address(item, problems, "127.0.0.1:8080"));
    let hall = section.optional("hall").map(|item| address(item, problems, "0.0.0.0:8081"));
    if let Some(At { value: address, spot }) = &listen {
        if address.ip().is_unspecified() {
            problems.error(
                spot,
                format!(
                    "{address} stands for every address, and browsers are answered only under one that is known"
                ),
                "use 127.0.0.1, or this machine's own address; for a screen on the network there is `hall`",
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
    // What is wrong with the hall's address was told.
    let hall_page = match hall {
        None => None,
        Some(hall) => Some(hall?),
    };
    let listen = listen?.value;
    if let Some(At { value: address, spot }) = &hall_page
        && address.port() == listen.port()
        && (address.ip() == listen.ip() || address.ip().is_unspecified())
    {
        problems.error(spot, format!("{listen} has all the pages"), "choose another port");
    }
    Some(Ports { listen, hall_page: hall_page.map(|at| at.value) })
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
