//! The campaign on the terminal: a line per call as it moves, and a bar below.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::row::{Row, Stage};
use super::summary::in_words;

/// What is on the screen.
pub(crate) struct Live {
    screen: MultiProgress,
    bar: ProgressBar,
    /// Lead → the stage it was last seen in.
    seen: HashMap<String, Stage>,
    /// Lead → the line of its call, while that is under way.
    lines: HashMap<String, ProgressBar>,
    terminal: bool,
    /// Why the campaign is paused, as it was last shown.
    pause: Option<String>,
}

impl Live {
    pub(crate) fn new(leads: usize) -> Self {
        let screen = MultiProgress::new();
        let bar = screen.add(ProgressBar::new(leads as u64));
        if let Ok(style) = ProgressStyle::with_template("  [{bar:40}] {pos}/{len} leads, {elapsed}") {
            bar.set_style(style.progress_chars("━╸ "));
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        let terminal = std::io::stdout().is_terminal();
        Self { screen, bar, seen: HashMap::new(), lines: HashMap::new(), terminal, pause: None }
    }

    /// Shows what has changed since the last time. Says whether anything has.
    pub(crate) fn show(&mut self, rows: &[Row]) -> bool {
        let mut changed = false;
        for row in rows {
            let stage = row.stage();
            let before = self.seen.get(&row.lead.id).copied().unwrap_or(Stage::Waiting);
            // Lead and call were asked for one after the other, so a row may seem to step back.
            if stage > before {
                self.seen.insert(row.lead.id.clone(), stage);
                self.moved(row, stage);
                changed = true;
            }
        }
        self.bar.set_position(rows.iter().filter(|row| row.stage() == Stage::Over).count() as u64);
        changed
    }

    /// Says why nobody is called, and when the campaign goes on. Says whether it stands still.
    pub(crate) fn show_pause(&mut self, reason: Option<String>) -> bool {
        if reason != self.pause {
            match &reason {
                Some(reason) => self.print(reason),
                None => self.print("the campaign goes on"),
            }
            self.pause = reason;
        }
        self.pause.is_some()
    }

    /// Takes the moving parts off the screen.
    pub(crate) fn finish(&mut self) {
        for (_, line) in self.lines.drain() {
            line.finish_and_clear();
        }
        self.bar.finish_and_clear();
    }

    fn moved(&mut self, row: &Row, stage: Stage) {
        let who = format!("{:<22} {:<16} {:<5}", row.lead.name, row.lead.phone, row.lead.language);
        match stage {
            Stage::Waiting => {}
            Stage::Calling => self.under_way(row, &format!("{who} calling")),
            Stage::Talking => self.under_way(row, &format!("{who} talking")),
            Stage::Over => {
                if let Some(line) = self.lines.remove(&row.lead.id) {
                    line.finish_and_clear();
                }
                self.print(&format!("{who} {}", ending(row)));
            }
        }
    }

    /// A call under way has a moving line on a terminal, and a plain one elsewhere.
    fn under_way(&mut self, row: &Row, text: &str) {
        if !self.terminal {
            self.print(text);
            return;
        }
        let line = self.lines.entry(row.lead.id.clone()).or_insert_with(|| {
            let line = self.screen.insert_before(&self.bar, ProgressBar::new_spinner());
            if let Ok(style) = ProgressStyle::with_template("  {spinner:>5} {msg}") {
                line.set_style(style);
            }
            line.enable_steady_tick(Duration::from_millis(120));
            line
        });
        line.set_message(text.to_owned());
    }

    fn print(&self, text: &str) {
        let seconds = self.bar.elapsed().as_secs();
        let line = format!("  {:02}:{:02} {text}", seconds / 60, seconds % 60);
        if !self.terminal || self.screen.println(&line).is_err() {
            println!("{line}");
        }
    }
}

/// How a call ended, in words, with its length or what went wrong.
fn ending(row: &Row) -> String {
    let mark = if row.outcome() == "MEETING_BOOKED" { "★ " } else { "" };
    let detail = match &row.call {
        Some(call) if call.failure.is_some() => format!(": {}", call.failure.as_deref().unwrap_or_default()),
        Some(call) => call.duration.map(|seconds| format!(" ({seconds:.0} s)")).unwrap_or_default(),
        None => String::new(),
    };
    format!("{mark}{}{detail}", in_words(row.outcome()))
}
