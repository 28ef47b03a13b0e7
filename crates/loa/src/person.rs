//! `loa person`: people of a locality, for whoever runs the machine.

pub mod invite;
