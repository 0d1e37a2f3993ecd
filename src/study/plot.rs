//! The figures as a picture (SVG 1.1): one panel a figure, one bar a policy, and the goal as a line.

use super::measures::{
    AVOIDABLY_LATE_PERCENT_GOAL, IDLE_MIN_GOAL, IDLE_P90_MIN_GOAL, Measures, SETBACKS_GOAL,
};
use super::table::Table;
use std::fmt::Write;

const BAR: f64 = 22.0;
const PANEL_WIDTH: f64 = 300.0;
const NAME_WIDTH: f64 = 230.0;
const HEAD: f64 = 54.0;

/// What a panel shows, and the most that it should be.
struct Panel {
    head: &'static str,
    goal: Option<f64>,
    value: fn(&Table, &Measures) -> f64,
}

const PANELS: [Panel; 5] = [
    Panel {
        head: "walk-ins wait longer than at first-come, min",
        goal: None,
        value: |table, measures| table.walk_in_delay_min(measures),
    },
    Panel {
        head: "idle in the hall, mean, min",
        goal: Some(IDLE_MIN_GOAL),
        value: |_, measures| measures.idle_min,
    },
    Panel {
        head: "idle in the hall, P90, min",
        goal: Some(IDLE_P90_MIN_GOAL),
        value: |_, measures| measures.idle_p90_min,
    },
    Panel {
        head: "late although told in time, %",
        goal: Some(AVOIDABLY_LATE_PERCENT_GOAL),
        value: |_, measures| measures.avoidably_late_percent,
    },
    Panel {
        head: "passed by who came back, at most, times",
        goal: Some(SETBACKS_GOAL as f64),
        value: |_, measures| f64::from(measures.setbacks_max),
    },
];

/// The picture.
pub fn plot(table: &Table) -> String {
    let rows = table.rows.len() as f64;
    let (width, height) = (NAME_WIDTH + PANELS.len() as f64 * PANEL_WIDTH, HEAD + rows * BAR + 20.0);
    let mut svg = String::new();
    let mut add = |text: std::fmt::Arguments<'_>| {
        svg.write_fmt(text).expect("writing to a string cannot fail");
        svg.push('\n');
    };
    add(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" \
         font-size=\"13\"><title>Policies compared</title><rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
    ));
    for (row, (name, _)) in table.rows.iter().enumerate() {
        let y = HEAD + row as f64 * BAR + 15.0;
        add(format_args!(
            "<text x=\"{}\" y=\"{y}\" text-anchor=\"end\">{}</text>",
            NAME_WIDTH - 10.0,
            escaped(name)
        ));
    }
    for (place, panel) in PANELS.iter().enumerate() {
        let x = NAME_WIDTH + place as f64 * PANEL_WIDTH;
        let values: Vec<f64> =
            table.rows.iter().map(|(_, measures)| (panel.value)(table, measures)).collect();
        let most = values.iter().copied().chain(panel.goal).fold(1.0, f64::max) * 1.25;
        let least = values.iter().copied().fold(0.0, f64::min);
        let scale = (PANEL_WIDTH - 70.0) / (most - least);
        let zero = x - least * scale;
        add(format_args!("<text x=\"{x}\" y=\"24\" font-weight=\"bold\">{}</text>", panel.head));
        for (row, value) in values.iter().enumerate() {
            let y = HEAD + row as f64 * BAR;
            let (begin, length) = (zero + value.min(0.0) * scale, value.abs() * scale);
            let good = panel.goal.is_none_or(|goal| *value <= goal);
            let colour = if good { "#2f6fab" } else { "#b3541e" };
            let sign = if good { "" } else { " !" };
            add(format_args!(
                "<rect x=\"{begin:.1}\" y=\"{:.1}\" width=\"{length:.1}\" height=\"{:.1}\" fill=\"{colour}\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\">{value:.1}{sign}</text>",
                y + 3.0,
                BAR - 6.0,
                begin + length + 5.0,
                y + 15.0
            ));
        }
        if let Some(goal) = panel.goal {
            let at = zero + goal * scale;
            let bottom = HEAD + rows * BAR;
            add(format_args!(
                "<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{HEAD}\" y2=\"{bottom}\" stroke=\"#333\" \
                 stroke-dasharray=\"4 3\"/><text x=\"{at:.1}\" y=\"46\" text-anchor=\"middle\">at most {goal}</text>"
            ));
        }
    }
    add(format_args!("</svg>"));
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
