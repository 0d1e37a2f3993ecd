//! Who uses a printer on this machine.
//!
//! The kernel lends a USB printer to one process and a serial line to one user's; a superuser gets a serial line all the
//! same, and many network printers serve two. So it is looked up who has the device open, or is connected to the address.

use crate::config::board::printer::{Cable, UsbPrinter};
use crate::devices::printer::wire::UsbTree;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};

/// `01` in the kernel's tables of connections.
const ESTABLISHED: &str = "01";

/// Who, in words. `None` when nobody does, or this user may not know.
pub(super) fn user(cable: &Cable, usb: &UsbTree) -> Option<String> {
    match cable {
        // Who claims a USB interface is told who holds it.
        Cable::Virtual | Cable::RawUsb(_) => None,
        Cable::Usb(UsbPrinter::Path(path)) => opened_by(path),
        Cable::Usb(UsbPrinter::Id { vendor, product }) => {
            let printers = usb.printers().unwrap_or_default().into_iter();
            let mut those = printers.filter(|printer| printer.id == Some((*vendor, *product)));
            opened_by(&those.next()?.node)
        }
        Cable::Serial(line) => opened_by(&line.path),
        Cable::Network { address } => {
            // A name that cannot be looked up is told when it is connected to.
            let mut addresses = address.to_socket_addrs().ok()?;
            let is_connected = addresses.any(|address| tables().any(|table| is_connected(&table, address)));
            is_connected.then(|| "a program on this machine".to_owned())
        }
    }
}

/// The other process that has this file open.
fn opened_by(path: &Path) -> Option<String> {
    let file = path.canonicalize().ok()?;
    let own = std::process::id();
    let processes = Path::new("/proc").read_dir().ok()?.flatten().filter_map(|entry| {
        let id: u32 = entry.file_name().to_str()?.parse().ok()?;
        (id != own).then(|| (id, entry.path()))
    });
    let has_it = |process: &PathBuf| {
        let files = process.join("fd").read_dir().into_iter().flatten().flatten();
        files.filter_map(|entry| entry.path().read_link().ok()).any(|open| open == file)
    };
    let (id, process) = processes.into_iter().find(|(_, process)| has_it(process))?;
    let name = std::fs::read_to_string(process.join("comm")).unwrap_or_default();
    Some(format!("{} (process {id})", name.trim()))
}

fn tables() -> impl Iterator<Item = String> {
    ["/proc/net/tcp", "/proc/net/tcp6"].into_iter().filter_map(|path| std::fs::read_to_string(path).ok())
}

/// Whether a table of the kernel has a connection to this address.
fn is_connected(table: &str, address: SocketAddr) -> bool {
    table.lines().skip(1).any(|line| {
        let mut fields = line.split_whitespace().skip(2);
        let (far, state) = (fields.next().and_then(far_end), fields.next());
        state == Some(ESTABLISHED) && far.is_some_and(|far| far == address)
    })
}

/// `0100007F:238C`: words of 32 bits as this machine keeps them, and the port.
fn far_end(text: &str) -> Option<SocketAddr> {
    let (address, port) = text.split_once(':')?;
    let word = |at: usize| Some(u32::from_str_radix(address.get(at..at + 8)?, 16).ok()?.to_ne_bytes());
    let ip: IpAddr = match address.len() {
        8 => Ipv4Addr::from(word(0)?).into(),
        32 => {
            let bytes = [word(0)?, word(8)?, word(16)?, word(24)?].concat();
            Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?).to_canonical()
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, u16::from_str_radix(port, 16).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{TcpListener, TcpStream};
    use std::process::{Command, Stdio};

    #[test]
    fn a_file_that_another_process_has_open_is_in_use() {
        let path = std::env::temp_dir().join(format!("rinda-in-use-{}", std::process::id()));
        let file = std::fs::File::create(&path).unwrap();
        assert_eq!(opened_by(&path), None, "this process does not count");
        let mut child = Command::new("cat").stdin(Stdio::piped()).stdout(file).spawn().unwrap();
        let expected = format!("(process {})", child.id());
        let user = opened_by(&path);
        child.kill().unwrap();
        child.wait().unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(user.as_ref().is_some_and(|user| user.ends_with(&expected)), "{user:?}");
    }

    #[test]
    fn a_connection_from_this_machine_is_seen() {
        let cable = |address: SocketAddr| Cable::Network { address: address.to_string() };
        for host in ["127.0.0.1:0", "[::1]:0"] {
            let Ok(listener) = TcpListener::bind(host) else { continue };
            let address = listener.local_addr().unwrap();
            assert_eq!(user(&cable(address), &UsbTree::default()), None);
            let _line = TcpStream::connect(address).unwrap();
            let user = user(&cable(address), &UsbTree::default());
            assert_eq!(user.as_deref(), Some("a program on this machine"));
        }
    }

    #[test]
    fn the_kernels_addresses_are_read() {
        let v4 = u32::from_ne_bytes([192, 0, 2, 9]);
        assert_eq!(far_end(&format!("{v4:08X}:238C")), Some("192.0.2.9:9100".parse().unwrap()));
        let one = u32::from_ne_bytes([0, 0, 0, 1]);
        assert_eq!(
            far_end(&format!("{}{one:08X}:238C", "0".repeat(24))),
            Some("[::1]:9100".parse().unwrap())
        );
        assert_eq!(far_end("rem_address"), None);
        assert_eq!(far_end("00:1"), None);
    }
}
