//! Bad sinks, and what they are told.

use super::check_board;

#[test]
fn board_sound() {
    const END: &str = "viewing_distance_m = 8\n";
    let check = |lines: &str, expected: &[&str]| {
        let sound = format!("{END}[hall.sound]\n{lines}\n");
        check_board(&[(END, &sound)], expected);
    };
    check("driver = \"virtual\"\nvolume_percent = 100", &[]);
    for sink in ["default", "plughw:CARD=Device,DEV=0", "hall_speakers", "sysdefault:CARD=PCH"] {
        check(&format!("driver = \"alsa\"\nsink = \"{sink}\""), &[]);
    }
    check("driver = \"alsa\"", &["board.toml:27:1: hall.sound.sink: is missing; add it to this table"]);
    check(
        "driver = \"alsa\"\nsink = \"-D hall\"\nvolume_percent = 0",
        &[
            "board.toml:29:8: hall.sound.sink: '-D hall' cannot be the name of a sink; write it as `aplay -L` does, for example \"default\" or \"plughw:CARD=Device\"",
            "board.toml:30:18: hall.sound.volume_percent: 0 is out of range; write a whole number from 1 to 100",
        ],
    );
    check(
        "driver = \"alsa\"\nsink = \"hw:CARD=Device\"",
        &[
            "board.toml:29:8: warning: hall.sound.sink: takes only the sample rates and channels of the card itself, which are seldom those of speech; write \"plughw:CARD=Device\", which converts",
        ],
    );
    check(
        "driver = \"alsa\"\nsink = \"plugwh:CARD=Device\"",
        &[
            "board.toml:29:8: warning: hall.sound.sink: ALSA has no sinks of the kind 'plugwh'; use one that `aplay -L` lists, unless /etc/asound.conf defines it",
        ],
    );
    check(
        "driver = \"virtual\"\nsink = \"default\"\nclips = \"/no/such/clips\"",
        &[
            "board.toml:29:1: hall.sound.sink: unknown key; choose one of: driver, clips, volume_percent",
            "board.toml:30:9: warning: hall.sound.clips: there is no directory /no/such/clips; put them there, as lv/ticket.wav and so on, or take the line out; until then espeak-ng says everything",
        ],
    );
}
