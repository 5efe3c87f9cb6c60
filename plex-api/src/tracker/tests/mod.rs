//! The laws, by hand, at random and exhaustively.
//!
//! `model` is a server, its wire and the tracker in one; `observers` are subscribers that object to any
//! breach of a law; `liveness` lets a world come to rest and has the laws that hold then. `properties` and
//! `exhaustive` drive such worlds, `capacity`, `end_events`, `waiting` and `watching` are traces by hand.
//!
//! Both drivers do more on request: `PROPTEST_CASES=100000` tries as many cases of each property, and
//! `TRACKER_MORE_SECONDS=2` lets the exhaustively searched worlds last two seconds longer, which is
//! about 800,000 states each. The seed of a case that fails is kept in `proptest-regressions`.

mod capacity;
mod checks;
mod end_events;
mod exhaustive;
mod harness;
mod liveness;
mod model;
mod model_actions;
mod model_network;
mod observers;
mod properties;
mod transition;
mod waiting;
mod watching;
