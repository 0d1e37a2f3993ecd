//! What the command line says when it refuses: what was wrong as it was typed, and what to do.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

struct Desk(PathBuf);

impl Desk {
    fn new() -> Self {
        let at = std::env::temp_dir().join(format!("rinda-refusals-{}", std::process::id()));
        // From an interrupted run with the same process id.
        let _ = std::fs::remove_dir_all(&at);
        std::fs::create_dir_all(&at).unwrap();
        Self(at)
    }

    fn run(&self, arguments: &str) -> (bool, String) {
        let mut program = Command::new(env!("CARGO_BIN_EXE_rinda"));
        let told = program.args(arguments.split(' ')).current_dir(&self.0).output().unwrap();
        (told.status.success(), String::from_utf8(told.stderr).unwrap())
    }

    #[track_caller]
    fn refuses(&self, arguments: &str, expected: &str) {
        let (done, told) = self.run(arguments);
        assert!(!done && told.contains(expected), "{arguments}: {told}");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_refusal_names_what_was_typed_and_says_what_to_do() {
    let desk = Desk::new();
    assert!(desk.run("central-key --name 2026 request.key").0);
    let key = std::fs::read(desk.0.join("request.key")).unwrap();
    desk.refuses(
        "central-key --name 2027 request.key",
        "rinda: request.key is there already, and a key that branches know must not be lost; name a new file",
    );
    assert_eq!(std::fs::read(desk.0.join("request.key")).unwrap(), key);
    desk.refuses(
        "central-key --name 2026 nowhere/request.key",
        "rinda: cannot make nowhere/request.key: No such file",
    );

    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = other.local_addr().unwrap().to_string();
    let centre = |key: &str, listen: &str, operator: &str| {
        format!(
            "central --broker mqtt://127.0.0.1:1 --state state --request-key {key} --listen {listen} --operator {operator}"
        )
    };
    let free = "127.0.0.1:0";
    desk.refuses(
        &centre("nofile", free, free),
        "rinda: --request-key nofile: No such file or directory (os error 2); `rinda central-key` makes such a file",
    );
    for (arguments, option) in [
        (centre("request.key", &taken, free), "--listen"),
        (centre("request.key", free, &taken), "--operator"),
    ] {
        let expected = format!(
            "rinda: cannot listen on {taken}: Address already in use (os error 98); {option} of `rinda central` names another address"
        );
        desk.refuses(&arguments, &expected);
    }

    desk.refuses(
        "probe --printer /dev/null",
        "rinda: /dev/null is no printer; `rinda probe` without --printer lists",
    );
    desk.refuses(
        "why foo --board board.toml --site site.toml --state state",
        "invalid value 'foo' for '<NUMBER>': a number is a letter and a count, for example A042",
    );
}
