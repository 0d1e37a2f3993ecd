//! The manual page and the completions of shells, made from the command line itself.
//!
//! They are made by a test, with crates that only tests have: the program that offices run is none the larger, and a package for
//! another processor needs no program of its own to be built and run here. `systemd/package` says where they shall lie
//! (`RINDA_MANUAL`).

use super::CommandLine;
use clap::{Command, CommandFactory};
use clap_complete::{Shell, generate_to};
use std::fs;
use std::path::{Path, PathBuf};

/// The manual: a page for the program and one for each of its tasks. Gives the paths.
fn write_pages(directory: &Path) -> Vec<PathBuf> {
    fs::create_dir_all(directory).unwrap();
    clap_mangen::generate_to(CommandLine::command().version(env!("CARGO_PKG_VERSION")), directory).unwrap();
    let mut pages: Vec<_> = directory.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    pages
}

fn write_completions(directory: &Path) {
    fs::create_dir_all(directory).unwrap();
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        generate_to(shell, &mut CommandLine::command(), "rinda", directory).unwrap();
    }
}

fn tasks() -> Vec<Command> {
    CommandLine::command().get_subcommands().filter(|task| !task.is_hide_set()).cloned().collect()
}

#[test]
fn every_task_has_a_page_and_is_completed() {
    let temporary = std::env::temp_dir().join(format!("rinda-manual-{}", std::process::id()));
    let wanted = std::env::var_os("RINDA_MANUAL").map(PathBuf::from);
    let directory = wanted.as_ref().unwrap_or(&temporary);
    let pages = write_pages(&directory.join("man"));
    write_completions(&directory.join("completions"));
    let completion = |name: &str| fs::read_to_string(directory.join("completions").join(name)).unwrap();
    let completions = ["rinda.bash", "_rinda", "rinda.fish"].map(completion);
    for task in tasks() {
        let name = format!("rinda-{}.1", task.get_name());
        let page = pages.iter().find(|page| page.file_name().is_some_and(|file| *file == *name));
        let text = fs::read_to_string(page.unwrap_or_else(|| panic!("{name} is missing"))).unwrap();
        for option in task.get_arguments().filter(|option| !option.is_hide_set()) {
            let long = option.get_long().map(|long| format!("\\-\\-{}", long.replace('-', "\\-")));
            assert!(long.is_none_or(|long| text.contains(&long)), "{name}: {option}");
        }
        assert!(completions.iter().all(|text| text.contains(task.get_name())), "{}", task.get_name());
    }
    if wanted.is_none() {
        fs::remove_dir_all(temporary).unwrap();
    }
}
