//! Renders events: a live bar on a terminal, plain lines elsewhere. Everything goes to standard
//! error.

mod bar;
mod lines;

use bar::Bar;
use lines::Lines;
use mutagree::event::{Event, Stage};
use mutagree::store::EventLog;
use std::io::IsTerminal;

/// How much is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Nothing but errors.
    Errors,
    /// What happens, and details up to this level.
    Details(u8),
}

/// Shows events.
pub(crate) enum Reporter {
    Quiet,
    Lines(Lines, u8),
    Bar(Bar, u8),
}

impl Reporter {
    /// A bar where a person watches, else lines.
    pub(crate) fn new(shown: Shown) -> Self {
        match shown {
            Shown::Errors => Self::Quiet,
            Shown::Details(level) if std::io::stderr().is_terminal() => {
                Self::Bar(Bar::new(), level)
            }
            Shown::Details(level) => Self::Lines(Lines::default(), level),
        }
    }

    /// What the engine calls.
    pub(crate) fn listener(&self) -> impl Fn(Event) + Sync + '_ {
        move |event| match self {
            Self::Quiet => {}
            Self::Lines(_, most) | Self::Bar(_, most) if is_above(&event, *most) => {}
            Self::Lines(lines, _) => lines.show(event),
            Self::Bar(bar, _) => bar.show(event),
        }
    }

    /// The same, which also keeps events in a run.
    pub(crate) fn logging<'a>(&'a self, log: &'a EventLog) -> impl Fn(Event) + Sync + 'a {
        let shows = self.listener();
        move |event| {
            log.take(&event);
            shows(event);
        }
    }

    /// Leaves the terminal clean.
    pub(crate) fn finish(&self) {
        if let Self::Bar(bar, _) = self {
            bar.finish();
        }
    }
}

fn is_above(event: &Event, most: u8) -> bool {
    matches!(event, Event::Detail { level, .. } if *level > most)
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Generate => "asking the model",
        Stage::Prepare => "checking tests",
        Stage::Execute => "running candidates against tests",
        Stage::Reference => "running candidates against reference tests",
        Stage::Merge => "merging shards",
    }
}

/// A rate in words, given a second: where it is slow, how long each takes.
fn pace(rate: f64) -> String {
    if rate >= 1.0 || rate <= 0.0 {
        format!("{rate:.0} a second")
    } else {
        format!("{:.1} s each", 1.0 / rate)
    }
}
