//! Definitions of tests with a broken part: what is sound of them is kept.

use crate::extract::chunks::chunks;
use crate::extract::lines::{At, Line, dedent, indented, is_closed, lines};
use crate::extract::sound::sound;

/// The depth of classes, methods and blocks in which a broken part is sought.
const DEPTH: usize = 3;

/// Gives a broken block without its broken parts, and those parts; what follows a broken part that is no check is broken
/// too, since it may need it.
pub(super) fn mended(text: &str) -> Option<(String, Vec<String>)> {
    let mut broken = Vec::new();
    let mended = mend(text, DEPTH, &mut broken)?;
    (!broken.is_empty()).then_some((mended, broken))
}

fn mend(text: &str, depth: usize, broken: &mut Vec<String>) -> Option<String> {
    let begins = ["def ", "class ", "async def ", "@", "if ", "for "];
    let is_block = begins.iter().any(|it| text.starts_with(it));
    if (depth < DEPTH || is_block) && is_closed(text) && sound(text).is_some() {
        return Some(text.to_owned());
    }
    if depth == 0 || !is_block {
        return None;
    }
    let (head, body) = split(text)?;
    let margin = body.lines().find(|line| !line.trim().is_empty())?;
    let margin = &margin[..margin.len() - margin.trim_start().len()];
    let body = dedent(body);
    let (mut kept, mut is_torn) = (String::new(), margin.is_empty());
    for chunk in chunks(&body) {
        let place = broken.len();
        let part = mend(chunk.text, depth - 1, broken).filter(|_| !is_torn);
        if let Some(part) = part {
            kept += &part;
            kept.push('\n');
        } else {
            broken.truncate(place);
            broken.push(chunk.text.to_owned());
            let word = chunk.text.trim_start_matches("self.");
            is_torn |= !["assert", "def ", "@"]
                .iter()
                .any(|it| word.starts_with(it));
        }
    }
    let whole = format!("{head}{}", indented(&kept, margin));
    (!kept.is_empty() && sound(&whole).is_some()).then_some(whole)
}

/// The head of a block, with its decorators, and its body.
fn split(text: &str) -> Option<(&str, &str)> {
    let lines = lines(text);
    let is_next = |line: &&Line<'_>| {
        line.start > 0
            && line.at == At::Fresh
            && line.text.starts_with([' ', '\t'])
            && !line.is_blank()
    };
    let place = lines.iter().find(is_next)?.start;
    Some(text.split_at(place))
}
