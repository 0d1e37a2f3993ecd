//! Which device this is: random bits in a file of the state directory, made once.

use crate::domain::ids::DeviceId;
use crate::engine::random_bits;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

const FILE: &str = "device";

/// The device of this state directory. The first time, and when the file cannot be understood, it becomes a new one.
///
/// # Errors
/// When the file cannot be read or made.
pub fn device(state: &Path) -> io::Result<DeviceId> {
    let path = state.join(FILE);
    match fs::read_to_string(&path) {
        Ok(text) => {
            if let Ok(device) = DeviceId::try_from(text.trim().to_owned()) {
                return Ok(device);
            }
            tracing::warn!("{} does not say which device this is; it becomes a new one", path.display());
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let device = DeviceId(random_bits());
    // A half-written file must not become the device: it appears under its name when all of it is on disk.
    let draft = state.join(format!("{FILE}.new"));
    let mut file = File::create(&draft)?;
    writeln!(file, "{device}")?;
    file.sync_all()?;
    fs::rename(&draft, &path)?;
    File::open(state)?.sync_all()?;
    Ok(device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_stays_the_same_and_is_made_anew_when_its_file_is_garbage() {
        let state = std::env::temp_dir().join(format!("rinda-device-{}", std::process::id()));
        fs::create_dir_all(&state).unwrap();
        let first = device(&state).unwrap();
        assert_eq!(device(&state).unwrap(), first);
        fs::write(state.join(FILE), "half a dev").unwrap();
        let second = device(&state).unwrap();
        assert_ne!(second, first);
        assert_eq!(device(&state).unwrap(), second);
        fs::remove_dir_all(&state).unwrap();
    }
}
