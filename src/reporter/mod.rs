//! Renders events: a live bar on a terminal, plain lines elsewhere. Everything goes to standard
//! error.

mod bar;
mod lines;

use bar::Bar;
use lines::Lines;
use mutagree::event::{Event, Stage};
use std::io::IsTerminal;

/// How events are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Quiet,
    Lines,
    Bar,
}

impl Style {
    /// A bar where a person watches, else lines.
    pub(crate) fn detect(quiet: bool) -> Self {
        match (quiet, std::io::stderr().is_terminal()) {
            (true, _) => Self::Quiet,
            (false, true) => Self::Bar,
            (false, false) => Self::Lines,
        }
    }
}

/// Shows events.
pub(crate) enum Reporter {
    Quiet,
    Lines(Lines),
    Bar(Bar),
}

impl Reporter {
    pub(crate) fn new(style: Style) -> Self {
        match style {
            Style::Quiet => Self::Quiet,
            Style::Lines => Self::Lines(Lines::default()),
            Style::Bar => Self::Bar(Bar::new()),
        }
    }

    /// What the engine calls.
    pub(crate) fn listener(&self) -> impl Fn(Event) + Sync + '_ {
        move |event| match self {
            Self::Quiet => {}
            Self::Lines(lines) => lines.show(event),
            Self::Bar(bar) => bar.show(event),
        }
    }

    /// Leaves the terminal clean.
    pub(crate) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish();
        }
    }
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Generate => "asking the model",
        Stage::Prepare => "checking tests",
        Stage::Execute => "running candidates against tests",
        Stage::Reference => "running candidates against reference tests",
    }
}
