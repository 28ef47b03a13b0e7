//! The `loa` program.

fn main() {}
