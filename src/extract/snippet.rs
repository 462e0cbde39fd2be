//! The snippet that a reply holds, where a prompt leaves a place open in code: `DS-1000`'s form.

use super::clean::clean;
use super::fences::{Block, blocks};

/// What stands around the place in prompts, and so around snippets in replies.
const OPENING: [&str; 3] = ["<code>", "BEGIN SOLUTION", "# SOLUTION START"];

/// What ends a snippet.
const CLOSING: [&str; 3] = ["</code>", "END SOLUTION", "# SOLUTION END"];

/// Gives the snippet that a reply holds: what stands between `<code>` and `</code>` or in the first fenced block, else all
/// up to the first mark of an end. Its indentation stays, since it may be the body of a function. None where nothing
/// is left.
///
/// ```
/// use mutagree::extract::snippet;
/// assert_eq!(snippet("b = a + 1\n</code>\nEND SOLUTION\n<code>\nb = 2").unwrap(), "b = a + 1");
/// assert_eq!(snippet("Try:\n```python\nb = a + 1\n```\nIt adds one.").unwrap(), "b = a + 1");
/// ```
#[must_use]
pub fn snippet(reply: &str) -> Option<String> {
    let text = clean(reply);
    let inner = match (text.find("<code>"), text.find("</code>")) {
        (Some(start), Some(end)) if start < end => &text[start..],
        _ => &*text,
    };
    let marked = OPENING
        .iter()
        .fold(inner, |text, mark| after(text, mark).unwrap_or(text));
    let end = CLOSING.iter().filter_map(|mark| marked.find(mark)).min();
    let marked = &marked[..end.unwrap_or(marked.len())];
    let (fenced, _) = blocks(marked);
    let first = fenced.into_iter().find(Block::may_be_python);
    let code = first.map_or_else(|| marked.to_owned(), |block| block.text);
    let lines = code.trim_end();
    let start = lines.len() - lines.trim_start_matches('\n').len();
    Some(lines[start..].to_owned()).filter(|code| !code.trim().is_empty())
}

/// The text after a mark that stands before everything else.
fn after<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    let rest = text.trim_start().strip_prefix(mark)?;
    Some(rest.split_once('\n').map_or(rest, |(line, following)| {
        if line.trim().is_empty() {
            following
        } else {
            rest
        }
    }))
}
