//! Marks of the end of a sequence, which servers with a wrong template leave in the text, and what models wrote behind them.

/// The marks by which models of the usual families end a text or a turn.
const ENDS: [&str; 14] = [
    "<|endoftext|>",
    "<|end_of_text|>",
    "<|eot_id|>",
    "<|eom_id|>",
    "<|im_end|>",
    "<|end|>",
    "<|EOT|>",
    "<|fim_pad|>",
    "<|file_sep|>",
    "<end_of_turn>",
    "<\u{ff5c}end\u{2581}of\u{2581}sentence\u{ff5c}>",
    "<\u{ff5c}EOT\u{ff5c}>",
    "</s>",
    "[EOS]",
];

/// The marks by which a turn begins.
const BEGINNINGS: [&str; 5] = [
    "<|im_start|>assistant",
    "<|start_header_id|>assistant<|end_header_id|>",
    "<start_of_turn>model",
    "<\u{ff5c}Assistant\u{ff5c}>",
    "<s>",
];

/// The text from the mark of a beginning, where it begins with one, to the first mark of an end that stands in no string.
pub(super) fn between_marks(text: &str) -> &str {
    let begun = text.trim_start();
    let begun = BEGINNINGS.iter().find_map(|mark| begun.strip_prefix(mark));
    let text = begun.unwrap_or(text);
    let end = |mark: &&str| {
        let places = text.match_indices(*mark).map(|(place, _)| place);
        places.take(LOOKS).find(|place| is_bare(text, *place))
    };
    let ends = ENDS.iter().filter_map(end);
    &text[..ends.min().unwrap_or(text.len())]
}

/// The marks in one text of which each is looked at: where so many stand in strings, none ends it.
const LOOKS: usize = 16;

/// Says whether a place is in no string: neither one of its line, nor a longer one.
fn is_bare(text: &str, place: usize) -> bool {
    let before = &text[..place];
    let line = before.rfind('\n').map_or(0, |it| it + 1);
    let quotes = |quote: &str, text: &str| text.matches(quote).count();
    let is_in_line = ["\"", "'", "`"]
        .iter()
        .any(|quote| quotes(quote, &before[line..]) % 2 == 1);
    let is_in_text = ["\"\"\"", "'''"]
        .iter()
        .any(|quote| quotes(quote, before) % 2 == 1);
    !is_in_line && !is_in_text
}
