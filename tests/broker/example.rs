//! The client in shell that the README shows, as it stands there.

use super::centre::Centre;
use super::clients::PATIENCE;
use super::mosquitto::Mosquitto;
use super::office::{NOON_MS, scratch};
use std::process::Command;
use tokio::time::timeout;

#[tokio::test]
async fn the_client_in_shell_gets_a_number() {
    let broker = Mosquitto::start();
    let mut centre = Centre::start(broker.known_as("centre")).await;
    let _office = centre.meets(&broker).await;
    let readme = include_str!("../../README.md");
    let (_, script) =
        readme.split_once("In shell, somebody joins at a branch and gets a number:\n\n```sh\n").unwrap();
    let (script, _) = script.split_once("```").unwrap();
    let at = scratch();
    std::fs::create_dir_all(&at).unwrap();
    std::fs::write(at.join("request.key"), format!("name = \"2026\"\nsecret = \"{}\"\n", "07".repeat(32)))
        .unwrap();
    let reached = broker.known_as("centre");
    let files = reached.tls.unwrap();
    let changes = [
        ("/etc/rinda/request.key", "request.key".to_owned()),
        ("8883", reached.address.port.to_string()),
        ("ca.pem", files.ca.display().to_string()),
        ("centre.pem", files.certificate.display().to_string()),
        ("centre.key", files.key.display().to_string()),
        // The branch believes that it is that noon.
        ("$(date +%s)", (NOON_MS / 1000).to_string()),
    ];
    let script = changes.into_iter().fold(script.to_owned(), |script, (shown, real)| {
        assert!(script.contains(shown), "{shown}");
        script.replace(shown, &real)
    });
    let run = async |script: &str| {
        let mut shell = Command::new("bash");
        shell.args(["-euc", script]).current_dir(&at);
        let told = tokio::task::spawn_blocking(move || shell.output());
        let told = timeout(PATIENCE, told).await.unwrap().unwrap().unwrap();
        (String::from_utf8_lossy(&told.stdout).into_owned(), told)
    };
    for number in ["R001", "R002"] {
        let (said, told) = run(&script).await;
        let number = format!("\"number\":\"{number}\"");
        assert!(said.contains("\"answer\":\"joined\"") && said.contains(&number), "{told:?}");
        assert!(!at.join("key.der").exists(), "the key is left lying about");
    }
    let port = format!("-p {}", reached.address.port);
    assert!(script.contains(&port));
    let (said, told) = run(&script.replace(&port, "-p 1")).await;
    assert_eq!(said, "no answer from riga-2\n", "without a broker it gives up: {told:?}");
    let _ = std::fs::remove_dir_all(&at);
}
