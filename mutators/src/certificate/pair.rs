//! Certifies a pair that was made elsewhere: `--check ORIGINAL VARIANT`.

use super::aligned::aligned;
use super::facts::Facts;
use super::renaming::infer;
use super::restyle::in_one_style;
use super::{
    Certificate, CheckName, Examination, Framed, Verdict, examine, examine_case, keeps_protected,
};
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
        && keeps_protected(original, comparable).is_ok()
    {
        examine_case(&mut examination, original, comparable);
    } else {
        let styled = in_one_style(original, comparable);
        let (one, other) = styled
            .as_ref()
            .map_or((original, comparable), |(one, other)| (one, other));
        examine_said(&mut examination, one, other, licence);
    }
    examination.run(CheckName::Inverse, || match &map {
        Ok(Some(map)) if map.forward_prompt(comparable) != variant.text() => {
            Err("the inferred renaming cannot be taken back".to_owned())
        }
        _ => Ok(()),
    });
    examination.certificate(Verdict::Equivalent)
}

/// Compares what two texts say; with `licence` every word of it, else the facts alone.
fn examine_said(examination: &mut Examination, original: &Prompt, variant: &Prompt, licence: bool) {
    let read = if licence { Facts::of_pair } else { Facts::of };
    let (facts, others) = (read(original), read(variant));
    let mut parted = None;
    examine(examination, &facts, &others, || {
        if !licence {
            return Framed::Unread;
        }
        match said(&facts, original, variant) {
            Ok(()) => Framed::Same,
            Err(detail) => {
                parted = Some(detail);
                Framed::Unread
            }
        }
    });
    match parted {
        Some(parted) => examination.run(CheckName::Licence, || Err(parted)),
        None => examination.skip(CheckName::Licence),
    }
}

/// The sentences say the same as frames, one by one, or word by word as a whole.
fn said(facts: &Facts<'_>, original: &Prompt, variant: &Prompt) -> Result<(), String> {
    if facts.same_frames(original, variant).is_ok() {
        return Ok(());
    }
    let (known, read) = facts.both_frames(original, variant);
    aligned((original, known), (variant, &read))
}
