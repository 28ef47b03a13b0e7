//! Stories of inspections.
