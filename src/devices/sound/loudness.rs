//! How loud a place is: a kiosk goes back to its usual volume after use (EN 301 549, 5.1.3).

/// So long after the last use of a kiosk its volume is the usual one again.
const RESET_MS: u64 = 30_000;

/// A step of the volume, for people: "2 of 3".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// From 1, the usual volume.
    pub step: u32,
    /// How many there are.
    pub steps: u32,
}

/// The volume of one place. The steps lie between the usual volume and the full one.
#[derive(Debug, Clone)]
pub(super) struct Loudness {
    steps_percent: Vec<u32>,
    step: usize,
    used_ms: u64,
}

impl Loudness {
    pub(super) fn new(usual_percent: u32) -> Self {
        let mut steps_percent = vec![usual_percent, u32::midpoint(usual_percent, 100), 100];
        steps_percent.dedup();
        Self { steps_percent, step: 0, used_ms: 0 }
    }

    /// Somebody uses the place now.
    pub(super) fn used(&mut self, now_ms: u64) {
        self.come_to(now_ms);
        self.used_ms = now_ms;
    }

    /// One step up; from the loudest back to the usual one.
    pub(super) fn louder(&mut self, now_ms: u64) -> Level {
        self.used(now_ms);
        self.step = (self.step + 1) % self.steps_percent.len();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Level { step: number(self.step + 1), steps: number(self.steps_percent.len()) }
    }

    pub(super) fn percent(&mut self, now_ms: u64) -> u32 {
        self.come_to(now_ms);
        self.steps_percent[self.step]
    }

    fn come_to(&mut self, now_ms: u64) {
        if now_ms.saturating_sub(self.used_ms) >= RESET_MS {
            self.step = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_up_in_steps_and_around() {
        let check = |usual, steps: &[u32]| {
            let mut loudness = Loudness::new(usual);
            let all: Vec<u32> = std::iter::once(usual)
                .chain((1..=steps.len()).map(|_| {
                    loudness.louder(0);
                    loudness.percent(0)
                }))
                .collect();
            assert_eq!(&all[..steps.len()], steps);
            assert_eq!(all[steps.len()], usual, "after the loudest comes the usual one");
        };
        check(60, &[60, 80, 100]);
        check(99, &[99, 100]);
        check(100, &[100]);
    }

    #[test]
    fn after_use_it_is_as_usual() {
        let mut loudness = Loudness::new(60);
        assert_eq!(loudness.louder(1_000), Level { step: 2, steps: 3 });
        assert_eq!(loudness.percent(30_999), 80);
        loudness.used(30_999);
        assert_eq!(loudness.percent(60_998), 80);
        assert_eq!(loudness.percent(60_999), 60);
        assert_eq!(loudness.louder(60_999), Level { step: 2, steps: 3 });
    }
}
