//! Samples, and the WAV files that programs read and write them in.

use std::time::Duration;

/// One channel of 16 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Samples {
    pub(super) rate_hz: u32,
    pub(super) samples: Vec<i16>,
}

/// Why bytes are no sound for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum WavError {
    /// Something else.
    #[error("it is no WAV file")]
    NoWav,
    /// Samples of another kind.
    #[error("its samples are not PCM of 16 bits in one or two channels")]
    Samples,
    /// A rate that no voice has.
    #[error("its rate is not between 8000 and 48000 Hz")]
    Rate,
}

/// Plain PCM, and the wrapper that some programs put around it.
const FORMATS: [u16; 2] = [1, 0xFFFE];

impl Samples {
    /// The samples of a WAV file; two channels become one. A program that writes into a pipe does not know the length when
    /// it writes the header, so that what is there counts.
    pub(super) fn from_wav(bytes: &[u8]) -> Result<Self, WavError> {
        let mut rest = match bytes {
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', rest @ ..] => rest,
            _ => return Err(WavError::NoWav),
        };
        let mut format = None;
        while let Some((name, after)) = rest.split_at_checked(4) {
            let (length, body) = after.split_at_checked(4).ok_or(WavError::NoWav)?;
            let length = number(length);
            let body_end = body.len().min(length);
            match name {
                b"fmt " => format = Some(Format::read(&body[..body_end])?),
                b"data" => {
                    return format.map(|format| format.samples(&body[..body_end])).ok_or(WavError::NoWav);
                }
                _ => {}
            }
            // Chunks begin at even places.
            rest = body.get(length.saturating_add(length % 2)..).unwrap_or_default();
        }
        Err(WavError::NoWav)
    }

    /// A WAV file.
    pub(super) fn to_wav(&self) -> Vec<u8> {
        let data_bytes = u32::try_from(2 * self.samples.len()).unwrap_or(u32::MAX);
        let mut wav = Vec::with_capacity(44 + 2 * self.samples.len());
        wav.extend(b"RIFF");
        wav.extend(data_bytes.saturating_add(36).to_le_bytes());
        wav.extend(b"WAVEfmt ");
        wav.extend(16u32.to_le_bytes());
        for field in [1u16, 1] {
            wav.extend(field.to_le_bytes());
        }
        for field in [self.rate_hz, 2 * self.rate_hz] {
            wav.extend(field.to_le_bytes());
        }
        for field in [2u16, 16] {
            wav.extend(field.to_le_bytes());
        }
        wav.extend(b"data");
        wav.extend(data_bytes.to_le_bytes());
        wav.extend(self.samples.iter().flat_map(|sample| sample.to_le_bytes()));
        wav
    }

    /// The same at a volume of up to 100 %. Half of it sounds about half as loud: the amplitude goes with the square.
    pub(super) fn at_volume(mut self, percent: u32) -> Self {
        let percent = i32::try_from(percent.min(100)).unwrap_or(100);
        for sample in &mut self.samples {
            let quiet = i32::from(*sample) * percent * percent / 10_000;
            *sample = i16::try_from(quiet).unwrap_or(*sample);
        }
        self
    }

    /// How long it is heard.
    pub(super) fn duration(&self) -> Duration {
        let samples = u64::try_from(self.samples.len()).unwrap_or(u64::MAX);
        Duration::from_millis(samples.saturating_mul(1000) / u64::from(self.rate_hz.max(1)))
    }
}

struct Format {
    rate_hz: u32,
    channels: usize,
}

impl Format {
    fn read(chunk: &[u8]) -> Result<Self, WavError> {
        let (Some(head), Some(tail)) = (chunk.first_chunk::<8>(), chunk.get(8..16)) else {
            return Err(WavError::NoWav);
        };
        let format = u16::from_le_bytes([head[0], head[1]]);
        let channels = u16::from_le_bytes([head[2], head[3]]);
        let rate_hz = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        let bits = u16::from_le_bytes([tail[6], tail[7]]);
        if !FORMATS.contains(&format) || bits != 16 || !(1..=2).contains(&channels) {
            return Err(WavError::Samples);
        }
        if !(8_000..=48_000).contains(&rate_hz) {
            return Err(WavError::Rate);
        }
        Ok(Self { rate_hz, channels: channels.into() })
    }

    fn samples(&self, data: &[u8]) -> Samples {
        let sample = |bytes: &[u8]| i32::from(i16::from_le_bytes([bytes[0], bytes[1]]));
        let frames = data.chunks_exact(2 * self.channels).map(|frame| {
            let channels = i32::try_from(self.channels).unwrap_or(1);
            let sum: i32 = frame.chunks_exact(2).map(sample).sum();
            i16::try_from(sum / channels).unwrap_or_default()
        });
        Samples { rate_hz: self.rate_hz, samples: frames.collect() }
    }
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_pipe_gives_is_read_to_its_end() {
        let wav = Samples { rate_hz: 22_050, samples: vec![1, -2, 300] }.to_wav();
        // As espeak-ng writes it: lengths that no file has, and an odd byte at the end.
        let mut piped = wav.clone();
        piped[4..8].copy_from_slice(&0x7fff_f024_u32.to_le_bytes());
        piped[40..44].copy_from_slice(&0x7fff_f000_u32.to_le_bytes());
        piped.push(7);
        for bytes in [wav, piped] {
            let samples = Samples::from_wav(&bytes).unwrap();
            assert_eq!(samples, Samples { rate_hz: 22_050, samples: vec![1, -2, 300] });
        }
    }

    #[test]
    fn two_channels_become_one_and_other_chunks_are_passed_over() {
        let mono = Samples { rate_hz: 48_000, samples: vec![100, 300, -50, 50] }.to_wav();
        let mut stereo = mono[..12].to_vec();
        stereo.extend(b"LIST\x03\0\0\0abc\0");
        stereo.extend(&mono[12..]);
        stereo[12 + 12 + 10] = 2;
        assert_eq!(Samples::from_wav(&stereo).unwrap().samples, [200, 0]);
    }

    #[test]
    fn other_samples_are_refused() {
        let wav = Samples { rate_hz: 22_050, samples: vec![1] }.to_wav();
        let check = |at: usize, byte: u8, expected| {
            let mut wav = wav.clone();
            wav[at] = byte;
            assert_eq!(Samples::from_wav(&wav), Err(expected), "{at}");
        };
        check(0, b'X', WavError::NoWav);
        check(20, 3, WavError::Samples);
        check(22, 6, WavError::Samples);
        check(34, 8, WavError::Samples);
        check(26, 9, WavError::Rate);
        assert_eq!(Samples::from_wav(&wav[..30]), Err(WavError::NoWav));
    }

    #[test]
    fn a_lower_volume_is_a_smaller_amplitude() {
        let samples = Samples { rate_hz: 8_000, samples: vec![i16::MIN, i16::MAX, 1_000] };
        assert_eq!(samples.clone().at_volume(100), samples);
        assert_eq!(samples.clone().at_volume(50).samples, [-8_192, 8_191, 250]);
        assert_eq!(samples.at_volume(0).samples, [0, 0, 0]);
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0usize..60) {
            let _ = Samples::from_wav(&bytes);
            let mut wav = Samples { rate_hz: 22_050, samples: vec![5; 20] }.to_wav();
            let end = wav.len().min(at + bytes.len());
            wav[at..end].copy_from_slice(&bytes[..end - at]);
            let _ = Samples::from_wav(&wav);
        }
    }
}
