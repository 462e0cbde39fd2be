//! Which sentences are read wholly.

use crate::corpus;
use crate::shared::ratio;
use mutagree_mutators::Prompt;
use std::collections::BTreeMap;

/// The share of sentences that the grammar reads wholly, by how they begin; the others are printed. A part of the tasks is
/// `read`, those by which the grammar and the lexicon were made, or `kept`, the others.
pub(crate) fn report_read(corpus: &str, part: Option<&str>) {
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for task in corpus::load(corpus) {
        if part.is_some_and(|part| (part == "read") != corpus::is_read(&task.id)) {
            continue;
        }
        let prompt = Prompt::new(&task.prompt, task.entry_point.as_deref());
        for (range, read) in prompt.sentences_read() {
            let text = &task.prompt[range];
            let Some(kind) = kind_of(text) else { continue };
            let counts = kinds.entry(kind).or_default();
            counts.0 += usize::from(read);
            counts.1 += 1;
            if !read {
                println!(
                    "{} {kind}: {}",
                    task.id,
                    text.split_whitespace().collect::<Vec<_>>().join(" ")
                );
            }
        }
    }
    let (mut all, mut whole) = (0, 0);
    for (kind, (read, count)) in &kinds {
        println!(
            "# {kind:10} {read:5} of {count:5}: {:.1} %",
            100.0 * ratio(*read, *count)
        );
        (all, whole) = (all + count, whole + read);
    }
    println!(
        "# together   {whole:5} of {all:5}: {:.1} %",
        100.0 * ratio(whole, all)
    );
}

/// How a sentence begins; nothing for what is no sentence: fewer than three words.
fn kind_of(text: &str) -> Option<&'static str> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let first = words.first().map(String::as_str)?;
    if words.len() < 3 {
        return None;
    }
    let second = words[1].as_str();
    let code = ["function", "method", "class"];
    Some(match first {
        "the" if code.contains(&second) => "function",
        "it" | "they" => "pronoun",
        "if" | "when" | "unless" | "for" | "while" | "given" => "condition",
        "write" | "create" | "generate" | "implement" | "define" | "develop" | "complete" => {
            "request"
        }
        "the" | "a" | "an" | "each" | "all" | "this" | "these" => "nominal",
        _ if text.starts_with(|mark: char| mark.is_ascii_uppercase()) => "other",
        _ => "lower case",
    })
}
