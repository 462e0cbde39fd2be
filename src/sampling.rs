//! Which replies are used: one from each variant before any variant is used twice.

use crate::input::{Purpose, Reply};
use crate::origin::ORIGINAL;

/// How many samples of candidates a problem begins with, and how many more it gets at a time, where samples are
/// taken until they agree.
pub const STEP: usize = 5;

/// How many replies of a problem are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sampling {
    /// The most samples of candidates, and of tests, for each problem; all where nothing is said.
    pub budget: Option<usize>,
    /// Take samples of candidates until the selection is right with this probability, in percent.
    pub sure: Option<u8>,
}

/// The replies of a purpose in the order in which a budget is spent: the first of each variant, the original's
/// before the others', then the second of each, and so on. Ten samples from ten prompts are worth about twenty
/// from two.
///
/// ```
/// use mutagree::input::{Purpose, Reply};
/// use mutagree::sampling::spread;
/// let reply = |origin: &str, text: &str| Reply {
///     task_id: "T/0".to_owned(),
///     origin: origin.to_owned(),
///     purpose: Purpose::Solution,
///     text: text.to_owned(),
///     call: None,
/// };
/// let replies = [reply("v1", "a"), reply("v1", "b"), reply("original", "c"), reply("v2", "d")];
/// let texts: Vec<&str> =
///     spread(&replies, Purpose::Solution).iter().map(|reply| reply.text.as_str()).collect();
/// assert_eq!(texts, ["c", "a", "d", "b"]);
/// ```
#[must_use]
pub fn spread(replies: &[Reply], purpose: Purpose) -> Vec<&Reply> {
    let mut variants: Vec<(&str, Vec<&Reply>)> = vec![(ORIGINAL, Vec::new())];
    for reply in replies.iter().filter(|reply| reply.purpose == purpose) {
        let known = variants.iter_mut().find(|(name, _)| *name == reply.origin);
        match known {
            Some((_, replies)) => replies.push(reply),
            None => variants.push((&reply.origin, vec![reply])),
        }
    }
    let most = variants.iter().map(|(_, it)| it.len()).max().unwrap_or(0);
    let turn = |place: usize| variants.iter().filter_map(move |(_, it)| it.get(place));
    (0..most).flat_map(turn).copied().collect()
}
