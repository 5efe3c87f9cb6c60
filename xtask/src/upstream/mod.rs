//! `upstream`: where a published document differs from ours, and which of it is known.

mod known;
mod run;
mod tell;

pub(crate) use run::run;
