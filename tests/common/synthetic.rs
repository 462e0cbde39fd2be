//! Runs and shards with made-up rows, as their files are, without anything executed.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses a part of it, and a broken test panics"
)]

use super::common::{Folder, mutagree};
use mutagree::store::RunConfig;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// What each problem of a run has: its name, and its rows by file.
#[derive(Clone, Debug)]
pub(crate) struct Synthetic {
    pub(crate) name: String,
    pub(crate) rows: Vec<(&'static str, Vec<Value>)>,
}

/// The `run.json` of a real run, without a shard.
pub(crate) fn config() -> Value {
    let folder = Folder::new();
    let inputs = folder.double(&["def double(x): return 2 * x"], &["assert double(1) == 2"]);
    let run = folder.path("run");
    inputs.execute(&run).assert().success();
    serde_json::from_slice(&fs::read(run.join("run.json")).unwrap()).unwrap()
}

/// Writes the files of some problems of a run, in their order.
pub(crate) fn write(folder: &Path, config: &Value, problems: &[&Synthetic], files: &[&str]) {
    fs::create_dir_all(folder).unwrap();
    for file in files {
        let rows = problems.iter().flat_map(|problem| {
            let own = problem.rows.iter().filter(move |(name, _)| name == file);
            own.flat_map(|(_, rows)| rows)
        });
        let lines: Vec<String> = rows.map(|row| format!("{row}\n")).collect();
        fs::write(folder.join(file), lines.concat()).unwrap();
    }
    let config: RunConfig = serde_json::from_value(config.clone()).unwrap();
    let config = serde_json::to_string_pretty(&config).unwrap();
    fs::write(folder.join("run.json"), config + "\n").unwrap();
}

/// Writes a shard that is done.
pub(crate) fn write_shard(
    folder: &Path,
    config: &Value,
    (which, places): (String, &[usize]),
    problems: &[Synthetic],
    files: &[&str],
) {
    let mut config = config.clone();
    config["shard"] = json!({"which": which, "places": places});
    let own: Vec<&Synthetic> = places.iter().map(|&place| &problems[place]).collect();
    write(folder, &config, &own, files);
    fs::write(folder.join("shard.json"), "{\"done\":\"executed\"}\n").unwrap();
}

/// `mutagree merge` of shards into a run.
pub(crate) fn merge(shards: &[PathBuf], run: &Path) -> assert_cmd::Command {
    let mut command = mutagree();
    command.arg("merge").args(shards).arg("--run").arg(run);
    command
}
