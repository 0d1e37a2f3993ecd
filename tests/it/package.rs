//! What the package lays down: units that expose little and say why, users, and files that the program reads as they are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const UNITS: [&str; 3] = ["rinda.service", "rinda-clock.service", "rinda-central.service"];
/// The most that a unit may be exposed to, in tenths of `systemd-analyze security`.
const EXPOSURE_MAX: &str = "15";

fn packaged(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("systemd").join(name)
}

/// A directory of one test. Removed with the value.
struct Directory(PathBuf);

impl Directory {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("rinda-package-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Lays a file down there.
    fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // What stays is small, and the name is not used again.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// systemd's own judgement of a unit, and whether it is good enough.
fn exposure(unit: &Path) -> (bool, String) {
    let mut analyze = Command::new("systemd-analyze");
    analyze.args(["security", "--no-pager", "--offline=yes", "--threshold", EXPOSURE_MAX]);
    let judged = analyze.arg(unit).output().expect("systemd is installed; tests/run sees to it");
    let said = said(&judged);
    assert!(said.contains("Overall exposure level"), "{said}");
    (judged.status.success(), said)
}

#[test]
fn units_are_exposed_to_little() {
    for unit in UNITS {
        let (good, said) = exposure(&packaged(unit));
        assert!(good, "{unit}: {said}");
    }
}

#[test]
fn a_line_that_falls_out_of_a_unit_is_noticed() {
    let directory = Directory::new("exposure");
    let unit = fs::read_to_string(packaged("rinda.service")).unwrap();
    for line in ["CapabilityBoundingSet=\n", "RestrictNamespaces=yes\n", "RestrictAddressFamilies="] {
        assert!(unit.contains(line));
        let weaker = directory.put("rinda.service", &unit.replace(line, "# "));
        let (good, said) = exposure(&weaker);
        assert!(!good, "without {line} it should be too much: {said}");
    }
}

#[test]
fn systemd_understands_every_line_of_the_units() {
    let directory = Directory::new("verify");
    let program = env!("CARGO_BIN_EXE_rinda");
    for unit in UNITS {
        let text = fs::read_to_string(packaged(unit)).unwrap().replace("/usr/bin/rinda", program);
        directory.put(unit, &text);
    }
    let verify = |unit: &str| {
        let mut analyze = Command::new("systemd-analyze");
        analyze.args(["verify", "--man=no"]).arg(directory.0.join(unit));
        said(&analyze.output().unwrap())
    };
    for unit in UNITS {
        assert_eq!(verify(unit), "", "{unit}");
    }
    directory.put("rinda.service", "[Service]\nExecStart=/bin/true\nWatchdogSecs=20\n");
    assert!(verify("rinda.service").contains("Unknown key"), "it sees what is misspelt");
}

#[test]
fn every_line_of_a_service_has_a_reason() {
    for unit in UNITS {
        let text = fs::read_to_string(packaged(unit)).unwrap();
        let (_, service) = text.split_once("[Service]").unwrap();
        let (service, _) = service.split_once("[Install]").unwrap_or((service, ""));
        let mut above = "";
        for line in service.lines() {
            let is_setting = line.contains('=') && !line.starts_with('#');
            assert!(!is_setting || above.starts_with('#'), "{unit}: '{line}' stands under no reason");
            above = line;
        }
    }
}

#[test]
fn the_unit_gives_what_the_files_of_the_package_need() {
    let unit = fs::read_to_string(packaged("rinda.service")).unwrap();
    let site = fs::read_to_string(packaged("site.toml")).unwrap();
    let credentials = "/run/credentials/rinda.service/link_";
    assert!(unit.contains("LoadCredential=link:/etc/rinda/link\n"));
    assert_eq!(site.matches(credentials).count(), 3, "authority, certificate and key come by the unit");
    assert!(unit.contains("Environment=RINDA_BOOT_ID=%b\n") && unit.contains("ProcSubset=pid\n"));
    let witness = fs::read_to_string(packaged("rinda-clock.service")).unwrap();
    let file = rinda::engine::clock_trust::WITNESS;
    assert!(
        witness.contains(&format!("clock-witness {file}\n")),
        "the branch looks where the witness writes"
    );
    for unit in UNITS {
        let unit = fs::read_to_string(packaged(unit)).unwrap();
        assert!(unit.contains("\nRestrictAddressFamilies=AF_UNIX"), "the log goes to a socket: {unit}");
    }
    let users = fs::read_to_string(packaged("sysusers.conf")).unwrap();
    for group in fs::read_to_string(packaged("udev.rules")).unwrap().split("GROUP=\"").skip(1) {
        let group = group.split('"').next().unwrap();
        assert!(users.contains(&format!("m rinda {group}\n")), "rinda is in no group {group}");
    }
}

#[test]
fn the_packaged_board_and_site_are_good_as_they_are() {
    let directory = Directory::new("board");
    let boards = Path::new(env!("CARGO_MANIFEST_DIR")).join("boards");
    directory.put("virtual.toml", &fs::read_to_string(boards.join("virtual.toml")).unwrap());
    let device = directory.put("device.toml", &fs::read_to_string(packaged("device.toml")).unwrap());
    let mut check = Command::new(env!("CARGO_BIN_EXE_rinda"));
    check.arg("check").arg("--board").arg(&device).arg("--site").arg(packaged("site.toml"));
    let checked = check.output().unwrap();
    assert!(checked.status.success(), "{}", said(&checked));
}

#[test]
fn wrong_files_end_the_program_with_the_code_that_its_unit_knows() {
    let directory = Directory::new("wrong");
    let mut run = Command::new(env!("CARGO_BIN_EXE_rinda"));
    run.arg("run").arg("--board").arg(directory.put("device.toml", "inherit = \"nothing\"\n"));
    run.arg("--site").arg(directory.0.join("site.toml")).arg("--state").arg(directory.0.join("state"));
    let ended = run.output().unwrap();
    let code = ended.status.code().unwrap();
    let unit = fs::read_to_string(packaged("rinda.service")).unwrap();
    assert!(unit.contains(&format!("RestartPreventExitStatus={code}\n")), "{code}");
    let said = said(&ended);
    assert!(said.contains("device.toml:1:") && said.contains("site.toml"), "every place is named: {said}");
}
