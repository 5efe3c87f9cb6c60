//! The HTTP side: routes, the gate in front of them, and the answers' shapes.

mod activities;
mod asked;
mod butler;
mod control;
mod control_views;
mod gate;
mod library;
mod lists;
mod operations;
mod reply;
mod root;
mod router;
mod streams;
pub(crate) mod xml;

pub(crate) use gate::panic_text;
pub(crate) use router::router;
