//! Which shard each problem belongs to, so that all shards have about as much to do.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::Hash;

/// The shard of each of some works, of which those with the same key stay together: the longest first, each to the shard that
/// has least to do, and the first of several such (Graham 1969, *Bounds on multiprocessing timing anomalies*, SIAM J. Appl.
/// Math. 17). No shard has more than 4/3 − 1/(3·`of`) of what the fullest has in the best division.
///
/// There are whole numbers only, and what is equal stands in its order: every machine gives the same.
///
/// ```
/// use mutagree::shard::shares;
/// assert_eq!(shares([("a", 3), ("b", 3), ("c", 2), ("d", 2), ("e", 2)], 2), [0, 1, 0, 1, 0]);
/// ```
#[must_use]
pub fn shares<K: Eq + Hash>(works: impl IntoIterator<Item = (K, u64)>, of: usize) -> Vec<usize> {
    let mut known: HashMap<K, usize> = HashMap::new();
    let mut groups: Vec<u64> = Vec::new();
    let mut group_of: Vec<usize> = Vec::new();
    for (key, work) in works {
        let group = *known.entry(key).or_insert(groups.len());
        if group == groups.len() {
            groups.push(0);
        }
        groups[group] = groups[group].saturating_add(work);
        group_of.push(group);
    }
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&group| (Reverse(groups[group]), group));
    let mut least: BinaryHeap<Reverse<(u64, usize)>> = (0..of).map(|it| Reverse((0, it))).collect();
    let mut shards = vec![0; groups.len()];
    for group in order {
        if let Some(Reverse((load, shard))) = least.pop() {
            shards[group] = shard;
            least.push(Reverse((load.saturating_add(groups[group]), shard)));
        }
    }
    group_of.into_iter().map(|group| shards[group]).collect()
}
