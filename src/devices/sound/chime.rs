//! The chime before a call: two soft tones, a falling third, made here so that no file can be missing.

use super::wav::Samples;
use std::f64::consts::TAU;

/// The two tones: E5 and C5.
const TONES_HZ: [f64; 2] = [659.26, 523.25];
/// The second tone begins so long after the first.
const APART_S: f64 = 0.38;
/// A tone fades to a third in this time.
const FADE_S: f64 = 0.28;
/// A tone swells for so long: without it, it would click.
const SWELL_S: f64 = 0.012;
/// All of it, with the silence before the words.
const LENGTH_S: f64 = 1.35;
/// Of full scale, for one tone; both together stay below it.
const AMPLITUDE: f64 = 0.4;

/// The chime at this rate.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a second of samples, each far inside the range of 16 bits"
)]
pub(super) fn chime(rate_hz: u32) -> Samples {
    let rate = f64::from(rate_hz);
    let length = (LENGTH_S * rate) as u32;
    let samples = (0..length).map(|at| {
        let now_s = f64::from(at) / rate;
        let tones = TONES_HZ.iter().zip([0.0, APART_S]).map(|(hz, begin_s)| tone(*hz, now_s - begin_s));
        // The last samples go down to nothing.
        let end = ((LENGTH_S - now_s) / 0.1).min(1.0);
        (tones.sum::<f64>() * end * AMPLITUDE * f64::from(i16::MAX)) as i16
    });
    Samples { rate_hz, samples: samples.collect() }
}

/// A tone so long after its beginning, with a little of its octave.
fn tone(hz: f64, since_s: f64) -> f64 {
    if since_s < 0.0 {
        return 0.0;
    }
    let wave = (TAU * hz * since_s).sin() * 0.85 + (TAU * 2.0 * hz * since_s).sin() * 0.15;
    wave * (-since_s / FADE_S).exp() * (since_s / SWELL_S).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How strong a tone is in these samples (Goertzel).
    fn strength(samples: &[i16], rate_hz: u32, hz: f64) -> f64 {
        let step = TAU * hz / f64::from(rate_hz);
        let (mut sine, mut cosine) = (0.0, 0.0);
        for (at, &sample) in (0u32..).zip(samples) {
            sine += f64::from(sample) * (step * f64::from(at)).sin();
            cosine += f64::from(sample) * (step * f64::from(at)).cos();
        }
        sine.hypot(cosine) / samples.len() as f64
    }

    #[test]
    fn two_tones_one_after_the_other_and_then_silence() {
        for rate_hz in [8_000, 22_050, 48_000] {
            let chime = chime(rate_hz);
            let part = |from_ms: usize, until_ms: usize| {
                let at = |ms: usize| ms * rate_hz as usize / 1000;
                &chime.samples[at(from_ms)..at(until_ms)]
            };
            let [high, low] = TONES_HZ;
            let (first, second) = (part(50, 350), part(450, 750));
            assert!(strength(first, rate_hz, high) > 10.0 * strength(first, rate_hz, low));
            assert!(strength(second, rate_hz, low) > 1.5 * strength(second, rate_hz, high));
            assert!(part(1_330, 1_349).iter().all(|sample| sample.abs() < 300), "it fades");
            assert!(chime.samples.iter().all(|sample| sample.abs() < 30_000), "it is not cut off");
        }
    }
}
