//! The shell with real programs: `espeak-ng`, `aplay` into a file, and programs that are missing, fail or hang.

use super::*;
use crate::config::board::sound::{SoundBoard, SoundOutput};
use crate::devices::faults::Faults;
use crate::devices::sound::program::{ProgramError, run};
use crate::devices::sound::shell::{Programs, Sounds, Voice};
use crate::devices::sound::wav::Samples;
use crate::domain::trial::Found;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

/// So long a test waits for what must come; none takes a hundredth of it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A directory of its own, gone at the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("rinda-sound-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn script(&self, name: &str, body: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// The real `aplay` on a sink of ALSA's that writes what it plays to `played-N.wav`; a line in `done` for each.
    fn aplay(&self) -> PathBuf {
        let path = self.0.display();
        self.script(
            "aplay",
            &format!(
                r#"cd {path}; touch done; n=$(wc -l < done)
echo "pcm.hall {{ type file slave.pcm {{ type null }} file {path}/played-$n.wav format wav }}" > alsa-$n.conf
ALSA_CONFIG_PATH={path}/alsa-$n.conf aplay "$@" || exit 1
echo done >> done"#
            ),
        )
    }

    fn played(&self, count: usize) -> Samples {
        Samples::from_wav(&fs::read(self.0.join(format!("played-{count}.wav"))).unwrap()).unwrap()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// The real programs, on a machine that may be busy: the words are waited for.
fn one_sound() -> Programs {
    Programs { chime_waits: PATIENCE, ..Programs::default() }
}

fn board(sink: &str, clips: Option<PathBuf>) -> SoundBoard {
    SoundBoard { output: SoundOutput::Alsa { sink: sink.into() }, clips, volume_percent: 100 }
}

/// Lets the sinks of a hall and a kiosk work while something happens there.
fn with_sounds(hall: &SoundBoard, kiosk: &SoundBoard, programs: Programs, act: impl AsyncFnOnce(&Sounds)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let sounds = Sounds::with_programs([(Place::Hall, hall), (KIOSK, kiosk)].into_iter(), programs);
        let mut tasks = JoinSet::new();
        for sink in sounds.tasks(&Faults::default()) {
            tasks.spawn(sink);
        }
        tokio::time::timeout(PATIENCE, act(&sounds)).await.expect("it comes in time");
    });
}

/// Waits until a file has so many lines.
async fn lines(path: &Path, count: usize) {
    while fs::read_to_string(path).unwrap_or_default().lines().count() < count {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn loudest(samples: &[i16]) -> u16 {
    samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0)
}

fn call(text: &str) -> Utterance {
    Utterance { chime: true, ..words(text) }
}

#[test]
fn espeak_speaks_and_aplay_plays_the_chime_and_the_words() {
    let directory = Directory::new();
    let programs = Programs { play: directory.aplay(), ..one_sound() };
    let kiosk = SoundBoard { volume_percent: 50, ..board("hall", None) };
    with_sounds(&board("hall", None), &kiosk, programs, async |sounds| {
        sounds.voice(Place::Hall).call(call("Biļete A 42, 3. lodziņš."), false);
        lines(&directory.0.join("done"), 1).await;
        // The same words at half the volume, and without a chime.
        sounds.voice(KIOSK).answer(None, words("Biļete A 42, 3. lodziņš."), false);
        lines(&directory.0.join("done"), 2).await;
    });
    let (hall, kiosk) = (directory.played(0), directory.played(1));
    let chime_samples = crate::devices::sound::chime::chime(22_050).samples.len();
    assert_eq!((hall.rate_hz, kiosk.rate_hz), (22_050, 22_050));
    assert!(kiosk.duration() > Duration::from_secs(2), "{:?}", kiosk.duration());
    // A sink of ALSA fills its last period with silence.
    let (chime, words) = hall.samples.split_at(chime_samples);
    assert!(words.len().abs_diff(kiosk.samples.len()) < 8_000);
    assert!(loudest(chime) > 8_000 && loudest(words) > 8_000);
    let ratio = f64::from(loudest(words)) / f64::from(loudest(&kiosk.samples));
    assert!((3.9..4.1).contains(&ratio), "half the volume is a quarter of the amplitude: {ratio}");
}

#[test]
fn a_call_is_put_together_from_clips_when_all_are_there() {
    let directory = Directory::new();
    let programs =
        Programs { play: directory.aplay(), speak: directory.script("none", "exit 1"), ..one_sound() };
    let lv = directory.0.join("clips/lv");
    fs::create_dir_all(&lv).unwrap();
    for (name, value) in [("ticket", 1_000), ("letter-a", 2_000), ("number-7", 3_000)] {
        let clip = Samples { rate_hz: 16_000, samples: vec![value; 1_600] };
        fs::write(lv.join(format!("{name}.wav")), clip.to_wav()).unwrap();
    }
    // Whoever reads this waits for ever.
    let pipe = std::process::Command::new("mkfifo").arg(lv.join("letter-c.wav")).status().unwrap();
    assert!(pipe.success());
    let say = |clips: &[&str]| {
        let clips = clips.iter().map(|&clip| clip.to_owned()).collect();
        let spoken = Spoken { language: Language::Lv, text: "Biļete A 7".into(), clips };
        Utterance { chime: false, words: Some(spoken) }
    };
    let hall = board("hall", Some(directory.0.join("clips")));
    with_sounds(&hall, &board("hall", None), programs, async |sounds| {
        let voice = sounds.voice(Place::Hall);
        // One clip is missing or no file, and the voice fails: nothing is said of these calls, and nothing is mixed.
        voice.call(say(&["ticket", "letter-a", "number-8"]), false);
        voice.call(say(&["ticket", "letter-c", "number-7"]), false);
        voice.call(say(&["ticket", "letter-a", "number-7"]), false);
        lines(&directory.0.join("done"), 1).await;
    });
    let played = directory.played(0);
    assert_eq!(played.rate_hz, 16_000);
    for (part, value) in played.samples.chunks(1_600).zip([1_000, 2_000, 3_000]) {
        assert!(part.iter().all(|&sample| sample == value), "{value}");
    }
}

#[test]
fn without_a_voice_the_chime_is_heard() {
    let directory = Directory::new();
    let programs = Programs {
        play: directory.aplay(),
        speak: directory.0.join("espeak-that-is-missing"),
        ..one_sound()
    };
    with_sounds(&board("hall", None), &board("hall", None), programs, async |sounds| {
        sounds.voice(Place::Hall).call(call("Biļete A 42"), false);
        lines(&directory.0.join("done"), 1).await;
    });
    let played = directory.played(0);
    assert!(loudest(&played.samples) > 8_000);
    assert!(played.duration() < Duration::from_secs(2), "there are no words");
}

#[test]
fn a_voice_that_takes_long_has_the_chime_before_it() {
    let directory = Directory::new();
    let path = directory.0.display();
    // It speaks when the chime is over, and not before.
    let speak = directory
        .script("speak", &format!(r#"until [ -s {path}/done ]; do sleep 0.01; done; exec espeak-ng "$@""#));
    let programs = Programs { play: directory.aplay(), speak, chime_waits: Duration::ZERO };
    with_sounds(&board("hall", None), &board("hall", None), programs, async |sounds| {
        sounds.voice(Place::Hall).call(call("Biļete A 42"), false);
        lines(&directory.0.join("done"), 2).await;
    });
    let [chime, words] = [0, 1].map(|count| directory.played(count));
    assert!(loudest(&chime.samples) > 8_000 && loudest(&words.samples) > 8_000);
    assert_eq!(chime.samples[..20_000], crate::devices::sound::chime::chime(22_050).samples[..20_000]);
}

#[test]
fn a_sink_that_fails_or_hangs_leaves_the_others_alone() {
    let directory = Directory::new();
    let aplay = directory.aplay().display().to_string();
    let path = directory.0.display();
    let choose = format!(
        r#"case "$*" in *broken*) echo begun >> {path}/broken; sleep 1000 & echo $! > {path}/pid; wait;; *) exec {aplay} "$@";; esac"#
    );
    let programs = Programs { play: directory.script("choose", &choose), ..one_sound() };
    with_sounds(&board("broken", None), &board("hall", None), programs, async |sounds| {
        sounds.voice(Place::Hall).call(call("Biļete A 42"), false);
        lines(&directory.0.join("pid"), 1).await;
        sounds.voice(KIOSK).answer(None, words("Lūdzu, uzgaidiet"), false);
        lines(&directory.0.join("done"), 1).await;
    });
    // What hung has ended with the task, and what it had started, too.
    gone(&directory.0.join("pid"));
}

/// Waits until the process whose number is in this file is gone, or is a corpse that nobody has buried yet.
fn gone(pid: &Path) {
    let pid = fs::read_to_string(pid).unwrap();
    let stat = PathBuf::from(format!("/proc/{}/stat", pid.trim()));
    while fs::read_to_string(&stat).is_ok_and(|stat| !stat.contains(") Z ")) {
        std::thread::yield_now();
    }
}

fn check_program(body: &str, expected: &str) {
    let directory = Directory::new();
    let program = directory.script("program", body);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let within = if body.contains("sleep") { Duration::from_millis(50) } else { PATIENCE };
    let outcome = runtime.block_on(run(&program, &["x"], b"input", within));
    let said = outcome.map_or_else(|error| error.to_string(), |output| String::from_utf8(output).unwrap());
    assert_eq!(said.replace(&format!("{}/", directory.0.display()), ""), expected);
}

#[test]
fn what_a_program_does_is_told() {
    check_program("cat; echo \" and $1\"", "input and x\n");
    check_program("exit 0", "");
    check_program(
        "echo 'no such card' >&2; echo more >&2; exit 3",
        "program has failed (exit status: 3): no such card",
    );
    check_program("cat > /dev/null; sleep 1000", "program did not end within 0 s and was stopped");
    // It does not read, and floods what we do not keep.
    check_program("head -c 100000 /dev/zero >&2; exit 0", "");
}

#[test]
fn a_program_that_is_missing_is_named() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(run(Path::new("rinda-has-no-such-program"), &[], &[], PATIENCE));
    assert!(matches!(outcome, Err(ProgramError::Missing { .. })));
    assert_eq!(outcome.unwrap_err().to_string(), "rinda-has-no-such-program is not installed");
}

#[test]
fn all_four_voices_are_there() {
    let directory = Directory::new();
    let programs = Programs { play: directory.aplay(), ..one_sound() };
    with_sounds(&board("hall", None), &board("hall", None), programs, async |sounds| {
        let texts = [
            (Language::Lv, "Lūdzu"),
            (Language::Ru, "Пожалуйста"),
            (Language::En, "Please"),
            (Language::Uk, "Прошу"),
        ];
        for (count, (language, text)) in (1..).zip(texts) {
            let spoken = Spoken { language, text: text.into(), clips: Vec::new() };
            sounds.voice(KIOSK).answer(None, Utterance { chime: false, words: Some(spoken) }, false);
            lines(&directory.0.join("done"), count).await;
        }
    });
    assert!((0..4).all(|count| loudest(&directory.played(count).samples) > 3_000));
}

#[test]
fn a_technician_hears_the_chime_and_the_words_and_learns_what_is_missing() {
    let directory = Directory::new();
    let programs = Programs { play: directory.aplay(), ..one_sound() };
    with_sounds(&board("hall", None), &board("hall", None), programs, async |sounds| {
        let found = sounds.voice(Place::Hall).try_out(call("Lūdzu, uzgaidiet.")).unwrap().await.unwrap();
        assert_eq!(found, Found::Played);
    });
    assert!(loudest(&directory.played(0).samples) > 8_000);
    let mute = Programs { speak: directory.0.join("missing"), play: directory.aplay(), ..one_sound() };
    with_sounds(&board("hall", None), &board("hall", None), mute, async |sounds| {
        let found = sounds.voice(KIOSK).try_out(call("Lūdzu, uzgaidiet.")).unwrap().await.unwrap();
        assert_eq!(found, Found::NoVoice);
    });
    let deaf = Programs { play: directory.0.join("missing"), ..one_sound() };
    with_sounds(&board("hall", None), &board("hall", None), deaf, async |sounds| {
        let found = sounds.voice(KIOSK).try_out(call("Lūdzu, uzgaidiet.")).unwrap().await.unwrap();
        assert!(matches!(&found, Found::Fails(why) if why.contains("is not installed")), "{found:?}");
    });
    assert!(Voice::silent(KIOSK).try_out(call("Lūdzu, uzgaidiet.")).is_none());
}

#[test]
fn a_call_ends_a_technician_s_sound_on_the_spot() {
    let directory = Directory::new();
    let begun = directory.0.join("begun");
    let body =
        format!("echo >> {begun}\n[ $(wc -l < {begun}) -gt 1 ] || exec sleep 600", begun = begun.display());
    let programs = Programs { play: directory.script("player", &body), ..one_sound() };
    with_sounds(&board("hall", None), &board("hall", None), programs, async |sounds| {
        let trial = sounds.voice(KIOSK).try_out(call("Lūdzu, uzgaidiet.")).unwrap();
        lines(&begun, 1).await;
        sounds.voice(Place::Hall).call(call("Biļete A 42, 3. lodziņš."), false);
        assert_eq!(trial.await, Ok(Found::Interrupted));
        lines(&begun, 2).await;
    });
}
