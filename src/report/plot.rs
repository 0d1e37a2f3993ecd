//! The pictures of a day (SVG 1.1). Each has its figures in a table, too; nothing is said by colour alone.

use super::figures::{Hour, Spread};
use super::sheet::{Clerk, hour_name};
use chrono::Timelike;
use std::fmt::Write;

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 250.0;
/// The last hour's name stands half beyond the edge.
pub(super) const PICTURE_WIDTH: f64 = WIDTH + 20.0;
/// What all letters of a picture have.
pub(super) const LETTERS: &str = r#"font-family="Inter, system-ui, sans-serif" font-size="12""#;
const LEFT: f64 = 34.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 40.0;
/// Dots beyond these would only make the picture heavier; then every second one is drawn, or every third.
const DOTS_MAX: usize = 1_500;
pub(super) const INK: &str = "#0b1b2b";
const BLUE: &str = "#0a5bd3";
const PALE: &str = "#a9c7f2";
pub(super) const EDGE: &str = "#d7dfe8";
/// What ranges are made for.
const HELD_GOAL: f64 = 80.0;

/// A picture and its words.
pub(super) struct Picture {
    pub(super) head: String,
    pub(super) help: String,
    pub(super) height: f64,
    /// Its elements; they need [`LETTERS`] around them.
    pub(super) marks: String,
}

impl Picture {
    /// As one that stands in a page.
    pub(super) fn svg(&self) -> String {
        let (head, height, marks) = (escaped(&self.head), self.height, &self.marks);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {PICTURE_WIDTH} {height:.0}\" role=\"img\" \
             aria-label=\"{head}\" {LETTERS} fill=\"{INK}\">\n{marks}</svg>\n"
        )
    }
}

/// All pictures that have something to show.
pub(super) fn pictures(clerk: Clerk<'_>) -> Vec<Picture> {
    let say = clerk.say;
    let drawn = [
        (say.report_picture_waits(), say.report_picture_waits_help(), waits(clerk)),
        (say.report_picture_service(), say.report_picture_service_help(), services(clerk)),
        (say.report_picture_no_shows(), say.report_picture_no_shows_help(), no_shows(clerk)),
        (say.report_picture_held(), say.report_picture_held_help(), held(clerk)),
    ];
    let picture = |(head, help, drawing): (String, String, Option<Drawing>)| {
        let Drawing { height, marks } = drawing?;
        Some(Picture { head, help, height, marks })
    };
    drawn.into_iter().filter_map(picture).collect()
}

/// Marks on a ground of hours and values.
struct Drawing {
    height: f64,
    marks: String,
}

impl Drawing {
    fn new(height: f64) -> Self {
        Self { height, marks: String::new() }
    }

    fn add(&mut self, mark: std::fmt::Arguments<'_>) {
        self.marks.write_fmt(mark).expect("writing to a string cannot fail");
        self.marks.push('\n');
    }

    fn text(&mut self, x: f64, y: f64, anchor: &str, text: &str) {
        let text = escaped(text);
        self.add(format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"));
    }

    fn bar(&mut self, x: f64, y: f64, width: f64, height: f64, colour: &str) {
        self.add(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{colour}\"/>"
        ));
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), look: &str) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.add(format_args!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" {look}/>"));
    }

    /// Lines at round values, with the values.
    fn values(&mut self, ground: &Ground) {
        let step = round_step(ground.most / 6.0);
        let mut value = 0.0;
        while value <= ground.most {
            let y = ground.y(value);
            self.line((LEFT, y), (WIDTH, y), &format!("stroke=\"{EDGE}\""));
            self.text(LEFT - 6.0, y + 4.0, "end", &format!("{value:.0}"));
            value += step;
        }
    }

    fn hours(&mut self, ground: &Ground) {
        // Names every hour, or every second or third one where they would touch.
        let every = ground.hours.div_ceil(9).max(1);
        for hour in (0..=ground.hours).step_by(every as usize) {
            let name = hour_name((ground.first_hour + hour) % 24);
            self.text(ground.x(f64::from(hour)), HEIGHT - BOTTOM + 16.0, "middle", &name);
        }
    }
}

/// From hours and values to places.
struct Ground {
    first_hour: u32,
    hours: u32,
    most: f64,
}

impl Ground {
    /// The hours of the day, and values up to `most`; nothing on a day without hours.
    fn of(clerk: Clerk<'_>, most: f64) -> Option<Self> {
        let hours = &clerk.report.hours;
        let (&first_hour, &last) = (hours.keys().next()?, hours.keys().next_back()?);
        Some(Self { first_hour, hours: last - first_hour + 1, most: most.max(1.0) * 1.05 })
    }

    fn x(&self, hours: f64) -> f64 {
        LEFT + (WIDTH - LEFT) * (hours / f64::from(self.hours)).clamp(0.0, 1.0)
    }

    fn y(&self, value: f64) -> f64 {
        TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - (value / self.most).clamp(0.0, 1.0))
    }
}

fn waits(clerk: Clerk<'_>) -> Option<Drawing> {
    let report = clerk.report;
    let most_s = report.waits.iter().map(|wait| wait.waited_s).fold(0.0, f64::max);
    let ground = Ground::of(clerk, most_s / 60.0).filter(|_| !report.waits.is_empty())?;
    let mut drawing = Drawing::new(HEIGHT);
    drawing.values(&ground);
    drawing.hours(&ground);
    for wait in report.waits.iter().step_by(report.waits.len().div_ceil(DOTS_MAX)) {
        let joined = wait.joined.with_timezone(&clerk.settings.calendar.zone);
        let hours = f64::from(joined.num_seconds_from_midnight()) / 3600.0 - f64::from(ground.first_hour);
        let (x, y) = (ground.x(hours), ground.y(wait.waited_s / 60.0));
        drawing.add(format_args!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\" fill=\"{BLUE}\" fill-opacity=\"0.5\"/>"
        ));
    }
    for (place, hour) in by_hour(clerk, &ground) {
        if let Some(mean_s) = hour.wait.mean_s() {
            let y = ground.y(mean_s / 60.0);
            let look = format!("stroke=\"{INK}\" stroke-width=\"3\"");
            drawing.line((ground.x(place), y), (ground.x(place + 1.0), y), &look);
        }
    }
    Some(drawing)
}

/// A row for each kind of people and each counter.
fn services(clerk: Clerk<'_>) -> Option<Drawing> {
    const ROW: f64 = 38.0;
    let kinds = clerk.kinds();
    let rows: Vec<(&str, &Spread)> = kinds
        .iter()
        .map(|(name, times)| (name.as_str(), &times.service))
        .filter(|(_, spread)| spread.count() > 0)
        .collect();
    let most_s = rows.iter().filter_map(|(_, spread)| spread.percentile_s(90)).fold(1.0, f64::max);
    let mut drawing = Drawing::new(rows.len() as f64 * ROW + 8.0);
    for (row, (name, spread)) in rows.iter().enumerate() {
        let y = row as f64 * ROW;
        let (median_s, p90_s) = (spread.percentile_s(50)?, spread.percentile_s(90)?);
        let width = |time_s: f64| (WIDTH - 90.0) * time_s / most_s;
        drawing.text(0.0, y + 14.0, "start", name);
        drawing.bar(0.0, y + 19.0, width(p90_s), 12.0, PALE);
        drawing.bar(0.0, y + 19.0, width(median_s), 12.0, BLUE);
        let figures = format!("{:.1} / {:.1}", median_s / 60.0, p90_s / 60.0);
        drawing.text(width(p90_s) + 8.0, y + 29.0, "start", &figures);
    }
    (!rows.is_empty()).then_some(drawing)
}

fn no_shows(clerk: Clerk<'_>) -> Option<Drawing> {
    let most = clerk.report.hours.values().map(|hour| hour.no_shows).max()?;
    let ground = Ground::of(clerk, f64::from(most))?;
    let bar = |hour: &Hour| Some((f64::from(hour.no_shows), hour.no_shows.to_string()));
    Some(bars(clerk, &ground, bar))
}

fn held(clerk: Clerk<'_>) -> Option<Drawing> {
    let ground = Ground::of(clerk, 100.0).filter(|_| clerk.report.told_people > 0)?;
    let bar = |hour: &Hour| {
        let share = f64::from(hour.held) * 100.0 / f64::from(hour.told.max(1));
        (hour.told > 0).then(|| (share, format!("{}/{}", hour.held, hour.told)))
    };
    let mut drawing = bars(clerk, &ground, bar);
    let y = ground.y(HELD_GOAL);
    let look = format!("stroke=\"{INK}\" stroke-width=\"2\" stroke-dasharray=\"6 4\"");
    drawing.line((LEFT, y), (WIDTH, y), &look);
    Some(drawing)
}

/// A bar for each hour that has a value, with words below it.
fn bars(clerk: Clerk<'_>, ground: &Ground, value: impl Fn(&Hour) -> Option<(f64, String)>) -> Drawing {
    let mut drawing = Drawing::new(HEIGHT);
    drawing.values(ground);
    drawing.hours(ground);
    for (place, hour) in by_hour(clerk, ground) {
        let Some((value, words)) = value(hour) else { continue };
        let (x, y) = (ground.x(place), ground.y(value));
        let width = ground.x(place + 1.0) - x;
        drawing.bar(x + width * 0.15, y, width * 0.7, ground.y(0.0) - y, BLUE);
        drawing.text(x + width / 2.0, HEIGHT - BOTTOM + 34.0, "middle", &words);
    }
    drawing
}

/// The hours with their places from the first one on.
fn by_hour<'a>(clerk: Clerk<'a>, ground: &Ground) -> impl Iterator<Item = (f64, &'a Hour)> + use<'a> {
    let first_hour = ground.first_hour;
    clerk.report.hours.iter().map(move |(&hour, figures)| (f64::from(hour - first_hour), figures))
}

/// 1, 2 or 5 times a power of ten, not below this.
fn round_step(least: f64) -> f64 {
    let mut step = 1.0;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle().take(30) {
        if step >= least {
            break;
        }
        step *= factor;
    }
    step
}

/// As HTML and SVG read it.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
