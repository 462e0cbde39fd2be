//! The shard that a job is, by the variables that Slurm and Kubernetes set.

use super::{Shard, ShardError};

/// The shard that the variables of an environment name: those of a Slurm job array, else of an Indexed Job of Kubernetes.
///
/// ```
/// use mutagree::shard::shard_of;
/// let of = |set: &[(&str, &str)]| {
///     let found = |name: &str| set.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
///     shard_of(found).map(|shard| shard.to_string())
/// };
/// assert_eq!(of(&[("JOB_COMPLETION_INDEX", "2"), ("JOB_COMPLETIONS", "8")]).unwrap(), "3/8");
/// assert!(of(&[("JOB_COMPLETION_INDEX", "2")]).unwrap_err().to_string().contains("`JOB_COMPLETIONS`"));
/// ```
///
/// # Errors
/// Where no such variables are set, some are missing, or they name no shard.
pub fn shard_of(variable: impl Fn(&str) -> Option<String>) -> Result<Shard, ShardError> {
    if let Some(id) = variable("SLURM_ARRAY_TASK_ID") {
        return of_slurm(&id, variable);
    }
    if let Some(index) = variable("JOB_COMPLETION_INDEX") {
        let of = needed("JOB_COMPLETIONS", KUBERNETES, &variable)?;
        let index = number("JOB_COMPLETION_INDEX", &index)?;
        let shard = Shard::new(index, of);
        return shard.ok_or_else(|| ShardError {
            problem: format!("`JOB_COMPLETION_INDEX` is {index}, and `JOB_COMPLETIONS` {of}"),
            hint: KUBERNETES.to_owned(),
        });
    }
    Err(ShardError {
        problem: "`--shard auto`: neither `SLURM_ARRAY_TASK_ID` nor `JOB_COMPLETION_INDEX` is set".to_owned(),
        hint: "say which shard it is, such as `--shard 3/8`, or run it in an array of Slurm or an Indexed Job of Kubernetes"
            .to_owned(),
    })
}

const KUBERNETES: &str = "set `JOB_COMPLETIONS` to the number of completions of the job, as `mutagree cluster kubernetes` does";
const SLURM: &str = "say which shard it is, such as `--shard \"$SLURM_ARRAY_TASK_ID/8\"`";

/// Slurm counts from where the user says, and every so many; the number of jobs that a part of an array was submitted again
/// with is not that of the shards, which the first and the last give away but where the part is an end of it.
fn of_slurm(id: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Shard, ShardError> {
    let id = number("SLURM_ARRAY_TASK_ID", id)?;
    let of = needed("SLURM_ARRAY_TASK_COUNT", SLURM, &variable)?;
    let first = needed("SLURM_ARRAY_TASK_MIN", SLURM, &variable)?;
    let or = |name: &str, default| variable(name).map_or(Ok(default), |text| number(name, &text));
    let step = or("SLURM_ARRAY_TASK_STEP", 1)?.max(1);
    let last = or(
        "SLURM_ARRAY_TASK_MAX",
        first.saturating_add((of.saturating_sub(1)).saturating_mul(step)),
    )?;
    let offset = id.checked_sub(first).filter(|it| it.is_multiple_of(step));
    let is_whole = last
        .checked_sub(first)
        .is_some_and(|it| it / step + 1 == of);
    let shard = offset.and_then(|it| Shard::new(it / step, of));
    shard.filter(|_| is_whole).ok_or_else(|| ShardError {
        problem: format!("`SLURM_ARRAY_TASK_ID` is {id} of {of} from {first} to {last}, which are not all shards of an array"),
        hint: SLURM.to_owned(),
    })
}

fn needed(
    name: &str,
    hint: &str,
    variable: &impl Fn(&str) -> Option<String>,
) -> Result<usize, ShardError> {
    let text = variable(name).ok_or_else(|| ShardError {
        problem: format!("`--shard auto`: `{name}` is not set"),
        hint: hint.to_owned(),
    })?;
    number(name, &text)
}

fn number(name: &str, text: &str) -> Result<usize, ShardError> {
    text.trim().parse().map_err(|_| ShardError {
        problem: format!("`{name}` is `{text}`, and no number"),
        hint: "say which shard it is, such as `--shard 3/8`".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slurm(values: [&str; 5]) -> Result<String, String> {
        let names = ["ID", "COUNT", "MIN", "MAX", "STEP"];
        let found = |name: &str| {
            let name = name.strip_prefix("SLURM_ARRAY_TASK_")?;
            let place = names.iter().position(|it| *it == name)?;
            (!values[place].is_empty()).then(|| values[place].to_owned())
        };
        let shard = shard_of(found).map(|shard| shard.to_string());
        shard.map_err(|error| error.to_string())
    }

    #[test]
    fn an_array_of_slurm_counts_from_anywhere_and_every_so_many() {
        assert_eq!(slurm(["3", "8", "1", "8", "1"]).unwrap(), "3/8");
        assert_eq!(slurm(["0", "8", "0", "7", ""]).unwrap(), "1/8");
        assert_eq!(slurm(["7", "8", "0", "", ""]).unwrap(), "8/8");
        assert_eq!(slurm(["14", "3", "10", "14", "2"]).unwrap(), "3/3");
        assert_eq!(slurm(["14", "3", "10", "15", "2"]).unwrap(), "3/3");
    }

    #[test]
    fn a_part_of_an_array_and_missing_variables_are_refused() {
        for (values, said) in [
            (["3", "2", "3", "7", "1"], "not all shards"),
            (["2", "3", "1", "3", "2"], "not all shards"),
            (
                ["3", "", "1", "8", "1"],
                "`SLURM_ARRAY_TASK_COUNT` is not set",
            ),
            (
                ["3", "8", "", "8", "1"],
                "`SLURM_ARRAY_TASK_MIN` is not set",
            ),
            (["x", "8", "1", "8", "1"], "is `x`, and no number"),
            (["", "8", "1", "8", "1"], "neither `SLURM_ARRAY_TASK_ID`"),
        ] {
            let error = slurm(values).unwrap_err();
            assert!(error.contains(said) && error.contains("hint: "), "{error}");
        }
    }
}
