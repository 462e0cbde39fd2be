//! Say a task many ways, run every answer against every test, and keep the answer that answers and
//! tests agree on.
//!
//! This crate is the engine behind the `mutagree` command. It reads problems, candidate programs and
//! tests ([`input`]), or asks a model for them ([`prompting`], [`client`], [`extract`]), runs each candidate against each test in a sandbox and keeps what happened in a
//! run directory ([`engine`], [`store`]), ranks the sets of candidates that pass the same tests
//! ([`consensus`]) and measures the selection against reference tests ([`evaluation`]).

pub mod behaviour;
pub mod candidate;
pub mod client;
pub mod cluster;
pub mod consensus;
pub mod describe;
pub mod engine;
pub mod evaluation;
pub mod event;
pub mod exchange;
pub mod extract;
pub mod input;
pub mod matrix;
pub mod origin;
pub mod problem;
pub mod prompting;
pub mod reason;
pub mod report;
pub mod repository;
pub mod sampling;
pub mod serve;
pub mod shard;
pub mod store;
pub mod test_case;
