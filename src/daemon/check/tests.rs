use super::*;
use crate::config::problem::Severity;
use std::path::PathBuf;

/// The files that come with the program.
fn packaged(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn every_packaged_board_is_fast_enough_and_its_hall_can_be_read() {
    let files = std::fs::read_dir(packaged("boards")).unwrap().map(|entry| entry.unwrap().path());
    for board in files.filter(|path| path.is_file()) {
        let report = check(&board, &packaged("systemd/site.toml"));
        assert_eq!(
            (report.count(Severity::Error), report.count(Severity::Warning)),
            (0, 0),
            "{}\n{report}",
            board.display()
        );
        let text = report.to_string();
        assert!(text.contains("a slip of "), "no slip was drawn for {}\n{text}", board.display());
    }
}
