//! How a budget of candidates is shared out among the variants of a prompt.

use crate::origin::{ORIGINAL, is_of};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The shares of candidates that the original, strategies or operators get, by their names; what is left goes to the
/// other variants. The variants of one share get as many each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shares(Vec<Share>);

/// A share with its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Share {
    name: String,
    /// From 0 to 1.
    share: f64,
}

impl Default for Shares {
    /// Two fifths for the original: samples of one prompt fail together, and those of a rewritten one may miss what the
    /// user meant.
    fn default() -> Self {
        Self(vec![Share {
            name: ORIGINAL.to_owned(),
            share: 0.4,
        }])
    }
}

impl Shares {
    /// As much for every variant.
    #[must_use]
    pub fn even() -> Self {
        Self(Vec::new())
    }

    /// The names that have shares.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|it| it.name.as_str())
    }

    /// The places of some variants in the order in which candidates are taken from them, without end. Every beginning
    /// of it keeps the shares as nearly as whole candidates can, so that a larger budget only adds to a smaller one.
    ///
    /// ```
    /// use mutagree::sampling::Shares;
    /// let variants = ["original", "lexical/synonym", "grammatical/passive", "format/bullets"];
    /// let turns: Vec<usize> = Shares::default().turns(&variants).take(10).collect();
    /// assert_eq!(turns, [0, 1, 2, 0, 3, 1, 0, 2, 0, 3]);
    /// let turns: Vec<usize> = Shares::even().turns(&variants).take(5).collect();
    /// assert_eq!(turns, [0, 1, 2, 3, 0]);
    /// ```
    #[must_use]
    pub fn turns(&self, variants: &[&str]) -> Turns {
        let mut groups: Vec<Group> = self.0.iter().map(|it| Group::new(it.share)).collect();
        let named: f64 = self.0.iter().map(|it| it.share).sum();
        groups.push(Group::new((1.0 - named).max(0.0)));
        for (place, variant) in variants.iter().enumerate() {
            let own = self.0.iter().rposition(|it| is_of(variant, &it.name));
            groups[own.unwrap_or(self.0.len())].members.push(place);
        }
        groups.retain(|group| !group.members.is_empty());
        groups.sort_by_key(|group| group.members[0]);
        Turns { groups }
    }
}

impl FromStr for Shares {
    type Err = String;

    /// Reads `even`, or names with fractions: `original=2/5,lexical=0.2`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "even" {
            return Ok(Self::even());
        }
        let shares: Result<Vec<Share>, String> = text.split(',').map(read).collect();
        let shares = shares?;
        let sum: f64 = shares.iter().map(|it| it.share).sum();
        if sum > 1.0 + 1e-9 {
            return Err(format!(
                "the shares are {sum:.3} together, which is more than 1"
            ));
        }
        Ok(Self(shares))
    }
}

fn read(text: &str) -> Result<Share, String> {
    let form = "not of the form `NAME=SHARE`, with a share such as 2/5 or 0.4";
    let (name, share) = text.rsplit_once('=').ok_or(form)?;
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let share = match share.split_once('/') {
        Some((part, whole)) => number(part).zip(number(whole)).map(|(a, b)| a / b),
        None => number(share),
    };
    let share = share
        .filter(|it| (0.0..=1.0).contains(it))
        .ok_or("the share is no number from 0 to 1")?;
    Ok(Share {
        name: name.trim().to_owned(),
        share,
    })
}

/// Variants that have one share.
#[derive(Debug)]
struct Group {
    share: f64,
    members: Vec<usize>,
    /// The turns that it had.
    had: usize,
}

impl Group {
    fn new(share: f64) -> Self {
        Self {
            share,
            members: Vec::new(),
            had: 0,
        }
    }
}

/// Whose turn it is; made by [`Shares::turns`].
#[derive(Debug)]
pub struct Turns {
    groups: Vec<Group>,
}

impl Turns {
    /// Leaves out a variant that has nothing more to give; the others keep their shares of the rest.
    pub(super) fn drop(&mut self, variant: usize) {
        for group in &mut self.groups {
            if let Some(place) = group.members.iter().position(|it| *it == variant) {
                group.members.remove(place);
            }
        }
        self.groups.retain(|group| !group.members.is_empty());
    }
}

impl Iterator for Turns {
    type Item = usize;

    /// The next member of the group that lacks most of its share; of the first variant's in the beginning.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    fn next(&mut self) -> Option<usize> {
        let had: usize = self.groups.iter().map(|it| it.had).sum();
        let shares: f64 = self.groups.iter().map(|it| it.share).sum();
        let lacks = |group: &Group| {
            let due = match shares {
                0.0 => (had + 1) as f64 / self.groups.len() as f64,
                shares => group.share / shares * (had + 1) as f64,
            };
            let begins = had == 0 && group.members[0] == 0 && group.share > 0.0;
            if begins {
                f64::INFINITY
            } else {
                due - group.had as f64
            }
        };
        let most = (0..self.groups.len()).rev().max_by(|&one, &other| {
            lacks(&self.groups[one]).total_cmp(&lacks(&self.groups[other]))
        })?;
        let group = &mut self.groups[most];
        let turn = group.members[group.had % group.members.len()];
        group.had += 1;
        Some(turn)
    }
}
