//! `Body → (PlanDraft, Vec<Notice>)`: what a plan orders, of whom, by when, with the words that say so.
//!
//! Never fails: what cannot be read is a notice.

