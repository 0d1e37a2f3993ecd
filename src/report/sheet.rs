//! The figures as tables with words, for whatever draws them.

use super::figures::{CameBy, Ends, Report, Times};
use crate::domain::ids::ServiceId;
use crate::domain::settings::Settings;
use crate::replay::Score;
use crate::wording::Say;
use crate::wording::times::clock;

/// Where there is no figure.
const NONE: &str = "–";

/// Everything that is said.
pub(super) struct Sheet {
    pub(super) title: String,
    /// Of which office and day.
    pub(super) of: String,
    pub(super) notes: Vec<String>,
    pub(super) tables: Vec<Table>,
}

/// A table; the first cell of each row is its name.
pub(super) struct Table {
    pub(super) head: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) note: Option<String>,
}

/// Who puts the figures into words.
#[derive(Clone, Copy)]
pub(super) struct Clerk<'a> {
    pub(super) report: &'a Report,
    pub(super) settings: &'a Settings,
    pub(super) say: Say<'a>,
}

impl Clerk<'_> {
    pub(super) fn sheet(self) -> Sheet {
        let Self { report, settings, say } = self;
        let time = |at| clock(at, settings.calendar.zone);
        let (from, until) = (time(report.opened), time(report.until));
        let times =
            if report.is_over { say.report_times(&from, &until) } else { say.report_so_far(&from, &until) };
        let doubt = (!report.clock_trusted).then(|| say.report_clock_doubted());
        Sheet {
            title: say.report_title(),
            of: format!("{}, {}", settings.name.get(say.language()), report.date.format("%d.%m.%Y")),
            notes: [times].into_iter().chain(doubt).collect(),
            tables: vec![
                self.people(),
                self.times(say.report_waits(), Some(say.report_waits_note()), |times| &times.wait),
                self.times(say.report_service(), None, |times| &times.service),
                self.hours(),
                self.set_aside(),
                self.forecasts(),
            ],
        }
    }

    fn people(self) -> Table {
        let say = self.say;
        let row = |name: String, ends: Ends| {
            let Ends { came, served, passed_on, did_not_come, cancelled, unserved } = ends;
            let figures = [came, served, passed_on, did_not_come, cancelled, unserved, ends.here()];
            [name].into_iter().chain(figures.map(|figure| figure.to_string())).collect()
        };
        let came_by = self.report.came_by.iter().map(|(&by, kind)| row(self.came_by(by), kind.ends));
        let services = self.services().map(|(name, id)| row(name, self.report.services[id].ends));
        Table {
            head: say.report_people(),
            columns: vec![
                String::new(),
                say.report_came(),
                say.report_served(),
                say.report_passed_on(),
                say.report_did_not_come(),
                say.report_cancelled(),
                say.report_unserved(),
                say.report_still_here(),
            ],
            rows: [row(say.report_all(), self.report.all.ends)]
                .into_iter()
                .chain(came_by)
                .chain(services)
                .collect(),
            note: None,
        }
    }

    fn times(self, head: String, note: Option<String>, of: fn(&Times) -> &super::figures::Spread) -> Table {
        let say = self.say;
        let row = |(name, times): (String, &Times)| {
            let spread = of(times);
            let figures = [spread.mean_s(), spread.percentile_s(50), spread.percentile_s(90)];
            let count = spread.count();
            (count > 0).then(|| [name, count.to_string()].into_iter().chain(figures.map(minutes)).collect())
        };
        let columns = [say.report_count(), say.report_mean(), say.report_median(), say.report_p90()];
        Table {
            head,
            columns: [String::new()].into_iter().chain(columns).collect(),
            rows: self.kinds().into_iter().filter_map(row).collect(),
            note,
        }
    }

    /// Everybody, by how they came, by service, and by counter.
    pub(super) fn kinds(&self) -> Vec<(String, &Times)> {
        let report = self.report;
        let came_by = report.came_by.iter().map(|(&by, kind)| (self.came_by(by), &kind.times));
        let services = self.services().map(|(name, id)| (name, &report.services[id].times));
        let counters = report.counters.iter().map(|(&id, times)| (self.say.counter_name(id), times));
        let all = (self.say.report_all(), &report.all.times);
        [all].into_iter().chain(came_by).chain(services).chain(counters).collect()
    }

    fn hours(self) -> Table {
        let say = self.say;
        let row = self.report.hours.iter().map(|(&hour, figures)| {
            vec![
                hour_name(hour),
                figures.came.to_string(),
                figures.wait.count().to_string(),
                minutes(figures.wait.mean_s()),
                figures.served.to_string(),
                figures.no_shows.to_string(),
                if figures.told == 0 { NONE.into() } else { format!("{}/{}", figures.held, figures.told) },
            ]
        });
        Table {
            head: say.report_hours(),
            columns: vec![
                String::new(),
                say.report_came(),
                say.ticket_called(),
                say.report_mean_wait(),
                say.report_served(),
                say.report_no_shows(),
                say.report_held(),
            ],
            rows: row.collect(),
            note: None,
        }
    }

    fn set_aside(self) -> Table {
        let (say, aside) = (self.say, self.report.set_aside);
        let rows = [
            (say.report_set_aside_no_show(), aside.no_show),
            (say.report_set_aside_not_here(), aside.turn_passed),
            (say.report_set_aside_clerk(), aside.clerk),
            (say.report_came_back(), aside.came_back),
        ];
        Table {
            head: say.report_set_aside(),
            columns: vec![String::new(), say.report_times_count()],
            rows: rows.into_iter().map(|(name, count)| vec![name, count.to_string()]).collect(),
            note: None,
        }
    }

    fn forecasts(self) -> Table {
        let say = self.say;
        let row = |name: String, score: &Score| {
            let figures = [score.mean_error_s, score.median_error_s, score.root_mean_square_s];
            let inside = format!("{:.1} %", score.inside * 100.0);
            let range = [score.width_s, score.winkler_s].map(one_decimal);
            [name].into_iter().chain(figures.map(one_decimal)).chain([inside]).chain(range).collect()
        };
        let told = self.report.told.as_ref().map(|score| row(say.report_told(), score));
        let anew = self.report.played_anew.iter().map(|(name, score)| row(self.method(name), score));
        Table {
            head: say.report_forecasts(),
            columns: vec![
                String::new(),
                say.report_mean_error(),
                say.report_median_error(),
                say.report_root_error(),
                say.report_inside(),
                say.report_width(),
                say.report_winkler(),
            ],
            rows: told.into_iter().chain(anew).collect(),
            note: Some(say.report_forecasts_note()),
        }
    }

    fn came_by(&self, by: CameBy) -> String {
        match by {
            CameBy::WalkIn => self.say.report_walk_in(),
            CameBy::Phone => self.say.report_phone(),
            CameBy::Priority => self.say.report_priority(),
        }
    }

    /// The services that somebody came for, by name, in the order of the site; what the site does not have any more comes last.
    fn services(&self) -> impl Iterator<Item = (String, &ServiceId)> {
        let order = |id: &ServiceId| self.settings.services.iter().position(|(known, _)| known == id);
        let mut known: Vec<&ServiceId> = self.report.services.keys().collect();
        known.sort_by_key(|id| order(id).unwrap_or(usize::MAX));
        known.into_iter().map(|id| (self.say.service_name(self.settings, id), id))
    }

    /// The others have the names of the literature.
    fn method(&self, name: &str) -> String {
        match name {
            "ours" => self.say.report_ours(),
            "QL with leavings" => self.say.report_with_leavings(),
            "mean of last 20" => self.say.report_last_waits(),
            "moving hour" => self.say.report_last_hour(),
            other => other.to_owned(),
        }
    }
}

/// "9:00".
pub(super) fn hour_name(hour: u32) -> String {
    format!("{hour}:00")
}

fn minutes(time_s: Option<f64>) -> String {
    time_s.map_or_else(|| NONE.to_owned(), |time_s| one_decimal(time_s / 60.0))
}

fn one_decimal(figure: f64) -> String {
    format!("{figure:.1}")
}
