//! Archives that we write and tar reads, that tar writes and we read, and that somebody has damaged.

use super::{ArchiveError, Reader, Writer};
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("rinda-archive-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output = Command::new(program).args(arguments).current_dir(&self.0).output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn written(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), 1_790_000_000);
    for (name, content) in files {
        writer.add_bytes(name, content).unwrap();
    }
    writer.finish().unwrap()
}

fn read(archive: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ArchiveError> {
    let mut reader = Reader::new(archive);
    let mut files = Vec::new();
    while let Some(member) = reader.next_member()? {
        let mut content = Vec::new();
        reader.copy(&mut content)?;
        files.push((member.name, content));
    }
    reader.end().map(|()| files)
}

fn files() -> Vec<(String, Vec<u8>)> {
    let lengths = [0usize, 1, 511, 512, 513, 200_000];
    let file = |length: usize| {
        let content = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
        (format!("files/of-{length}"), content)
    };
    lengths.into_iter().map(file).collect()
}

#[test]
fn the_tools_of_every_system_open_it() {
    let folder = Folder::new("ours");
    fs::write(folder.0.join("a.tar.gz"), written(&files())).unwrap();
    folder.run("tar", &["xzf", "a.tar.gz"]);
    folder.run("sha256sum", &["--check", "--strict", "SHA256SUMS"]);
    for (name, content) in files() {
        assert_eq!(fs::read(folder.0.join(name)).unwrap(), content);
    }
}

#[test]
fn what_somebody_has_unpacked_and_packed_again_is_read() {
    let folder = Folder::new("theirs");
    fs::write(folder.0.join("a.tar.gz"), written(&files())).unwrap();
    folder.run("tar", &["xzf", "a.tar.gz"]);
    folder.run("tar", &["czf", "b.tar.gz", "./files", "./SHA256SUMS"]);
    let mut again = read(&fs::read(folder.0.join("b.tar.gz")).unwrap()).unwrap();
    let mut ours = files();
    again.sort();
    ours.sort();
    assert_eq!(again, ours);
}

#[test]
fn names_that_lead_elsewhere_are_not_written() {
    for name in ["", "/etc/passwd", "../up", "a/../../b", &"long/".repeat(30)] {
        let error = Writer::new(Vec::new(), 0).add_bytes(name, b"x").unwrap_err();
        assert!(error.to_string().contains("tar"), "{name}: {error}");
    }
}

#[test]
fn a_file_that_is_missing_or_too_many_is_named() {
    let two = [("one".to_owned(), b"1".to_vec()), ("two".to_owned(), b"2".to_vec())];
    let folder = Folder::new("missing");
    fs::write(folder.0.join("a.tar.gz"), written(&two)).unwrap();
    folder.run("tar", &["xzf", "a.tar.gz"]);
    fs::write(folder.0.join("three"), "3").unwrap();
    for (files, culprit) in
        [(vec!["one", "SHA256SUMS"], "two"), (vec!["one", "two", "three", "SHA256SUMS"], "three")]
    {
        folder.run("tar", &[&["czf", "b.tar.gz"], &files[..]].concat());
        let error = read(&fs::read(folder.0.join("b.tar.gz")).unwrap()).unwrap_err();
        assert!(matches!(&error, ArchiveError::Sum { name } if name == culprit), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn an_archive_that_is_cut_or_changed_is_never_taken_for_whole(
        at: prop::sample::Index, other in 1..=255u8, cut: bool,
    ) {
        let whole = written(&files()[..4]);
        let mut archive = whole.clone();
        let at = at.index(archive.len());
        if cut { archive.truncate(at) } else { archive[at] ^= other }
        // A changed byte in the head of the gzip (its time, its system) changes nothing that is unpacked; its end is a check
        // sum that is read only when somebody reads beyond the list.
        if let Ok(files) = read(&archive) {
            prop_assert_eq!(files, self::files()[..4].to_vec());
        }
    }
}
