//! Where two sequences of words differ.

use std::ops::Range;

/// What only the first has, and what only the second has, at one place.
pub(super) type Hunk = (Range<usize>, Range<usize>);

/// The stretches in which two sequences differ, by longest common subsequence.
pub(super) fn hunks<T>(before: &[T], after: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<Hunk> {
    const LARGEST: usize = 4_000_000;
    let head = before
        .iter()
        .zip(after)
        .take_while(|(one, other)| same(one, other))
        .count();
    let tail = before[head..]
        .iter()
        .rev()
        .zip(after[head..].iter().rev())
        .take_while(|(one, other)| same(one, other))
        .count();
    let (left, right) = (
        &before[head..before.len() - tail],
        &after[head..after.len() - tail],
    );
    if left.is_empty() && right.is_empty() {
        return Vec::new();
    }
    if left.len().saturating_mul(right.len()) > LARGEST {
        return vec![(head..before.len() - tail, head..after.len() - tail)];
    }
    let width = right.len() + 1;
    let mut longest = vec![0u32; (left.len() + 1) * width];
    for row in (0..left.len()).rev() {
        for column in (0..right.len()).rev() {
            longest[row * width + column] = if same(&left[row], &right[column]) {
                longest[(row + 1) * width + column + 1] + 1
            } else {
                longest[(row + 1) * width + column].max(longest[row * width + column + 1])
            };
        }
    }
    walk((left, right), &longest, head, same)
}

fn walk<T>(
    (left, right): (&[T], &[T]),
    longest: &[u32],
    offset: usize,
    same: impl Fn(&T, &T) -> bool,
) -> Vec<Hunk> {
    let width = right.len() + 1;
    let (mut row, mut column) = (0, 0);
    let mut found: Vec<Hunk> = Vec::new();
    let mut start = (0, 0);
    let mut close = |start: (usize, usize), end: (usize, usize)| {
        if start != end {
            found.push((
                start.0 + offset..end.0 + offset,
                start.1 + offset..end.1 + offset,
            ));
        }
    };
    while row < left.len() && column < right.len() {
        if same(&left[row], &right[column]) {
            close(start, (row, column));
            (row, column) = (row + 1, column + 1);
            start = (row, column);
        } else if longest[(row + 1) * width + column] >= longest[row * width + column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    close(start, (left.len(), right.len()));
    found
}
