//! `upstream`: reports how a published document differs from ours, and which differences are known.

mod allowlist;
mod report;
mod run;

pub(crate) use run::run;
