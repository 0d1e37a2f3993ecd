//! A USB keypad that is not there: the kernel's `uinput`.

use evdev::uinput::VirtualDevice;
use evdev::{AttributeSet, Device, KeyCode, KeyEvent};
use std::time::Duration;

/// A keypad. Ends with the value, as if somebody pulled it out.
pub(crate) struct Keypad(VirtualDevice);

impl Keypad {
    /// A keypad with these keys.
    pub(crate) fn new(name: &str, keys: &[KeyCode]) -> Self {
        let keys: AttributeSet<KeyCode> = keys.iter().copied().collect();
        let builder = VirtualDevice::builder().unwrap().name(name);
        Self(builder.with_keys(&keys).unwrap().build().unwrap())
    }

    /// Presses a key or lets it go.
    pub(crate) fn set(&mut self, key: KeyCode, down: bool) {
        self.0.emit(&[*KeyEvent::new(key, i32::from(down))]).unwrap();
    }

    /// Presses a key for a time.
    pub(crate) fn press(&mut self, key: KeyCode, time: Duration) {
        self.set(key, true);
        std::thread::sleep(time);
        self.set(key, false);
    }

    /// Whether somebody has it for themselves.
    pub(crate) fn is_taken(&mut self) -> bool {
        let mut nodes = self.0.enumerate_dev_nodes_blocking().unwrap();
        let mut device = Device::open(nodes.next().unwrap().unwrap()).unwrap();
        device.grab().is_err()
    }
}
