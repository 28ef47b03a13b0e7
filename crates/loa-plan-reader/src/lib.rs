//! `Body → (PlanDraft, Vec<Notice>)`: what a plan orders, of whom, by when, with the words that say so.
//!
//! Never fails: what cannot be read is a notice. Knows no file, clock or database.

pub mod assignment;
pub mod citation;
pub mod closing;
pub mod duty;
pub mod head;
pub mod labelled;
pub mod legal_basis;
pub mod lint;
pub mod merge;
pub mod notice;
pub mod outline;
pub mod plan;
pub mod prose;
pub mod task_table;
pub mod text;
pub mod unit_names;
pub mod units;
