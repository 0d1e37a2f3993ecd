//! What a person is told about a printer that was interviewed, and the text of its profile.

use super::super::inventory::{BoardLines, Fact, Found, quoted};
use super::findings::{End, Findings, Outcome};
use super::question::Question;
use crate::config::board::printer::{Cable, Printer, cable_lines, profile_text};
use crate::wording::Say;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// What is known beside the findings.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// What leads to the printer.
    pub cable: &'a Cable,
    /// Where the facts come from that a printer cannot prove.
    pub base: &'a Printer,
    /// The file of `base`, where somebody has said that the printer is of its kind.
    pub base_file: Option<&'a str>,
    /// What the printer is called by people.
    pub name: Option<&'a str>,
    /// By which name a board would know the profile.
    pub profile_name: Option<&'a str>,
    /// Today.
    pub date: NaiveDate,
}

/// An account of an interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// The printer as a device that was found.
    pub printer: Found,
    /// How the interview ended.
    pub end: End,
    /// The text of its profile; `None` when it has said nothing.
    pub profile: Option<String>,
}

impl Account {
    /// Puts it together. The state is said in the words of `say`.
    pub fn new(findings: &Findings, circumstances: Circumstances<'_>, say: Say<'_>) -> Self {
        let Circumstances { cable, profile_name, .. } = circumstances;
        let mut lines = cable_lines(cable);
        lines.extend(profile_name.map(|name| format!("profile = {}", quoted(name))));
        let printer = Found {
            name: cable.to_string(),
            path: None,
            facts: facts(findings, say),
            board: Some(BoardLines::new(&["[kiosk.1.printer]"], lines)),
            trouble: findings.end.advice().map(str::to_owned),
        };
        let profile = findings.speaks().then(|| profile(findings, circumstances));
        Self { printer, end: findings.end, profile }
    }
}

fn facts(findings: &Findings, say: Say<'_>) -> BTreeMap<&'static str, Fact> {
    let mut facts = BTreeMap::new();
    let answers = findings.outcomes.iter().map(|(question, outcome)| {
        let answer = match outcome {
            Outcome::Answered { reply, .. } => reply.to_string(),
            Outcome::Silent => "no answer".to_owned(),
        };
        (question.command(), answer)
    });
    let answers: BTreeMap<String, String> = answers.collect();
    facts.extend((!answers.is_empty()).then_some(("answers", Fact::Map(answers))));
    facts.extend(findings.state().map(|state| ("state", Fact::Text(say.printer_state(state)))));
    let names: BTreeMap<String, String> =
        findings.names().map(|(what, name)| (what.to_owned(), name.to_owned())).collect();
    facts.extend((!names.is_empty()).then_some(("calls_itself", Fact::Map(names))));
    let remarks = remarks(findings);
    facts.extend((!remarks.is_empty()).then_some(("remarks", Fact::Text(remarks.join("; ")))));
    facts
}

fn remarks(findings: &Findings) -> Vec<String> {
    let (noise, first) = &findings.noise;
    let first: Vec<String> = first.iter().map(|byte| format!("{byte:02x}")).collect();
    let strays = findings.stray_statuses + findings.stray_others;
    let remarks = [
        (*noise > 0, format!("bytes that were no answer: {noise}, first {}", first.join(" "))),
        (strays > 0, format!("answers that nobody had asked for, or after their time: {strays}")),
        (findings.is_late(), "it answers later than a daemon waits, and would be called silent".to_owned()),
        (
            findings.automatic,
            "it tells changes by itself (a switch in it, or GS a of another host)".to_owned(),
        ),
        (
            findings.flow_control,
            "it says XON or XOFF, as a serial line with flow = \"xon_xoff\" does".to_owned(),
        ),
    ];
    remarks.into_iter().filter(|(is_so, _)| *is_so).map(|(_, remark)| remark).collect()
}

fn profile(findings: &Findings, circumstances: Circumstances<'_>) -> String {
    let Circumstances { cable, base, base_file, name, date, .. } = circumstances;
    let (profile, provenance) = findings.profile(base, base_file.is_some());
    let plain = |text: &str| text.replace(char::is_control, " ");
    let mut head = match name {
        Some(name) => format!("{}: the {cable}, as `rinda probe` found it on {date}.\n\n", plain(name)),
        None => format!("The {cable}, as `rinda probe` found it on {date}.\n\n"),
    };
    let names: Vec<String> = findings.names().map(|(what, name)| format!("{what} \"{name}\"")).collect();
    if !names.is_empty() {
        head += &format!("It calls itself: {} (GS I, not to be trusted).\n", names.join(", "));
    }
    for (question, outcome) in &findings.outcomes {
        match outcome {
            Outcome::Answered { reply, after_ms, .. } if question.named().is_none() => {
                head += &format!("{}: {reply}, after {after_ms} ms.\n", question.command());
            }
            Outcome::Silent => head += &format!("{}: no answer.\n", question.command()),
            Outcome::Answered { .. } => {}
        }
    }
    if findings.is_near_end() {
        head += "It says that the roll is near its end. If that is not so, write near_end_sensor = false.\n";
    }
    head += &match base_file {
        Some(file) => format!("What is not probed is from {}.\n", plain(file)),
        None => "What is not probed is a careful guess; write what the maker's manual says.\n".to_owned(),
    };
    head += "See a slip come out before you rely on this profile.";
    profile_text(&head, &profile, &provenance)
}

impl Question {
    /// The command alone.
    fn command(self) -> String {
        let text = self.to_string();
        text.rsplit_once(" (").map_or(text.clone(), |(command, _)| command.to_owned())
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.printer)?;
        match &self.profile {
            Some(profile) => write!(f, "\n{profile}"),
            None => Ok(()),
        }
    }
}
