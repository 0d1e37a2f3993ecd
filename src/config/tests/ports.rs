//! Bad addresses of pages, and what they are told.

use super::check_board;

#[test]
fn board_ports_and_names() {
    check_board(
        &[(r#"listen = "127.0.0.1:8080""#, r#"listen = "8080""#)],
        &[
            r#"board.toml:4:10: ports.listen: '8080' is not an address and a port; write for example "127.0.0.1:8080""#,
        ],
    );
    check_board(
        &[(r#"listen = "127.0.0.1:8080""#, r#"listen = "0.0.0.0:8080""#)],
        &[
            "board.toml:4:10: ports.listen: 0.0.0.0:8080 stands for every address, and browsers are answered only under one that is known; use 127.0.0.1, or this machine's own address; for the network there are `hall` and `consoles`",
        ],
    );
    check_board(
        &[(r#"listen = "127.0.0.1:8080""#, r#"listen = "192.0.2.2:8080""#)],
        &[
            "board.toml:4:10: warning: ports.listen: 192.0.2.2:8080 can be reached from other machines, and the pages ask for no password; use 127.0.0.1 unless a firewall or a proxy guards the port",
        ],
    );
    let hall = |address: &str| format!("listen = \"127.0.0.1:8080\"\nhall = \"{address}\"");
    let check_hall = |address: &str, expected: &[&str]| {
        check_board(&[(r#"listen = "127.0.0.1:8080""#, &hall(address))], expected);
    };
    check_hall("0.0.0.0:8081", &[]);
    check_hall("192.0.2.2:8080", &[]);
    check_hall(
        "0.0.0.0",
        &[
            r#"board.toml:5:8: ports.hall: '0.0.0.0' is not an address and a port; write for example "0.0.0.0:8081""#,
        ],
    );
    check_hall(
        "0.0.0.0:8080",
        &["board.toml:5:8: ports.hall: 127.0.0.1:8080 has other pages; choose another port"],
    );
    check_hall("0.0.0.0:8081\"\nconsoles = \"0.0.0.0:8082", &[]);
    check_hall("192.0.2.2:8082\"\nconsoles = \"192.0.2.3:8082", &[]);
    check_hall(
        "192.0.2.2:8082\"\nconsoles = \"0.0.0.0:8082\"\nservice = \"127.0.0.1:8082",
        &[
            "board.toml:6:12: ports.consoles: 192.0.2.2:8082 has other pages; choose another port",
            "board.toml:7:11: ports.service: port 8082 has other pages; choose another port",
        ],
    );
    check_hall(
        "0.0.0.0:8081\"\nconsoles = \"8082",
        &[
            r#"board.toml:6:12: ports.consoles: '8082' is not an address and a port; write for example "0.0.0.0:8082""#,
        ],
    );
    let check_service = |lines: &str, expected: &[&str]| {
        let lines = format!("listen = \"127.0.0.1:8080\"\n{lines}");
        check_board(&[(r#"listen = "127.0.0.1:8080""#, &lines)], expected);
    };
    check_service("service = \"127.0.0.1:8079\"", &[]);
    check_service(
        "service = \"127.0.0.1:8080\"",
        &["board.toml:5:11: ports.service: port 8080 has other pages; choose another port"],
    );
    check_service(
        "service = \"192.0.2.2:8079\"",
        &[
            "board.toml:5:11: ports.service: 192.0.2.2:8079 can be reached from other machines; use 127.0.0.1, and an SSH tunnel from afar; or add service_from_network = true",
        ],
    );
    check_service(
        "service = \"192.0.2.2:8079\"\nservice_from_network = true",
        &[
            "board.toml:5:11: warning: ports.service: 192.0.2.2:8079 can be reached from other machines, and the PIN goes there without encryption; use 127.0.0.1 and an SSH tunnel unless nobody else is on this network",
        ],
    );
    check_service(
        "service = \"0.0.0.0:8079\"\nservice_from_network = true",
        &[
            "board.toml:5:11: ports.service: 0.0.0.0:8079 stands for every address, and browsers are answered only under one that is known; write the address of this machine that the technician's laptop reaches",
        ],
    );
    check_board(&[("name = \"test\"\n", "")], &["board.toml: name: is missing; add it to the file"]);
    check_board(
        &[("[ports]\nlisten = \"127.0.0.1:8080\"\n", "")],
        &["board.toml: ports: is missing; add it to the file"],
    );
}
