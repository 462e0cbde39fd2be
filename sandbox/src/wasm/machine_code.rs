//! Machine code for a component, compiled once for this engine and CPU and kept in the cache.

use crate::SandboxError;
use crate::component::{Component, InstallStep, lock, sha256, verified, write_with_digest};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use wasmtime::Engine;
use wasmtime::component::Component as Code;

/// Loads the machine code of a component, and compiles it first where it is missing, corrupt or
/// made for another engine.
pub(crate) fn load(
    engine: &Engine,
    component: &Component,
    progress: &dyn Fn(InstallStep),
) -> Result<Code, SandboxError> {
    let path = path(engine, component);
    if let Some(code) = cached(engine, &path) {
        return Ok(code);
    }
    let _lock = lock(&component.compiled.join("compile.lock"), progress)?;
    if let Some(code) = cached(engine, &path) {
        return Ok(code);
    }
    progress(InstallStep::Compiling);
    write_with_digest(&path, &compile(engine, component)?)?;
    cached(engine, &path).ok_or_else(|| {
        SandboxError::Engine(format!(
            "`{}` cannot be loaded after compiling it",
            path.display()
        ))
    })
}

fn path(engine: &Engine, component: &Component) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
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
        .precompile_component(&bytes)
        .map_err(|error| not_a_component(format!("{error:#}")))
}

fn cached(engine: &Engine, path: &Path) -> Option<Code> {
    verified(path)?;
    deserialize(engine, path)
}

/// Maps machine code from a file into memory. wasmtime itself refuses code that was compiled by
/// another version or for another CPU.
#[expect(
    unsafe_code,
    reason = "running machine code from a file is what a precompiled component is; the file was \
              written by this user's own process and its digest was checked a moment ago"
)]
fn deserialize(engine: &Engine, path: &Path) -> Option<Code> {
    unsafe { Code::deserialize_file(engine, path) }.ok()
}
