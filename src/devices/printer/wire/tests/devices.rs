//! Devices that are named wrongly, or come later.

use super::super::{Device, DeviceWire, Trouble, UsbTree, Wire, WireError, network, raw_usb, serial, usb};
use super::tools::{Folder, terminal, tree, until, usb_device};
use crate::config::board::printer::{Cable, FlowControl, RawUsbPrinter, SerialLine, UsbPrinter};
use std::path::Path;
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::Instant;

fn check(cable: &Cable, trouble: Trouble, expected: &str) {
    assert_eq!(WireError { device: cable.to_string(), trouble }.to_string(), expected);
}

fn serial_line(path: &Path, flow: FlowControl) -> SerialLine {
    SerialLine { path: path.to_path_buf(), baud: 9600, flow }
}

#[test]
fn a_serial_line_that_is_none_is_told_in_words() {
    let folder = Folder::new();
    let (_far, terminal) = terminal();
    std::fs::write(folder.0.join("file"), "text").unwrap();
    let cases = [
        ("/nowhere/ttyUSB0", FlowControl::None, "open it: No such file or directory (os error 2)"),
        ("/dev", FlowControl::None, "open it: Is a directory (os error 21)"),
        ("/dev/null", FlowControl::None, "configure it: Inappropriate ioctl for device (os error 25)"),
        (
            terminal.to_str().unwrap(),
            FlowControl::Dtr,
            "read DSR: Inappropriate ioctl for device (os error 25)",
        ),
    ];
    for (path, flow, expected) in cases {
        let line = serial_line(Path::new(path), flow);
        let trouble = serial::open(&line).unwrap_err();
        check(&Cable::Serial(line), trouble, &format!("printer at {path}, 9600 baud: cannot {expected}"));
    }
}

#[tokio::test]
async fn a_usb_printer_that_is_none_is_told_in_words() {
    let folder = Folder::new();
    let id = UsbPrinter::Id { vendor: 0x04b8, product: 0x0e15 };
    let absent = "USB printer 04b8:0e15: no such printer is plugged in";
    let nowhere = UsbTree { class: folder.0.join("none"), nodes: folder.0.join("none") };
    check(&Cable::Usb(id.clone()), usb::open(&id, &nowhere).unwrap_err(), absent);
    usb_device(&folder.0, 0, "04b8", "0e16");
    usb_device(&folder.0, 1, "nonsense", "0e15");
    std::fs::create_dir(folder.0.join("class/lp2")).unwrap();
    check(&Cable::Usb(id.clone()), usb::open(&id, &tree(&folder.0)).unwrap_err(), absent);

    // A file can be opened, but nobody can wait for it.
    let file = folder.0.join("file");
    std::fs::write(&file, "text").unwrap();
    let cable = Cable::Usb(UsbPrinter::Path(file.clone()));
    let mut wire: Wire = DeviceWire::new(Device::at(&cable, UsbTree::default()).unwrap()).into();
    until(&mut wire, "the trouble", |wire| wire.is_missing().then_some(())).await;
    assert_eq!(wire.connection(), None);
}

#[test]
fn a_raw_usb_printer_that_is_none_is_told_in_words() {
    let printer = |serial: Option<&str>| RawUsbPrinter {
        // A vendor that the USB consortium has not given away.
        vendor: 0xfff0,
        product: 0x0001,
        serial: serial.map(str::to_owned),
        detach: false,
    };
    // Where the kernel has no USB at all, there are no devices either.
    let told = |printer: RawUsbPrinter| {
        let trouble = raw_usb::open(&printer).unwrap_err();
        WireError { device: Cable::RawUsb(printer).to_string(), trouble }.to_string()
    };
    assert!(told(printer(None)).starts_with("USB printer fff0:0001: "));
    assert!(told(printer(Some("X1"))).starts_with("USB printer fff0:0001 X1: "));
    let held = WireError { device: Cable::RawUsb(printer(None)).to_string(), trouble: Trouble::Held };
    assert!(held.to_string().contains("`detach = true`"), "{held}");
}

#[test]
fn the_first_usb_printer_with_the_ids_is_taken() {
    let folder = Folder::new();
    usb_device(&folder.0, 2, "0519", "0003");
    usb_device(&folder.0, 10, "04b8", "0e15");
    usb_device(&folder.0, 9, "04b8", "0e15");
    let (_far, terminal) = terminal();
    std::os::unix::fs::symlink(terminal, folder.0.join("dev/lp9")).unwrap();
    usb::open(&UsbPrinter::Id { vendor: 0x04b8, product: 0x0e15 }, &tree(&folder.0)).unwrap();
    // The other one has no device file yet.
    usb::open(&UsbPrinter::Id { vendor: 0x0519, product: 0x0003 }, &tree(&folder.0)).unwrap_err();
}

#[tokio::test]
async fn a_network_printer_that_is_none_is_told_in_words() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap().to_string();
    let trouble = network::connect(&address).await.unwrap_err();
    let expected = format!("printer at {address}: cannot connect: Connection refused (os error 111)");
    check(&Cable::Network { address }, trouble, &expected);
}

#[tokio::test(start_paused = true)]
async fn a_network_printer_that_does_not_accept_is_given_three_seconds() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let _waiting = TcpStream::connect(address).await.unwrap();
    let began = Instant::now();
    let trouble = network::connect(&address.to_string()).await.unwrap_err();
    assert_eq!(began.elapsed(), network::CONNECT);
    let expected = format!("printer at {address}: cannot connect: timed out");
    check(&Cable::Network { address: address.to_string() }, trouble, &expected);
}

#[tokio::test(start_paused = true)]
async fn a_device_that_comes_later_is_found() {
    let folder = Folder::new();
    let path = folder.0.join("dev/ttyUSB0");
    let cable = Cable::Serial(serial_line(&path, FlowControl::None));
    let mut wire: Wire = DeviceWire::new(Device::at(&cable, UsbTree::default()).unwrap()).into();
    let began = Instant::now();
    until(&mut wire, "the first attempt", |wire| wire.is_missing().then_some(())).await;
    let (_far, terminal) = terminal();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        std::os::unix::fs::symlink(terminal, path).unwrap();
    });
    until(&mut wire, "a link", |wire| wire.connection()).await;
    // Looked for after 0, 1, 3 and 7 seconds.
    assert_eq!(began.elapsed().as_secs(), 7);
}
