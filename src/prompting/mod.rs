//! What a model is asked.

pub mod stage;
