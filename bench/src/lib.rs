//! Benchmarks stand under `benches/`; what they measured stands in `README.md`.
