//! The built program, run as people and other programs run it.

mod answers;
mod formats;
mod run;
mod trouble;
