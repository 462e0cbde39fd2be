//! Randomness that depends on nothing but the run seed, the task, the operator and an index.

const PRIME: u64 = 0x0000_0100_0000_01b3;
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// The key of one operator on one task: every draft derives from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key(u64);

impl Key {
    /// Hashes the run seed, the task and a name with FNV-1a, parts kept apart.
    pub(crate) fn new(seed: u64, task_id: &str, name: &str) -> Self {
        let parts = [&seed.to_le_bytes()[..], task_id.as_bytes(), name.as_bytes()];
        let mut hash = BASIS;
        for part in parts {
            for byte in part.iter().chain(&[0xff]) {
                hash = (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
            }
        }
        Self(hash)
    }

    /// A number for one index.
    pub(crate) fn draw(self, index: u32) -> u64 {
        splitmix(self.0 ^ splitmix(u64::from(index)))
    }

    /// Numbers for one index, one after the other.
    pub(crate) fn draws(self, index: u32) -> Draws {
        Draws(self.draw(index))
    }
}

/// The generator `SplitMix64` (Steele, Lea and Flood, 2014): the same everywhere and for ever, and quick to begin.
pub(crate) struct Draws(u64);

impl Draws {
    /// A number below a bound that is not 0.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        let drawn = splitmix(self.0) >> 32;
        self.0 = self.0.wrapping_add(STEP);
        let scaled = (drawn * u64::from(bound)) >> 32;
        u32::try_from(scaled).unwrap_or_default()
    }

    /// A place in a list of some length that is not empty.
    pub(crate) fn place(&mut self, length: usize) -> usize {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        usize::try_from(self.below(length)).unwrap_or_default()
    }
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// One step of the generator from a state to a number.
fn splitmix(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(STEP);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_golden() {
        let key = Key::new(7, "HumanEval/0", "lexical/verb-synonym");
        let draws: Vec<u64> = (0..3).map(|index| key.draw(index)).collect();
        assert_eq!(
            draws,
            [
                4_580_858_994_487_256_985,
                7_265_125_969_119_884_606,
                17_328_116_299_642_045_369
            ]
        );
        let mut numbers = key.draws(0);
        let numbers: Vec<u32> = (0..4).map(|_| numbers.below(1000)).collect();
        assert_eq!(numbers, [698, 126, 452, 86]);
    }

    #[test]
    fn every_number_below_a_bound_is_drawn_about_as_often_as_others() {
        let mut draws = Key::new(7, "demo", "spread").draws(0);
        let mut counts = [0; 7];
        for _ in 0..7_000 {
            counts[usize::try_from(draws.below(7)).expect("small")] += 1;
        }
        assert!(
            counts.iter().all(|count| (850..1_150).contains(count)),
            "{counts:?}"
        );
    }

    #[test]
    fn parts_of_a_key_do_not_run_into_each_other() {
        assert_ne!(Key::new(1, "ab", "c"), Key::new(1, "a", "bc"));
    }
}
