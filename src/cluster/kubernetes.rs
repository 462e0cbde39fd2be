//! The manifest of Kubernetes: an Indexed Job with a pod for each shard, and a job that merges them.

use super::render::{json, render};
use super::{ClusterError, Plan};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;
use std::path::Path;

const MANIFEST: &str = include_str!("templates/indexed_job.yaml");

/// What only Kubernetes has.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Kubernetes {
    /// The image of the containers, which has `mutagree`.
    pub image: String,
    /// The persistent volume claim with inputs and runs.
    pub claim: String,
    /// Where it is in the containers.
    pub mount: String,
    /// The namespace of the jobs; that of `kubectl` where this is nothing.
    pub namespace: Option<String>,
    /// The secret whose entries become variables of the environment, such as a key.
    pub secret: Option<String>,
    /// The number of the user in the containers.
    pub user: u32,
}

/// The most seconds that Kubernetes can count.
const MOST_SECONDS: u64 = 2_147_483_647;

/// The longest name of a job: pods add to it, and a label holds 63 characters.
const LONGEST_NAME: usize = 40;

/// The manifest that `kubectl apply` takes.
///
/// # Errors
/// Where the name cannot be that of a job, or the run is not in the volume.
pub fn kubernetes(plan: &Plan, kubernetes: &Kubernetes) -> Result<String, ClusterError> {
    check_name(&plan.name)?;
    check_inside(&plan.run, &kubernetes.mount)?;
    let rounds = plan.shards.div_ceil(plan.at_once.max(1)) as u64;
    let tries = u64::from(plan.retries).saturating_add(1);
    let wait = plan
        .time
        .seconds
        .saturating_mul(tries)
        .saturating_mul(rounds);
    let places = context! {
        seconds => plan.time.seconds, wait => wait.min(MOST_SECONDS), own => own(&plan.run),
    };
    render(
        MANIFEST,
        context! { ..Value::from(Serde(plan)), ..Value::from(Serde(kubernetes)), ..places },
    )
}

/// The folder of a shard: Kubernetes fills its number in, and nothing else.
fn own(run: &str) -> String {
    let run = run.replace("$(", "$$(");
    json(&format!("{run}/shards/$(JOB_COMPLETION_INDEX)"))
}

/// A label of DNS, as RFC 1123 has it.
fn check_name(name: &str) -> Result<(), ClusterError> {
    let fits = |mark: char| mark.is_ascii_lowercase() || mark.is_ascii_digit() || mark == '-';
    let ends = !name.starts_with('-') && !name.ends_with('-');
    if !name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(fits) && ends {
        return Ok(());
    }
    Err(ClusterError::Unusable {
        text: name.to_owned(),
        what: "the name of a job",
        hint: "take up to 40 small letters, digits and `-`, with `--name`",
    })
}

/// An error where a path is not in the volume.
fn check_inside(path: &str, mount: &str) -> Result<(), ClusterError> {
    if Path::new(path).starts_with(mount) && path != mount {
        return Ok(());
    }
    Err(ClusterError::Unusable {
        text: path.to_owned(),
        what: "in the volume",
        hint: "name it as containers see it, below `--mount`",
    })
}
