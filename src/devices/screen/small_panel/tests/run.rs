//! A panel in its screen's thread: what is shown comes onto the glass, and a panel that was away, or let go, gets all of it.

use super::super::bus::Trouble;
use super::super::{oled, run};
use super::oled::{Bus, Chip};
use super::{counter, light};
use crate::config::board::screen::Rotation;
use crate::devices::panel::Panel;
use crate::devices::screen::Feed;
use embedded_graphics::prelude::*;
use std::sync::mpsc;
use tokio::runtime;
use tokio::sync::watch;

const SIZE: Size = Size::new(128, 64);

/// Whether the glass shows what the panel does.
fn agree(panel: &Panel, bus: &Bus) -> bool {
    panel.forget_copies();
    let chip = bus.0.lock().unwrap();
    let same = panel
        .copy_changes(|frame, area| area.points().all(|at| chip.seen(at) == light(frame.pixel(at).unwrap())));
    same == Some(true)
}

#[test]
fn a_panel_that_was_away_gets_the_whole_picture() {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (running, stopped) = watch::channel(());
    let anew = watch::Sender::new(());
    let panel = Panel::new(SIZE.width, SIZE.height);
    let bus = Bus::default();
    panel.show(&counter("A042"));
    let feed = || Feed {
        frames: panel.frames(),
        panel: panel.clone(),
        rotation: Rotation::Upright,
        stopped: stopped.clone(),
        anew: anew.subscribe(),
        begins_anew: false,
        runtime: runtime.handle().clone(),
    };
    std::thread::scope(|threads| {
        let mut ends = stopped.clone();
        threads.spawn(|| runtime.block_on(async move { ends.changed().await }));
        let (on, is_on) = mpsc::channel();
        let show = || {
            let (mut feed, bus, on) = (feed(), bus.clone(), on.clone());
            threads.spawn(move || {
                let mut oled = oled::new(Trouble::default().watch(bus), 0x3c, SIZE)?;
                run(oled.as_mut(), &mut feed, &mut || on.send(()).unwrap()).map(|()| feed.begins_anew)
            })
        };
        let first = show();
        is_on.recv().unwrap();
        assert!(agree(&panel, &bus));
        bus.0.lock().unwrap().plugged = false;
        panel.show(&counter("A043"));
        let error = first.join().unwrap().unwrap_err();
        assert_eq!((error.operation, error.why.as_str()), ("drawing", "nobody answers"));
        assert_eq!(show().join().unwrap().unwrap_err().operation, "setting it up");
        // It comes back as if it had just been bought.
        *bus.0.lock().unwrap() = Chip::default();
        let second = show();
        is_on.recv().unwrap();
        assert!(agree(&panel, &bus));
        anew.send_replace(());
        assert_eq!(second.join().unwrap(), Ok(true), "the thread goes on");
        *bus.0.lock().unwrap() = Chip::default();
        let third = show();
        is_on.recv().unwrap();
        assert!(agree(&panel, &bus));
        drop(running);
        assert_eq!(third.join().unwrap(), Ok(false));
    });
}
