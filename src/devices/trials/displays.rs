//! All displays show a test picture at once, each its own; one that somebody needs shows what that person needs.

use crate::devices::installation::Installation;
use crate::devices::panel::Panel;
use crate::domain::trial::{Finding, Found};
use crate::scene::test_picture::TestPicture;
use crate::wording::Say;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Time to walk to the display and look.
const SECONDS: u32 = 15;

impl Installation {
    /// Shows the picture on every display.
    pub async fn try_displays(&self, say: Say<'_>) -> Vec<Finding> {
        let end = Instant::now() + Duration::from_secs(SECONDS.into());
        let covered = self.screens().into_iter().map(|screen| {
            let picture = TestPicture {
                title: say.trial_picture(),
                name: screen.name.clone(),
                size: screen.panel.size(),
            };
            let cover = screen.panel.cover(&picture);
            (screen.name, screen.panel, cover)
        });
        let covered: Vec<_> = covered.collect();
        let mut findings = Vec::new();
        for (name, panel, cover) in covered {
            let stayed = match &cover {
                Some(cover) => timeout_at(end, cover.gave_way()).await.is_err(),
                None => false,
            };
            findings.push(self.finding(name, if stayed { shown(&panel) } else { Found::GaveWay }));
        }
        findings
    }
}

fn shown(panel: &Panel) -> Found {
    let size = panel.size();
    Found::Shown { width_px: size.width, height_px: size.height, seconds: SECONDS }
}
