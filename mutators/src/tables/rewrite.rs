//! A table of rewrites, each with the contexts that it needs and the contexts that forbid it.

use super::{FewWords, rows};
use crate::lexicon::{Classes, is, lookup};

/// Words, or classes of words, that a neighbour may be.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each stands for one class of words"
)]
#[derive(Debug, Default)]
pub(crate) struct Condition {
    words: Vec<&'static str>,
    determiner: bool,
    end: bool,
    plural: bool,
    singular: bool,
}

impl Condition {
    fn parse(cell: &'static str) -> Option<Self> {
        let mut condition = Self::default();
        for word in cell
            .split(' ')
            .filter(|word| !word.is_empty() && *word != "*")
        {
            match word {
                "@det" => condition.determiner = true,
                "@end" => condition.end = true,
                "@plural" => condition.plural = true,
                "@singular" => condition.singular = true,
                _ => condition.words.push(word),
            }
        }
        let none = condition.words.is_empty()
            && !condition.determiner
            && !condition.end
            && !condition.plural
            && !condition.singular;
        (!none).then_some(condition)
    }

    /// True when the neighbour (in lower case, `None` at the end of the sentence) is one of them.
    pub(crate) fn holds(&self, neighbour: Option<&str>) -> bool {
        let Some(word) = neighbour else {
            return self.end;
        };
        self.words.contains(&word)
            || self.end && matches!(word, "." | "?" | "!")
            || self.determiner && is(word, Classes::DETERMINER)
            || (self.plural || self.singular)
                && lookup(word)
                    .and_then(|entry| entry.noun)
                    .is_some_and(|(_, plural)| if plural { self.plural } else { self.singular })
    }
}

/// One licensed rewrite.
#[derive(Debug)]
pub(crate) struct Rewrite {
    /// The words that it replaces, in lower case.
    pub(crate) from: Vec<&'static str>,
    /// What it writes.
    pub(crate) to: &'static str,
    next: Option<Condition>,
    not_next: Option<Condition>,
    not_prev: Option<Condition>,
    prev: Option<Condition>,
}

impl Rewrite {
    /// True when the neighbours allow it.
    pub(crate) fn fits(&self, prev: Option<&str>, next: Option<&str>) -> bool {
        self.next
            .as_ref()
            .is_none_or(|condition| condition.holds(next))
            && !self
                .not_next
                .as_ref()
                .is_some_and(|condition| condition.holds(next))
            && !self
                .not_prev
                .as_ref()
                .is_some_and(|condition| condition.holds(prev))
            && self
                .prev
                .as_ref()
                .is_none_or(|condition| condition.holds(prev))
    }
}

/// Rewrites by the first word that they replace.
#[derive(Debug)]
pub(crate) struct RewriteTable {
    rows: FewWords<Vec<Rewrite>>,
}

impl RewriteTable {
    /// Reads a table with the columns from, to, next, not-next, not-prev and prev.
    pub(crate) fn parse(source: &'static str) -> Self {
        let mut table: FewWords<Vec<Rewrite>> = FewWords::default();
        for row in rows(source) {
            let from: Vec<_> = row[0].split(' ').collect();
            let cell = |column: usize| row.get(column).copied().and_then(Condition::parse);
            table.entry(from[0]).push(Rewrite {
                to: row[1],
                next: cell(2),
                not_next: cell(3),
                not_prev: cell(4),
                prev: cell(5),
                from,
            });
        }
        Self { rows: table }
    }

    /// The rewrites whose first word is this one.
    pub(crate) fn starting_with(&self, word: &str) -> &[Rewrite] {
        self.rows.get(word).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_speak_of_words_classes_and_ends() {
        let condition = Condition::parse("of @det @end").expect("a condition");
        assert!(condition.holds(Some("of")) && condition.holds(Some("the")));
        assert!(condition.holds(None) && !condition.holds(Some("list")));
        assert!(Condition::parse("*").is_none() && Condition::parse("").is_none());
    }
}
