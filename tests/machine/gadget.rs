//! USB devices that are not there: the kernel's gadgets, on the bus of `dummy_hcd` that has both ends in one machine.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

const GADGETS: &str = "/sys/kernel/config/usb_gadget";
/// The far end of the bus.
const CONTROLLER: &str = "dummy_udc.0";

/// A device. Ends with the value.
pub(crate) struct Gadget {
    config: PathBuf,
    function: PathBuf,
    settings: Vec<(String, String)>,
}

impl Gadget {
    /// A device with one function of the kernel's, such as `printer.0`, and the function's settings. It is not plugged in.
    pub(crate) fn new((vendor, product): (u16, u16), function: &str, settings: &[(&str, &str)]) -> Self {
        let config = Path::new(GADGETS).join("rinda");
        fs::create_dir(&config).unwrap();
        fs::write(config.join("idVendor"), format!("{vendor:#06x}")).unwrap();
        fs::write(config.join("idProduct"), format!("{product:#06x}")).unwrap();
        let function = config.join("functions").join(function);
        let settings = settings.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        let gadget = Self { config, function, settings };
        fs::create_dir(gadget.wiring()).unwrap();
        gadget
    }

    /// Puts the plug in. The device's electronics live on the cable: they know nothing of what they had before. Whoever has
    /// its file open must have closed it.
    pub(crate) fn plug_in(&self) {
        self.take_apart();
        fs::create_dir(&self.function).unwrap();
        for (name, value) in &self.settings {
            fs::write(self.function.join(name), value).unwrap();
        }
        symlink(&self.function, self.wiring().join("function")).unwrap();
        fs::write(self.config.join("UDC"), CONTROLLER).unwrap();
    }

    /// Pulls it out.
    pub(crate) fn unplug(&self) {
        fs::write(self.config.join("UDC"), "\n").unwrap();
    }

    /// Takes the device away from a driver of the host.
    pub(crate) fn let_go(&self, driver: &str) {
        let driver = Path::new("/sys/bus/usb/drivers").join(driver);
        let entries =
            fs::read_dir(&driver).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        // An interface is called by bus, port, configuration and number: 1-1:1.0.
        for interface in entries.filter(|name| name.contains(':')) {
            fs::write(driver.join("unbind"), interface).unwrap();
        }
    }

    fn take_apart(&self) {
        if self.function.exists() {
            fs::remove_file(self.wiring().join("function")).unwrap();
            fs::remove_dir(&self.function).unwrap();
        }
    }

    fn wiring(&self) -> PathBuf {
        self.config.join("configs/c.1")
    }
}

impl Drop for Gadget {
    fn drop(&mut self) {
        // It may be unplugged already, and the kernel says so.
        let _ = fs::write(self.config.join("UDC"), "\n");
        self.take_apart();
        fs::remove_dir(self.wiring()).unwrap();
        fs::remove_dir(&self.config).unwrap();
    }
}
