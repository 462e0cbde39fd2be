//! Replacing words in place: case, articles and line breaks.

use crate::edit::{Proposal, Splice};
use crate::lexicon::{Classes, article_for, is};
use crate::syntax::View;
use std::ops::Range;

/// Gives a replacement the case of what it replaces.
pub(crate) fn match_case(original: &str, replacement: &str) -> String {
    let letters = original.bytes().filter(u8::is_ascii_alphabetic).count();
    let upper = original.bytes().filter(u8::is_ascii_uppercase).count();
    if letters > 1 && upper == letters {
        return replacement.to_ascii_uppercase();
    }
    if original.starts_with(|first: char| first.is_ascii_uppercase()) {
        return raised(replacement);
    }
    replacement.to_owned()
}

/// With its first letter in upper case.
pub(crate) fn raised(text: &str) -> String {
    let mut marks = text.chars();
    marks.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + marks.as_str()
    })
}

/// With its first letter in lower case.
pub(crate) fn lowered(text: &str) -> String {
    let mut marks = text.chars();
    marks.next().map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + marks.as_str()
    })
}

/// Where a sequence of words stands from a token on: free words on one line.
pub(super) fn sequence(view: &View<'_>, at: usize, words: &[&str]) -> Option<Range<usize>> {
    let end = at + words.len();
    if end > view.end {
        return None;
    }
    let fits = words.iter().enumerate().all(|(index, word)| {
        let token = view.token(at + index);
        token.is_word()
            && view.lower(at + index) == *word
            && (index == 0 || token.space_before && !token.newline_before)
    });
    fits.then_some(at..end)
}

/// Replaces some tokens, and the indefinite article before them where the sound changes; not by a word that is a name here, nor
/// by a term where there was none.
pub(super) fn proposal(view: &View<'_>, tokens: Range<usize>, after: &str) -> Option<Proposal> {
    let range = view.bytes(tokens.clone());
    let was_term = tokens.clone().any(|at| view.token(at).is_span());
    let reserved = |word| view.prompt.is_name(word) || !was_term && is(word, Classes::TERM);
    if after.split(' ').any(reserved) {
        return None;
    }
    let after = match_case(&view.prompt.text()[range.clone()], after);
    let mut splices = vec![Splice::new(range.clone(), after.clone())];
    let article = tokens.start.checked_sub(1).filter(|at| *at >= view.first);
    if let Some(at) = article
        && matches!(view.lower(at), "a" | "an")
        && view.token(at).is_word()
    {
        let wanted = article_for(&after);
        if view.lower(at) != wanted {
            let text = match_case(view.text(at..at + 1), wanted);
            let text = if view.text(at..at + 1) == "A" {
                raised(wanted)
            } else {
                text
            };
            splices.insert(0, Splice::new(view.token(at).range(), text));
        }
    }
    let bytes = splices[0].range.start..range.end;
    is_writable(view, &bytes, &after).then(|| Proposal::many(splices))
}

/// False where a quote in the replacement could end the string that holds the prose.
pub(super) fn is_writable(view: &View<'_>, range: &Range<usize>, after: &str) -> bool {
    use crate::segment::token::Place;
    match view.block().place {
        Place::Docstring { quote, triple } => {
            let added = after.as_bytes().contains(&quote);
            let at_edge = range.end + 1 >= view.block().end;
            !(added && (!triple || at_edge))
        }
        Place::Comment => !after.contains('\n'),
        Place::Text => true,
    }
}
