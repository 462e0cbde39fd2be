//! Raw continuations of a prompt, as completion models write them.

/// What a completion is cut at, each in turn (Chen et al. 2021, arXiv 2107.03374).
pub(crate) const STOPS: [&str; 5] = ["\nclass", "\ndef", "\n#", "\nif", "\nprint"];

/// Gives the text before the first stop.
pub(crate) fn cut_at_stops(text: &str) -> &str {
    STOPS
        .iter()
        .fold(text, |text, stop| text.split(stop).next().unwrap_or(text))
}
