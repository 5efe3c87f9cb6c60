//! `upstream`: where a published document differs from ours, and which of it is known.

mod allowlist;
mod report;
mod run;

pub(crate) use run::run;
