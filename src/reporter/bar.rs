//! A live bar with rate and time left, for a terminal.

use super::{name, pace};
use crate::terminal::printable;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use mutagree::event::Event;
use std::fmt::Write;
use std::time::Duration;

/// Shows events on a terminal.
pub(crate) struct Bar(ProgressBar);

const SPINNER: &str = "{spinner} {msg} {elapsed}";
const BAR: &str = "{msg} {wide_bar} {pos}/{len} {rate} {eta} left";

impl Bar {
    pub(crate) fn new() -> Self {
        Self(ProgressBar::new_spinner())
    }

    pub(crate) fn show(&self, event: Event) {
        match event {
            Event::Installing(step) => self.spin(format!("sandbox: {step}")),
            Event::Building { environment, step } => self.spin(format!("{environment}: {step}")),
            Event::Note(note) => self.0.println(printable(&format!("note: {note}"))),
            Event::Detail { text, .. } => self.0.println(printable(&text)),
            Event::Began { stage, total, done } => {
                self.style(BAR);
                self.0.set_length(total as u64);
                self.0.set_position(done as u64);
                self.0.reset_eta();
                self.0.set_message(name(stage));
            }
            Event::Advanced => self.0.inc(1),
            Event::Ended(stage) => {
                self.0.println(format!("{}: done", name(stage)));
            }
        }
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }

    fn spin(&self, message: String) {
        self.style(SPINNER);
        self.0.reset_elapsed();
        self.0.enable_steady_tick(Duration::from_millis(120));
        self.0.set_message(message);
    }

    fn style(&self, template: &str) {
        if let Ok(style) = ProgressStyle::with_template(template) {
            let rate = |state: &ProgressState, text: &mut dyn Write| {
                let _ = write!(text, "{}", pace(state.per_sec()));
            };
            self.0.set_style(style.with_key("rate", rate));
        }
    }
}
