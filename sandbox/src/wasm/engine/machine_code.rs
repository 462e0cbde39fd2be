//! Machine code for a component, compiled once for this engine and CPU and kept in the cache.

use super::configuration::Engine;
use crate::SandboxError;
use crate::component::{Component, InstallStep, clear, lock, sha256, verified, write_with_digest};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use wasmtime::component::Component as Code;

/// Gives the file with the machine code of a component, whole and for this engine; compiles it where
/// it is missing, corrupt or made for another engine.
pub(crate) fn prepare(
    engine: &Engine,
    component: &Component,
    progress: &dyn Fn(InstallStep),
) -> Result<PathBuf, SandboxError> {
    let path = path(engine, component);
    if usable(engine, &path) {
        return Ok(path);
    }
    let _lock = lock(&component.compiled.join("compile.lock"), progress)?;
    clear(&component.compiled);
    if !usable(engine, &path) {
        progress(InstallStep::Compiling);
        write_with_digest(&path, &compile(engine, component)?)?;
    }
    Ok(path)
}

/// Maps machine code from a file into memory. wasmtime itself refuses code that was compiled by
/// another version or for another CPU.
#[expect(
    unsafe_code,
    reason = "running machine code from a file is what a precompiled component is; `prepare` wrote \
              the file as this user, or checked its digest a moment ago"
)]
pub(crate) fn map(engine: &Engine, path: &Path) -> Result<Code, SandboxError> {
    Ok(unsafe { Code::deserialize_file(&engine.0, path) }?)
}

fn usable(engine: &Engine, path: &Path) -> bool {
    verified(path).is_some() && map(engine, path).is_ok()
}

fn path(engine: &Engine, component: &Component) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    engine.0.precompile_compatibility_hash().hash(&mut hasher);
    let name = format!("{}-{:016x}.cwasm", &component.digest[..16], hasher.finish());
    component.compiled.join(name)
}

fn compile(engine: &Engine, component: &Component) -> Result<Vec<u8>, SandboxError> {
    let not_a_component = |detail| SandboxError::NotAComponent {
        path: component.path.clone(),
        detail,
    };
    let bytes = fs::read(&component.path).map_err(|error| not_a_component(error.to_string()))?;
    if sha256(&[&bytes]) != component.digest {
        return Err(not_a_component("it changed while it was read".to_owned()));
    }
    engine
        .0
        .precompile_component(&bytes)
        .map_err(|error| not_a_component(format!("{error:#}")))
}
