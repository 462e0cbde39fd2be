//! The engine's configuration: what is metered, and a pool of ready instance slots.

use crate::{Limits, SandboxError};
use serde::{Deserialize, Serialize};
use wasmtime::{Config, Enabled, InstanceAllocationStrategy, PoolingAllocationConfig};

/// Stack of the guest on the host. `CPython` watches the stack that it has in its own memory, but to free a long chain of
/// objects takes frames that need none of that: this is room for some 300,000. What is not used costs address space alone.
pub(super) const WASM_STACK: usize = 128 << 20;

/// Instances that one job may hold: a judge, its candidate, and a judge that waits.
const SLOTS: usize = 3;

/// Core instances that one component may hold; `CPython` and its adapters take about 25.
const INSTANCES: u32 = 64;
const MEMORIES: u32 = 4;
const TABLES: u32 = 8;
const TABLE_ELEMENTS: usize = 20_000;
const INSTANCE_BYTES: usize = 4 << 20;

/// Bytes of a slot that are written anew and not unmapped between two instances, where the kernel says
/// which pages were touched.
const RESIDENT: usize = 64 << 20;

/// How a sandbox is opened.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Options {
    /// The number of jobs that may run at the same time; at least 1.
    pub jobs: usize,
    /// The most memory in bytes that a job of this sandbox can be given.
    pub memory: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            jobs: 1,
            memory: Limits::default().memory,
        }
    }
}

/// A wasmtime engine as this sandbox needs it.
pub(crate) struct Engine(pub(crate) wasmtime::Engine);

impl Engine {
    /// Makes the engine with room for `options.jobs` instances.
    pub(crate) fn new(options: &Options) -> Result<Self, SandboxError> {
        wasmtime::Engine::new(&config(options))
            .map(Self)
            .map_err(|error| SandboxError::engine(&error))
    }
}

impl From<wasmtime::Error> for SandboxError {
    fn from(error: wasmtime::Error) -> Self {
        Self::engine(&error)
    }
}

fn config(options: &Options) -> Config {
    let slots = u32::try_from(options.jobs.max(1) * SLOTS).unwrap_or(u32::MAX / INSTANCES);
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(slots)
        .total_core_instances(slots * INSTANCES)
        .total_memories(slots * MEMORIES)
        .total_tables(slots * TABLES)
        .max_core_instances_per_component(INSTANCES)
        .max_memories_per_component(MEMORIES)
        .max_tables_per_component(TABLES)
        .max_component_instance_size(INSTANCE_BYTES)
        .max_core_instance_size(INSTANCE_BYTES)
        .table_elements(TABLE_ELEMENTS)
        .max_memory_size(options.memory)
        .linear_memory_keep_resident(RESIDENT)
        .table_keep_resident(RESIDENT)
        .pagemap_scan(Enabled::Auto);

    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .consume_fuel(true)
        .cranelift_nan_canonicalization(true)
        .epoch_interruption(true)
        .max_wasm_stack(WASM_STACK)
        .async_stack_size(WASM_STACK + (1 << 20))
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config
}
