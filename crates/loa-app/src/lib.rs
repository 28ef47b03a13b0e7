//! The product: one application of slices.
//!
//! A slice is a file with its nouns and rules and a folder of the same name: `actions.rs` what a person can do,
//! `store.rs` all SQL that writes its tables, `web.rs` routes and pages, `pages/` templates. A read goes web → store;
//! a write goes web → action → store. A slice uses those before it in this order, which `tests/architecture.rs` keeps:
//! audit, job, outbox, org, identity, document, activity, duty, urging, plan, inspection, report, subplan, catalogue, newsroom, library,
//! notice, recognition, portal, subscription, readership, care.

pub mod activity;
pub mod audit;
pub mod care;
pub mod catalogue;
pub mod document;
pub mod duty;
pub mod identity;
pub mod inspection;
pub mod library;
pub mod newsroom;
pub mod notice;
pub mod org;
pub mod plan;
pub mod portal;
pub mod recognition;
pub mod urging;

pub mod app;
pub mod assets;
pub mod clock;
pub mod error;
pub mod files;
pub mod form;
pub mod job;
pub mod mail;
pub mod outbox;
pub mod page;
pub mod problem;
pub mod readership;
pub mod report;
pub mod request;
pub mod route;
pub mod sheet;
pub mod subplan;
pub mod subscription;
pub mod text;
pub mod webhook;
pub mod wiring;

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test may stop where it stands"
)]
mod testing;

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
mod wiring_tests;
