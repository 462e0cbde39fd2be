//! Rows of truth values, packed.

/// A row of bits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bits {
    words: Vec<u64>,
    length: usize,
}

impl Bits {
    /// Packs truth values.
    #[must_use]
    pub fn from_bools(values: &[bool]) -> Self {
        let mut words = vec![0; values.len().div_ceil(64)];
        for (place, _) in values.iter().enumerate().filter(|(_, value)| **value) {
            words[place / 64] |= 1 << (place % 64);
        }
        Self {
            words,
            length: values.len(),
        }
    }

    /// The number of bits.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Says whether there is no bit at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Says whether a bit is set.
    #[must_use]
    pub fn has(&self, place: usize) -> bool {
        let word = self.words.get(place / 64);
        word.is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// Says whether any bit is set.
    #[must_use]
    pub fn any(&self) -> bool {
        self.words.iter().any(|word| *word != 0)
    }

    /// The places of the bits that are set, in ascending order.
    pub fn ones(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(place, &word)| {
            std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)))
                .take_while(|rest| *rest != 0)
                .map(move |rest| place * 64 + rest.trailing_zeros() as usize)
        })
    }

    /// Keeps the bits that another row of the same length has too.
    pub fn intersect(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }
}
