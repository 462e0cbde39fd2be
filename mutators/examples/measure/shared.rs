//! What several measurements need.

use crate::corpus::Task;
use mutagree_mutators::Problem;

pub(crate) fn problem(task: &Task) -> Problem<'_> {
    Problem {
        task_id: &task.id,
        prompt: &task.prompt,
        entry_point: task.entry_point.as_deref(),
        companions: &[],
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
pub(crate) fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
pub(crate) fn rate(count: usize, seconds: f64) -> f64 {
    count as f64 / seconds
}

pub(crate) fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}
