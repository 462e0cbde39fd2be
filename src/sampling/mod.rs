//! Which replies are used: a budget is shared out among the variants of a prompt.

mod shares;

pub use shares::{Shares, Turns};

use crate::input::{Purpose, Reply};
use crate::origin::ORIGINAL;

/// How many samples of candidates a problem begins with, and how many more it gets at a time, where samples are
/// taken until they agree.
pub const STEP: usize = 5;

/// How many samples of the answer to a question are asked for; it counts where most of them say the same.
pub const ANSWERS: usize = 5;

/// How many replies of a problem are used.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sampling {
    /// The most samples of candidates, and of tests, for each problem; all where nothing is said.
    pub budget: Option<usize>,
    /// Take samples of candidates until the selection is right with this probability, in percent.
    pub sure: Option<u8>,
    /// How samples of candidates are shared out among variants.
    pub shares: Shares,
}

/// The replies of a purpose in the order in which a budget is spent: by turns, the original's before the others'. Ten
/// samples from ten prompts are worth about twenty from two.
///
/// ```
/// use mutagree::input::{Purpose, Reply};
/// use mutagree::sampling::{Shares, spread};
/// let reply = |origin: &str, text: &str| Reply {
///     task_id: "T/0".to_owned(),
///     origin: origin.to_owned(),
///     purpose: Purpose::Solution,
///     text: text.to_owned(),
///     call: None,
/// };
/// let replies = [reply("v1", "a"), reply("v1", "b"), reply("original", "c"), reply("v2", "d")];
/// let spread = spread(&replies, Purpose::Solution, &Shares::even());
/// let texts: Vec<&str> = spread.iter().map(|reply| reply.text.as_str()).collect();
/// assert_eq!(texts, ["c", "a", "d", "b"]);
/// ```
#[must_use]
pub fn spread<'r>(replies: &'r [Reply], purpose: Purpose, shares: &Shares) -> Vec<&'r Reply> {
    let mut variants: Vec<(&str, Vec<&Reply>)> = vec![(ORIGINAL, Vec::new())];
    for reply in replies.iter().filter(|reply| reply.purpose == purpose) {
        let known = variants.iter_mut().find(|(name, _)| *name == reply.origin);
        match known {
            Some((_, replies)) => replies.push(reply),
            None => variants.push((&reply.origin, vec![reply])),
        }
    }
    let names: Vec<&str> = variants.iter().map(|(name, _)| *name).collect();
    let mut turns = shares.turns(&names);
    let mut left: Vec<_> = variants.into_iter().map(|(_, it)| it.into_iter()).collect();
    let mut spread = Vec::new();
    while let Some(variant) = turns.next() {
        match left[variant].next() {
            Some(reply) => spread.push(reply),
            None => turns.drop(variant),
        }
    }
    spread
}
