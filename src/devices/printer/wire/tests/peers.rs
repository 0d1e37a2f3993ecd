//! Network printers that are none, or bad ones.

use super::super::link::WINDOW_BYTES;
use super::super::{Device, DeviceWire, UsbTree, Wire};
use super::tools::{Desk, PROFILE, listen, until};
use crate::config::board::printer::Cable;
use crate::devices::virtual_printer::line::PrinterLine;
use crate::devices::virtual_printer::{Mechanics, VirtualPrinter};
use crate::domain::command::SlipOutcome;
use crate::domain::event::SlipTrouble;
use crate::domain::kiosk::PrinterState;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Instant;

fn wire_to(listener: &TcpListener) -> Wire {
    // By its name, so that names are looked up in at least one test.
    let address = format!("localhost:{}", listener.local_addr().unwrap().port());
    DeviceWire::new(Device::at(&Cable::Network { address }, UsbTree::default()).unwrap()).into()
}

/// A slip for a printer behind which this happens with each connection.
async fn no_slip<F: Future<Output = ()> + Send + 'static>(
    peer: impl Fn(TcpStream) -> F + Send + Sync + 'static,
) -> SlipOutcome {
    let listener = listen();
    let mut desk = Desk::new(wire_to(&listener));
    let mut peers = JoinSet::new();
    peers.spawn(async move {
        loop {
            peer(listener.accept().await.unwrap().0).await;
        }
    });
    desk.start(1, 80).await;
    let outcome = desk.outcome(1).await;
    assert_eq!(desk.states, [PrinterState::Silent]);
    outcome
}

const SILENT: SlipOutcome = SlipOutcome::Failed(SlipTrouble::Printer(PrinterState::Silent));

#[tokio::test(start_paused = true)]
async fn a_peer_that_never_answers_prints_nothing() {
    let outcome =
        no_slip(
            |mut socket| async move { while socket.read(&mut [0; 64]).await.is_ok_and(|count| count > 0) {} },
        );
    assert_eq!(outcome.await, SILENT);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_answers_garbage_prints_nothing() {
    let outcome = no_slip(|mut socket| async move {
        let garbage: Vec<u8> = (0..=255).rev().collect();
        while socket.read(&mut [0; 64]).await.is_ok_and(|count| count > 0) {
            let _ = socket.write_all(&garbage).await;
        }
    });
    assert_eq!(outcome.await, SILENT);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_answers_late_prints_nothing() {
    let printer = PrinterLine::new(VirtualPrinter::new(PROFILE, Mechanics::default()));
    let behind = printer.clone();
    let outcome = no_slip(move |mut socket| {
        let printer = behind.clone();
        async move {
            let mut bytes = [0; 64];
            while let Ok(count @ 1..) = socket.read(&mut bytes).await {
                printer.write(&bytes[..count]);
                tokio::time::sleep(Duration::from_secs(5)).await;
                let _ = socket.write_all(&printer.read()).await;
            }
        }
    });
    assert_eq!(outcome.await, SILENT);
    assert!(printer.look(|printer| printer.pieces().is_empty()));
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_hangs_up_at_once_is_left_alone_more_and_more() {
    let listener = listen();
    let mut desk = Desk::new(wire_to(&listener));
    let (count, mut peers) = (Arc::new(AtomicU32::new(0)), JoinSet::new());
    let counted = Arc::clone(&count);
    peers.spawn(async move {
        loop {
            drop(listener.accept().await.unwrap());
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    let began = Instant::now();
    let forever = desk.until("", |_| None::<()>);
    tokio::time::timeout(Duration::from_secs(80), forever).await.unwrap_err();
    assert!(began.elapsed() >= Duration::from_secs(80));
    // After 0, 1, 3, 7, 15, 31, 47, 63 and 79 seconds.
    assert_eq!(count.load(Ordering::Relaxed), 9);
    assert_eq!(desk.states, [PrinterState::Silent]);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_babbles_is_not_listened_to_all_the_time() {
    let listener = listen();
    let mut wire = wire_to(&listener);
    let mut peers = JoinSet::new();
    peers.spawn(async move {
        let mut socket = listener.accept().await.unwrap().0;
        while socket.write_all(&[0x5a; 1024]).await.is_ok() {}
    });
    until(&mut wire, "a link", |wire| wire.connection()).await;
    let began = Instant::now();
    let (mut heard, mut rounds) = (0, 0);
    while heard < 10 * WINDOW_BYTES {
        wire.changed().await;
        rounds += 1;
        let bytes = std::iter::repeat_with(|| wire.read()).take_while(|bytes| !bytes.is_empty());
        let bytes: usize = bytes.map(|bytes| bytes.len()).sum();
        assert!(bytes <= WINDOW_BYTES);
        heard += bytes;
    }
    assert!(began.elapsed() >= Duration::from_millis(900), "{:?}", began.elapsed());
    assert!(rounds < 2_000, "{rounds} rounds");
}

#[tokio::test]
async fn what_was_said_before_the_connection_was_reset_is_heard() {
    let listener = listen();
    let mut wire = wire_to(&listener);
    let accepted = async { listener.accept().await.unwrap().0 };
    let (mut socket, _) = tokio::join!(accepted, until(&mut wire, "a link", |wire| wire.connection()));
    socket.write_all(b"done").await.unwrap();
    drop(socket);
    // The first write is answered by a reset, the second fails.
    wire.write(b"?");
    wire.write(b"?");
    let mut said = Vec::new();
    until(&mut wire, "the loss", |wire| {
        said.extend(wire.read());
        wire.connection().is_none().then_some(())
    })
    .await;
    assert_eq!(said, b"done");
    assert!(wire.is_missing());
}
