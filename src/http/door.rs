//! Who may come in, and with how much luggage.
//!
//! **Invariants.** A request reaches a handler only under a name of ours, and a request that changes something only from
//! a page of ours or from no page at all. That closes the two ways in which a foreign page could use a clerk's
//! browser: its own name bound to our address, and a form that posts to us. A handler never waits for a body.

use super::problem::Problem;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use axum::response::Response;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// The largest body: the longest that a page of ours sends has some 120 bytes.
pub const BODY_BYTES_MAX: usize = 4096;
/// A body must be here after so long.
const BODY_WAIT: Duration = Duration::from_secs(5);

const SECURITY: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The names under which a server is reached.
#[derive(Debug)]
pub struct Hosts {
    exact: Vec<String>,
    /// The port of a server that listens on every address of its machine, and so is reached by each of them. Written in
    /// digits an address needs no list: a foreign page can be bound to us by its name only.
    any_address: Option<u16>,
}

impl Hosts {
    /// The names of a server on this address on its own machine, and those of the site.
    pub fn new(address: SocketAddr, configured: &[String]) -> Self {
        let port = address.port();
        let any_address = address.ip().is_unspecified().then_some(port);
        let address = SocketAddr::new(address.ip(), 0).to_string();
        let bound = address.trim_end_matches(":0").to_owned();
        let loopback = ["127.0.0.1", "localhost", "[::1]"].map(str::to_owned).into_iter();
        let own = loopback.chain([bound]).flat_map(|name| {
            let without_port = (port == 80).then(|| name.clone());
            [Some(format!("{name}:{port}")), without_port].into_iter().flatten()
        });
        let exact = own.chain(configured.iter().map(|host| host.to_ascii_lowercase())).collect();
        Self { exact, any_address }
    }

    /// The names of a server behind a socket of this machine. Browsers do not reach it; programs have to name something.
    pub fn of_socket() -> Self {
        Self { exact: ["localhost", "rinda"].map(str::to_owned).into(), any_address: None }
    }

    fn knows(&self, host: &str) -> bool {
        let is_ours = |port| self.any_address == Some(port);
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        host.parse::<SocketAddr>().is_ok_and(|address| is_ours(address.port()))
            || (is_ours(80) && bare.parse::<IpAddr>().is_ok())
            || self.exact.iter().any(|known| known.eq_ignore_ascii_case(host))
    }
}

/// Adds to an answer what every answer has.
pub fn seal(response: &mut Response) {
    for (name, value) in SECURITY {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let fresh = HeaderValue::from_static("no-store");
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(fresh);
}

/// A request whose body is here, from somebody who may come in.
///
/// # Errors
/// Why it is not let in.
pub async fn admit(hosts: &Hosts, request: Request) -> Result<Request, Problem> {
    if !host_is_ours(hosts, request.uri(), request.headers()) {
        return Err(Problem::WrongHost);
    }
    // No address of ours has letters that must be escaped.
    if request.uri().path().contains('%') {
        return Err(Problem::BadRequest);
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !reads && !origin_is_ours(hosts, request.headers()) {
        return Err(Problem::WrongOrigin);
    }
    let (parts, body) = request.into_parts();
    let declared = parts.headers.get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > BODY_BYTES_MAX as u64) {
        return Err(Problem::TooLarge);
    }
    let body = tokio::time::timeout(BODY_WAIT, to_bytes(body, BODY_BYTES_MAX)).await;
    let body = body.map_err(|_| Problem::TooSlow)?.map_err(|_| Problem::TooLarge)?;
    let json = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if !body.is_empty() && !json {
        return Err(Problem::NotJson);
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

fn host_is_ours(hosts: &Hosts, uri: &Uri, headers: &HeaderMap) -> bool {
    let mut named = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (named.next(), named.next()) else { return false };
    let target = uri.authority().is_none_or(|authority| hosts.knows(authority.as_str()));
    target && host.to_str().is_ok_and(|host| hosts.knows(host))
}

/// Browsers send `Origin` with every POST, and most of them `Sec-Fetch-Site`; who sends neither is no page.
fn origin_is_ours(hosts: &Hosts, headers: &HeaderMap) -> bool {
    let ours = |origin: &HeaderValue| {
        let host = origin
            .to_str()
            .ok()
            .and_then(|origin| origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")));
        host.is_some_and(|host| hosts.knows(host))
    };
    let near = |site: &HeaderValue| site == "same-origin" || site == "none";
    headers.get_all(header::ORIGIN).iter().all(ours) && headers.get_all("sec-fetch-site").iter().all(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_our_own_names_are_answered() {
        let hosts = Hosts::new("127.0.0.1:8086".parse().unwrap(), &["Rinda.office.lv".into()]);
        let check = |host: &'static str, expect| {
            let uri = Uri::from_static("/");
            assert_eq!(host_is_ours(&hosts, &uri, &headers(&[(header::HOST, host)])), expect, "{host}");
        };
        check("127.0.0.1:8086", true);
        check("localhost:8086", true);
        check("LOCALHOST:8086", true);
        check("[::1]:8086", true);
        check("rinda.office.lv", true);
        check("rinda.office.lv:8086", false);
        check("localhost", false);
        check("127.0.0.1:80860", false);
        check("evil.example:8086", false);
        check("127.0.0.1:8086.evil.example", false);
        check("", false);
    }

    #[test]
    fn who_listens_on_every_address_is_reached_by_each_but_by_no_foreign_name() {
        let check = |port: u16, host: &'static str, expect| {
            let hosts = Hosts::new(SocketAddr::from(([0, 0, 0, 0], port)), &[]);
            assert_eq!(hosts.knows(host), expect, "{host} at {port}");
        };
        check(8081, "192.0.2.7:8081", true);
        check(8081, "[2001:db8::7]:8081", true);
        check(8081, "localhost:8081", true);
        check(8081, "192.0.2.7:8080", false);
        check(8081, "192.0.2.7", false);
        check(8081, "2001:db8::7", false);
        check(8081, "evil.example:8081", false);
        check(8081, "192.0.2.7.evil.example:8081", false);
        check(80, "192.0.2.7", true);
        check(80, "[2001:db8::7]", true);
        check(80, "192.0.2.7:80", true);
        check(80, "evil.example", false);
    }

    #[test]
    fn a_name_in_the_target_counts_too_and_two_names_are_none() {
        let hosts = Hosts::new("127.0.0.1:8086".parse().unwrap(), &[]);
        let own = headers(&[(header::HOST, "localhost:8086")]);
        assert!(!host_is_ours(&hosts, &Uri::from_static("http://evil.example/"), &own));
        assert!(host_is_ours(&hosts, &Uri::from_static("http://localhost:8086/"), &own));
        assert!(!host_is_ours(&hosts, &Uri::from_static("/"), &HeaderMap::new()));
        let mut twice = own.clone();
        twice.append(header::HOST, HeaderValue::from_static("localhost:8086"));
        assert!(!host_is_ours(&hosts, &Uri::from_static("/"), &twice));
    }

    #[test]
    fn a_command_comes_from_our_own_page_or_from_no_page() {
        let hosts = Hosts::new("127.0.0.1:8086".parse().unwrap(), &[]);
        let site = HeaderName::from_static("sec-fetch-site");
        let check = |pairs: &[(HeaderName, &'static str)], expect| {
            assert_eq!(origin_is_ours(&hosts, &headers(pairs)), expect, "{pairs:?}");
        };
        check(&[], true);
        check(&[(header::ORIGIN, "http://localhost:8086")], true);
        check(&[(header::ORIGIN, "http://localhost:8086"), (site.clone(), "same-origin")], true);
        check(&[(site.clone(), "same-origin")], true);
        check(&[(header::ORIGIN, "null")], false);
        check(&[(header::ORIGIN, "http://localhost:9999")], false);
        check(&[(header::ORIGIN, "http://evil.example")], false);
        check(&[(header::ORIGIN, "http://localhost:8086"), (site.clone(), "cross-site")], false);
        check(&[(site, "same-site")], false);
    }
}
