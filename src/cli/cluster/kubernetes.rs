//! `mutagree cluster kubernetes`.

use super::submit::submit;
use super::work::{Work, text};
use crate::cli::global::Global;
use crate::terminal::{print, say};
use anyhow::ensure;
use clap::Args;
use mutagree::cluster;
use std::path::{Path, PathBuf};

/// Print the manifest of an Indexed Job of Kubernetes with the shards, and of the job that merges them.
#[derive(Args)]
#[command(after_help = "\
All paths are those in the containers, in the volume that is mounted at `--mount`.

Examples:
  mutagree cluster kubernetes /data/P.jsonl --solutions /data/S.jsonl --tests /data/T.jsonl --shards 8 \\
      --run /data/runs/first --image registry/mutagree --claim data --component /data/component/guest-….wasm
  mutagree cluster kubernetes --from /data/runs/asked --shards 100 --image registry/mutagree --claim data --submit

Exit codes: 0 printed or submitted; 1 usage, or `kubectl` is not there or does not take it; 70 a bug")]
pub(crate) struct Kubernetes {
    #[command(flatten)]
    work: Work,
    /// Image that has `mutagree`
    #[arg(long, value_name = "IMAGE")]
    image: String,
    /// Persistent volume claim with the inputs, which many pods may write
    #[arg(long, value_name = "NAME")]
    claim: String,
    /// Where it is in the containers
    #[arg(long, value_name = "DIR", default_value = "/data")]
    mount: PathBuf,
    /// Namespace of the jobs [default: that of kubectl]
    #[arg(long, value_name = "NAME")]
    namespace: Option<String>,
    /// Secret whose entries become variables of the environment, such as the key of a model
    #[arg(long, value_name = "NAME")]
    secret: Option<String>,
    /// Number of the user in the containers, who is not root
    #[arg(long, value_name = "UID", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    user: u32,
}

impl Kubernetes {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let inside = |path: &Path| {
            ensure!(
                path.starts_with(&self.mount),
                "`{}` is not in the volume\nhint: name it as containers see it, below `{}`, or mount the volume elsewhere with `--mount`",
                path.display(),
                self.mount.display()
            );
            text(path)
        };
        let mut plan = self.work.plan(global, inside)?;
        if let Some(component) = global.named_component() {
            let component = text(component)?;
            plan.variables
                .push(("MUTAGREE_COMPONENT".to_owned(), component));
        }
        let kubernetes = cluster::Kubernetes {
            image: self.image.clone(),
            claim: self.claim.clone(),
            mount: text(&self.mount)?,
            namespace: self.namespace.clone(),
            secret: self.secret.clone(),
            user: self.user,
        };
        let manifest = cluster::kubernetes(&plan, &kubernetes)?;
        if !self.work.submit {
            return if global.json {
                say(&serde_json::json!({ "manifest": manifest }).to_string())
            } else {
                print(manifest.as_bytes())
            };
        }
        let said = submit(
            "kubectl",
            &["apply", "-f", "-"].map(str::to_owned),
            &manifest,
        )?;
        if global.json {
            return say(&serde_json::json!({ "kubectl": said }).to_string());
        }
        say(&said)
    }
}
