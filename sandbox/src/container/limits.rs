//! Limits as a zygote takes them.

use super::repository::Repository;
use crate::Limits;
use crate::value::Value;

/// Processes and threads that a job may have.
const PROCESSES: i64 = 128;

const NANOSECONDS_PER_SECOND: u64 = 1_000_000_000;

/// WebAssembly instructions that stand for a nanosecond of CPU time.
const INSTRUCTIONS: u64 = Limits::INSTRUCTIONS_PER_SECOND / NANOSECONDS_PER_SECOND;

/// What a wall clock allows, as a multiple of the CPU time, and beside that: far more than any machine should need.
const SLACK: u64 = 10;
const LEAST: u64 = 3 * NANOSECONDS_PER_SECOND;

/// What an answer may take, in nanoseconds.
pub(super) struct Budget {
    pub(super) cpu: u64,
    pub(super) wall: u64,
}

impl Budget {
    /// The budget that a number of instructions stands for.
    pub(super) fn of(instructions: u64) -> Self {
        let cpu = instructions / INSTRUCTIONS;
        Self {
            cpu,
            wall: cpu.saturating_mul(SLACK).saturating_add(LEAST),
        }
    }

    /// The instructions that some CPU time stands for.
    pub(super) fn instructions(nanoseconds: u64) -> u64 {
        nanoseconds.saturating_mul(INSTRUCTIONS)
    }
}

/// What a child may use: bytes that it writes, bytes and number of its files, memory, processes; and the folders that it can
/// change, of a repository.
pub(super) fn marshalled(limits: Limits, repository: Option<&Repository>) -> Vec<u8> {
    let bounds = [
        limits.output,
        limits.file_bytes,
        limits.files,
        limits.memory,
    ];
    let number = |bound: usize| Value::Int(i64::try_from(bound).unwrap_or(i64::MAX));
    let mut values: Vec<Value> = bounds.into_iter().map(number).collect();
    values.push(Value::Int(PROCESSES));
    let (folder, writable) = repository.map_or(("", &[][..]), |it| (&it.folder, &it.writable));
    let writable = writable.iter().map(|name| Value::text(name));
    values.extend([Value::text(folder), Value::List(writable.collect())]);
    let mut bytes = Vec::new();
    Value::Tuple(values).write(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_stand_for_cpu_time_and_a_wall_clock_has_slack() {
        let budget = Budget::of(Limits::INSTRUCTIONS_PER_SECOND);
        assert_eq!(budget.cpu, NANOSECONDS_PER_SECOND);
        assert_eq!(budget.wall, 13 * NANOSECONDS_PER_SECOND);
        assert_eq!(
            Budget::instructions(budget.cpu),
            Limits::INSTRUCTIONS_PER_SECOND
        );
        assert_eq!(Budget::of(u64::MAX).wall, u64::MAX);
    }
}
