//! The `mutagree` command.

fn main() {}
