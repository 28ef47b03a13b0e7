//! Urging: who is reminded of what and when, letters to units that are late, the page for the chair.

pub mod ladder;
