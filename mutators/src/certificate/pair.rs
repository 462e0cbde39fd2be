//! Certifies a pair that was made elsewhere: `--check ORIGINAL VARIANT`.

use super::facts::{Facts, bare};
use super::licence::{is_licensed, is_licensed_pair};
use super::words::{american, expand, lemma};
use super::{Certificate, CheckName, Examination, Framed, Verdict, examine, examine_case};
use crate::lexical::long_form;
use crate::lexicon::{Classes, Entry, Form, lookup};
use crate::naming::{NameMap, Rename, RenameKind};
use crate::prompt::{Prompt, PromptKind};

/// Runs every check on a variant whose edits are not known.
///
/// Renames are inferred from the two signatures, or from the names that the prose gives to the function. A variant that does
/// not parse where the original does is different; words that no table licences, or that moved out of their clause, make the
/// pair unknown.
///
/// ```
/// use mutagree_mutators::{Prompt, Verdict, certify_pair};
/// let original = Prompt::new("Check that it contains no letters.", None);
/// let variant = Prompt::new("Check that it contains letters.", None);
/// assert_eq!(certify_pair(&original, &variant).verdict, Verdict::Different);
/// ```
#[must_use]
pub fn certify_pair(original: &Prompt, variant: &Prompt) -> Certificate {
    certify_texts(original, variant, true)
}

/// Runs every check but the licence of words on a variant that a model wrote: whether its words mean the same,
/// judges must say.
///
/// ```
/// use mutagree_mutators::{Prompt, Verdict, certify_rewrite};
/// let original = Prompt::new("Return the 3 largest items.", None);
/// let certify = |text| certify_rewrite(&original, &Prompt::new(text, None)).verdict;
/// assert_eq!(certify("Return the biggest 3 of the items."), Verdict::Equivalent);
/// assert_eq!(certify("Return the biggest 4 of the items."), Verdict::Different);
/// ```
#[must_use]
pub fn certify_rewrite(original: &Prompt, variant: &Prompt) -> Certificate {
    certify_texts(original, variant, false)
}

fn certify_texts(original: &Prompt, variant: &Prompt, licence: bool) -> Certificate {
    let mut examination = Examination::new();
    let map = infer(original, variant);
    let back = match &map {
        Ok(Some(map)) => Some(Prompt::new(
            &map.inverse().forward_prompt(variant),
            original.entry_point(),
        )),
        _ => None,
    };
    let comparable = back.as_ref().unwrap_or(variant);
    if let Err(reason) = &map {
        examination.run(CheckName::Code, || Err(reason.clone()));
    } else if original.kind() == PromptKind::Signature && variant.kind() != PromptKind::Signature {
        examination.run(CheckName::Code, || {
            Err("the variant does not parse".to_owned())
        });
    }
    if examination.failed {
        for check in &CheckName::ALL[1..] {
            examination.skip(*check);
        }
        return examination.certificate(Verdict::Equivalent);
    }
    if original.text() != comparable.text()
        && original.text().eq_ignore_ascii_case(comparable.text())
    {
        examine_case(&mut examination, original, comparable);
    } else {
        let facts = Facts::of(original);
        let mut parted = None;
        examine(&mut examination, &facts, &Facts::of(comparable), || {
            match facts.same_frames(original, comparable) {
                Ok(()) if licence => return Framed::Same,
                Ok(()) => {}
                Err(detail) => parted = Some(detail),
            }
            Framed::Unread
        });
        match parted {
            Some(parted) if licence => {
                let told = |reason| format!("{reason}; read as sentences, {parted}");
                examination.run(CheckName::Licence, || {
                    same_words(original, comparable).map_err(told)
                });
            }
            _ => examination.skip(CheckName::Licence),
        }
    }
    examination.run(CheckName::Inverse, || match &map {
        Ok(Some(map)) if map.forward_prompt(comparable) != variant.text() => {
            Err("the inferred renaming cannot be taken back".to_owned())
        }
        _ => Ok(()),
    });
    examination.certificate(Verdict::Equivalent)
}

/// The renaming that two signatures tell, or why there can be none.
fn infer(original: &Prompt, variant: &Prompt) -> Result<Option<NameMap>, String> {
    let (Some(one), Some(other)) = (original.signatures().last(), variant.signatures().last())
    else {
        return infer_from_prose(original, variant);
    };
    if one.parameters.len() != other.parameters.len() {
        return Err("the parameters differ".to_owned());
    }
    let function = (one.name != other.name).then(|| Rename {
        from: one.name.clone(),
        to: other.name.clone(),
        kind: RenameKind::Function,
    });
    let parameters = one
        .parameters
        .iter()
        .zip(&other.parameters)
        .filter(|(one, other)| one.name != other.name)
        .map(|(one, other)| Rename {
            from: one.name.clone(),
            to: other.name.clone(),
            kind: RenameKind::Parameter,
        });
    let renames: Vec<Rename> = function.into_iter().chain(parameters).collect();
    if renames.is_empty() {
        return Ok(None);
    }
    let named = Prompt::new(original.text(), Some(&one.name));
    NameMap::new(&named, renames)
        .map(Some)
        .map_err(|error| error.to_string())
}

/// The renaming of a function that only the prose names.
fn infer_from_prose(original: &Prompt, variant: &Prompt) -> Result<Option<NameMap>, String> {
    let (Some(from), Some(to)) = (original.entry_point(), variant.entry_point()) else {
        return Ok(None);
    };
    if from == to {
        return Ok(None);
    }
    let rename = Rename {
        from: from.to_owned(),
        to: to.to_owned(),
        kind: RenameKind::Function,
    };
    NameMap::new(original, vec![rename])
        .map(Some)
        .map_err(|error| error.to_string())
}

/// One word, mark or atom for the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    text: String,
    lemma: String,
}

fn items(prompt: &Prompt) -> Vec<Item> {
    prompt
        .tokens()
        .iter()
        .flat_map(|token| {
            let protected = token.is_span();
            let text = if protected {
                bare(prompt.word(token))
            } else {
                expand(prompt.lower(token))
            };
            let pieces: Vec<&str> = if protected {
                vec![text]
            } else {
                text.split(' ').collect()
            };
            pieces.into_iter().map(str::to_owned).collect::<Vec<_>>()
        })
        .filter(|text| !matches!(&**text, "," | "." | "?" | "!" | ":" | "please"))
        .map(|text| if text == "an" { "a".to_owned() } else { text })
        .map(|text| Item {
            lemma: lemma(&text.to_lowercase()).to_owned(),
            text,
        })
        .collect()
}

/// Compares the words of two prompts: what changed must be licensed, and nothing may move.
fn same_words(original: &Prompt, variant: &Prompt) -> Result<(), String> {
    let (before, after) = (items(original), items(variant));
    let mut removed: Vec<String> = Vec::new();
    let mut added: Vec<String> = Vec::new();
    let (mut gone, mut new): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for hunk in hunks(&before, &after) {
        let (left, right) = (&before[hunk.0.clone()], &after[hunk.1.clone()]);
        check_forms(left, right)?;
        let texts = |items: &[Item]| {
            items
                .iter()
                .map(|item| item.text.to_lowercase())
                .collect::<Vec<_>>()
        };
        let (left, right) = (texts(left), texts(right));
        if explains(&left, &right, before.get(hunk.0.end))
            || explains(&right, &left, after.get(hunk.1.end))
        {
            continue;
        }
        let beside = beside(&before, &hunk.0);
        if !is_licensed(&left, &right, &beside) {
            removed.extend(left);
            added.extend(right);
        } else if let Some(word) = dropped_link(&left, &right) {
            return Err(format!("`{word}` is gone or new"));
        } else {
            gone.extend(left.iter().filter(|word| !right.contains(word)).cloned());
            new.extend(right.iter().filter(|word| !left.contains(word)).cloned());
        }
    }
    if let Some(word) = gone.iter().find(|word| new.contains(word)) {
        return Err(format!("`{word}` moved"));
    }
    explain(&removed, &added)
}

/// True when all that one text has more is the long form of the abbreviation that follows.
fn explains(longer: &[String], shorter: &[String], next: Option<&Item>) -> bool {
    let long = next.and_then(|item| long_form(&item.text));
    shorter.is_empty() && long.is_some_and(|long| longer.join(" ") == long.to_lowercase())
}

/// The lemmas of the two words before a stretch and the two behind it.
fn beside(items: &[Item], hunk: &std::ops::Range<usize>) -> Vec<String> {
    let (head, tail) = (&items[..hunk.start], &items[hunk.end..]);
    let near = head.iter().rev().take(2).chain(tail.iter().take(2));
    near.map(|item| item.lemma.clone()).collect()
}

/// Light words carry no content, but they do not come and go alone, and one does not become another.
fn dropped_link(left: &[String], right: &[String]) -> Option<String> {
    if is_licensed_pair(&left.join(" "), &right.join(" ")) || left.len() > 1 && right.len() > 1 {
        return None;
    }
    if let ([one], [other]) = (left, right) {
        let same = lemma(one) == lemma(other)
            || matches!(
                (&**one, &**other),
                ("that", "which")
                    | ("which", "that")
                    | ("the", "a")
                    | ("a", "the")
                    | ("to", "should")
                    | ("should", "to")
            );
        let be = matches!(&**one, "be" | "is" | "are") || matches!(&**other, "be" | "is" | "are");
        let light = super::words::is_light(one) && super::words::is_light(other);
        return (light && (!same || be)).then(|| one.clone());
    }
    let heavy = |word: &String| {
        matches!(&**word, "and" | "if" | "of" | "or")
            || lookup(word).is_some_and(|entry| {
                entry
                    .classes
                    .meets(Classes::PREPOSITION.or(Classes::CONJUNCTION))
                    && word != "to"
            })
    };
    (left.is_empty() || right.is_empty())
        .then(|| left.iter().chain(right).find(|word| heavy(word)).cloned())
        .flatten()
}

/// A word may not change its number or its tense.
fn check_forms(left: &[Item], right: &[Item]) -> Result<(), String> {
    let says =
        |items: &[Item], words: &[&str]| items.iter().any(|item| words.contains(&&*item.text));
    for one in left {
        let Some(other) = right
            .iter()
            .find(|other| other.lemma == one.lemma && !other.text.eq_ignore_ascii_case(&one.text))
        else {
            continue;
        };
        let (a, b) = (
            lookup(american(&one.text.to_lowercase())),
            lookup(american(&other.text.to_lowercase())),
        );
        let passive = says(right, &["be", "is", "are"]) || says(left, &["be", "is", "are"]);
        let clause = says(right, &["that", "which"]) || says(left, &["that", "which"]);
        let number = |entry: Option<&Entry>| {
            entry
                .filter(|entry| entry.verb.is_none())
                .and_then(|entry| entry.noun)
                .map(|(_, plural)| plural)
        };
        if tense(a) != tense(b) && !passive && !clause || number(a) != number(b) {
            return Err(format!("`{}` became `{}`", one.text, other.text));
        }
    }
    Ok(())
}

/// Finite present, gerund, or past.
fn tense(entry: Option<&Entry>) -> u8 {
    match entry.and_then(|entry| entry.verb) {
        Some((_, form)) if form.has(Form::BASE) || form.has(Form::THIRD) => 0,
        Some((_, form)) if form.has(Form::GERUND) => 1,
        Some(_) => 2,
        None => 0,
    }
}

/// What no hunk explains is gone, new or moved: that a clause may stand elsewhere is for the frames to say.
fn explain(removed: &[String], added: &[String]) -> Result<(), String> {
    if removed.is_empty() && added.is_empty() {
        return Ok(());
    }
    let lost = removed.iter().find(|word| !added.contains(word));
    let new = added.iter().find(|word| !removed.contains(word));
    match (lost, new) {
        (Some(lost), Some(new)) => Err(format!("`{lost}` → `{new}` is in no table")),
        (Some(lost), None) => Err(format!("`{lost}` is gone")),
        (None, Some(new)) => Err(format!("`{new}` is new")),
        (None, None) => Err("words changed their order".to_owned()),
    }
}

type Hunk = (std::ops::Range<usize>, std::ops::Range<usize>);

/// The stretches in which two sequences differ, by longest common subsequence.
fn hunks(before: &[Item], after: &[Item]) -> Vec<Hunk> {
    const LARGEST: usize = 4_000_000;
    let same = |one: &Item, other: &Item| one.text.eq_ignore_ascii_case(&other.text);
    let head = before
        .iter()
        .zip(after)
        .take_while(|(one, other)| same(one, other))
        .count();
    let tail = before[head..]
        .iter()
        .rev()
        .zip(after[head..].iter().rev())
        .take_while(|(one, other)| same(one, other))
        .count();
    let (left, right) = (
        &before[head..before.len() - tail],
        &after[head..after.len() - tail],
    );
    if left.is_empty() && right.is_empty() {
        return Vec::new();
    }
    if left.len().saturating_mul(right.len()) > LARGEST {
        return vec![(head..before.len() - tail, head..after.len() - tail)];
    }
    let width = right.len() + 1;
    let mut longest = vec![0u32; (left.len() + 1) * width];
    for row in (0..left.len()).rev() {
        for column in (0..right.len()).rev() {
            longest[row * width + column] = if same(&left[row], &right[column]) {
                longest[(row + 1) * width + column + 1] + 1
            } else {
                longest[(row + 1) * width + column].max(longest[row * width + column + 1])
            };
        }
    }
    walk(left, right, &longest, head)
}

fn walk(left: &[Item], right: &[Item], longest: &[u32], offset: usize) -> Vec<Hunk> {
    let width = right.len() + 1;
    let (mut row, mut column) = (0, 0);
    let mut found: Vec<Hunk> = Vec::new();
    let mut start = (0, 0);
    let mut close = |start: (usize, usize), end: (usize, usize)| {
        if start != end {
            found.push((
                start.0 + offset..end.0 + offset,
                start.1 + offset..end.1 + offset,
            ));
        }
    };
    while row < left.len() && column < right.len() {
        if left[row].text.eq_ignore_ascii_case(&right[column].text) {
            close(start, (row, column));
            (row, column) = (row + 1, column + 1);
            start = (row, column);
        } else if longest[(row + 1) * width + column] >= longest[row * width + column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    close(start, (left.len(), right.len()));
    found
}
