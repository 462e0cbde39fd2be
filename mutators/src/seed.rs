//! Randomness that depends on nothing but the run seed, the task, the operator and an index.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

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

    /// A generator for one index.
    pub(crate) fn rng(self, index: u32) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(self.draw(index))
    }
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood, 2014).
fn splitmix(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

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
        assert_eq!(key.rng(0).next_u64(), 13_484_231_907_024_424_090);
    }

    #[test]
    fn parts_of_a_key_do_not_run_into_each_other() {
        assert_ne!(Key::new(1, "ab", "c"), Key::new(1, "a", "bc"));
    }
}
