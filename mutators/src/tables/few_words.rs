//! A table of few words that is asked about many.

use rustc_hash::FxHashMap;

/// What is known of some words. Most that it is asked about are not among them, which their first letters and lengths tell.
#[derive(Debug)]
pub(crate) struct FewWords<V> {
    words: FxHashMap<&'static str, V>,
    /// By the last bits of a first letter, a bit for each length of the words that begin with it.
    lengths: [u32; 32],
}

impl<V> Default for FewWords<V> {
    fn default() -> Self {
        Self {
            words: FxHashMap::default(),
            lengths: [0; 32],
        }
    }
}

impl<V> FewWords<V> {
    pub(crate) fn get(&self, word: &str) -> Option<&V> {
        let (row, length) = place(word);
        if self.lengths[row] & length == 0 {
            return None;
        }
        self.words.get(word)
    }

    /// What is known of a word, to be changed, or to begin with.
    pub(crate) fn entry(&mut self, word: &'static str) -> &mut V
    where
        V: Default,
    {
        let (row, length) = place(word);
        self.lengths[row] |= length;
        self.words.entry(word).or_default()
    }
}

impl<V> FromIterator<(&'static str, V)> for FewWords<V> {
    fn from_iter<T: IntoIterator<Item = (&'static str, V)>>(rows: T) -> Self {
        let mut all = Self::default();
        for (word, value) in rows {
            let (row, length) = place(word);
            all.lengths[row] |= length;
            all.words.insert(word, value);
        }
        all
    }
}

/// Where the lengths of a word's kind are, and the bit of its own.
fn place(word: &str) -> (usize, u32) {
    let first = word.as_bytes().first().map_or(0, |first| first & 31);
    (usize::from(first), 1 << (word.len() & 31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_and_others_are_not() {
        let words: FewWords<u8> = [("two", 2), ("three", 3)].into_iter().collect();
        assert_eq!(words.get("two"), Some(&2));
        assert_eq!(words.get("three"), Some(&3));
        for other in ["", "t", "too", "threw", "seven", "ünd"] {
            assert_eq!(words.get(other), None, "{other}");
        }
    }
}
