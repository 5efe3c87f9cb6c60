//! The laws, by hand, at random and exhaustively.
//!
//! `world` is a server, its wire and the tracker in one; `views` are those who subscribe, and object
//! to whatever breaks a law; `calm` lets a world come to rest and says what must hold then. `random`
//! and `every_state` drive such worlds, `bounds`, `ends`, `waiting` and `watching` are traces by hand.
//!
//! Both drivers do more on request: `PROPTEST_CASES=100000` tries as many cases of each property, and
//! `TRACKER_MORE_SECONDS=2` lets the exhaustively searched worlds last two seconds longer, which is
//! about 800,000 states each. The seed of a case that fails is kept in `proptest-regressions`.

mod actions;
mod bounds;
mod calm;
mod checks;
mod desk;
mod ends;
mod every_state;
mod random;
mod step;
mod views;
mod waiting;
mod watching;
mod wire;
mod world;
