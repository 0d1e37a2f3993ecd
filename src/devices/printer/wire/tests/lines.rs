//! Serial lines by the byte: how they are set, and how they are held.

use super::super::{Device, DeviceWire, UsbTree, Wire};
use super::tools::{Folder, skip, terminal, until};
use crate::config::board::printer::{Cable, FlowControl, SerialLine};
use rustix::termios::{ControlModes, InputModes, Termios, tcgetattr};
use std::os::fd::OwnedFd;
use std::time::Duration;

fn line(baud: u32, flow: FlowControl) -> (OwnedFd, Wire) {
    let (far, path) = terminal();
    let cable = Cable::Serial(SerialLine { path, baud, flow });
    (far, DeviceWire::new(Device::at(&cable, UsbTree::default()).unwrap()).into())
}

async fn connected(wire: &mut Wire) {
    until(wire, "a link", |wire| wire.connection()).await;
}

/// Reads until so many bytes are there.
async fn read(wire: &mut Wire, count: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    until(wire, "what the printer has said", |wire| {
        bytes.extend(wire.read());
        (bytes.len() >= count).then(|| bytes.clone())
    })
    .await
}

async fn check(baud: u32, flow: FlowControl, expected: (InputModes, ControlModes)) {
    let (far, mut wire) = line(baud, flow);
    connected(&mut wire).await;
    let Termios { input_modes, output_modes, local_modes, control_modes, .. } = tcgetattr(&far).unwrap();
    assert_eq!(tcgetattr(&far).unwrap().output_speed(), baud);
    let flows = InputModes::IXON | InputModes::IXOFF | InputModes::IXANY;
    let wanted = (input_modes & flows, control_modes & ControlModes::CRTSCTS);
    assert_eq!(wanted, expected, "{flow:?}");
    let translating = InputModes::ICRNL | InputModes::INLCR | InputModes::IGNCR | InputModes::ISTRIP;
    assert!(!input_modes.intersects(translating));
    assert!(!output_modes.contains(rustix::termios::OutputModes::OPOST));
    assert!(!local_modes.intersects(rustix::termios::LocalModes::ICANON | rustix::termios::LocalModes::ECHO));
    let frame = ControlModes::CSIZE | ControlModes::PARENB | ControlModes::CSTOPB;
    assert_eq!(control_modes & frame, ControlModes::CS8);
}

#[tokio::test]
async fn a_line_has_the_speed_and_the_flow_control_of_the_board_file() {
    check(9600, FlowControl::None, (InputModes::empty(), ControlModes::empty())).await;
    check(38_400, FlowControl::XonXoff, (InputModes::IXON, ControlModes::empty())).await;
    check(230_400, FlowControl::RtsCts, (InputModes::empty(), ControlModes::CRTSCTS)).await;
}

#[tokio::test]
async fn every_byte_goes_through_in_both_directions() {
    let (far, mut wire) = line(115_200, FlowControl::None);
    connected(&mut wire).await;
    let all: Vec<u8> = (0..=255).collect();
    assert_eq!(rustix::io::write(&far, &all).unwrap(), all.len());
    assert_eq!(read(&mut wire, all.len()).await, all);
    assert_eq!(wire.write(&all), all.len());
    let mut received = [0; 256];
    let mut count = 0;
    while count < all.len() {
        count += rustix::io::read(&far, &mut received[count..]).unwrap();
    }
    assert_eq!(received[..], all[..]);
}

#[tokio::test]
async fn xoff_holds_what_is_written_until_xon() {
    let (far, mut wire) = line(115_200, FlowControl::XonXoff);
    connected(&mut wire).await;
    rustix::io::write(&far, b"\x13a").unwrap();
    assert_eq!(read(&mut wire, 1).await, b"a", "XOFF is the kernel's");
    assert_eq!(wire.write(b"slip"), 0);
    rustix::io::write(&far, b"\x11").unwrap();
    let written = until(&mut wire, "room", |wire| {
        assert_eq!(wire.read(), b"", "XON is the kernel's too");
        Some(wire.write(b"slip")).filter(|count| *count > 0)
    })
    .await;
    assert_eq!(written, 4);
    let mut received = [0; 16];
    assert_eq!(rustix::io::read(&far, &mut received).unwrap(), 4);
    assert_eq!(received[..4], *b"slip");
}

#[tokio::test]
async fn what_was_said_before_the_line_was_opened_is_thrown_away() {
    let (far, mut wire) = line(115_200, FlowControl::None);
    rustix::io::write(&far, b"stale").unwrap();
    connected(&mut wire).await;
    rustix::io::write(&far, b"new").unwrap();
    assert_eq!(read(&mut wire, 3).await, b"new");
}

#[tokio::test]
async fn a_line_that_hangs_up_is_another_link_when_it_comes_back() {
    let folder = Folder::new();
    let path = folder.0.join("dev/ttyUSB0");
    let plug_in = || {
        let (far, name) = terminal();
        let _ = std::fs::remove_file(&path);
        std::os::unix::fs::symlink(name, &path).unwrap();
        far
    };
    let far = plug_in();
    let cable = Cable::Serial(SerialLine { path: path.clone(), baud: 9600, flow: FlowControl::None });
    let mut wire: Wire = DeviceWire::new(Device::at(&cable, UsbTree::default()).unwrap()).into();
    assert_eq!((wire.connection(), wire.is_missing()), (None, false));
    connected(&mut wire).await;
    assert_eq!((wire.connection(), wire.is_missing()), (Some(1), false));
    drop(far);
    until(&mut wire, "the loss", |wire| {
        assert_eq!(wire.read(), b"");
        wire.is_missing().then_some(())
    })
    .await;
    assert_eq!((wire.connection(), wire.write(b"slip")), (None, 0));
    let _far = plug_in();
    skip(Duration::from_secs(1)).await;
    connected(&mut wire).await;
    assert_eq!((wire.connection(), wire.is_missing()), (Some(2), false));
}
