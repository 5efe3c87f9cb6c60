//! The laws, by hand, at random and exhaustively.
//!
//! `world` is a server, its wire and the tracker in one; `views` are those who subscribe, and object
//! to whatever breaks a law; `calm` lets a world come to rest and says what must hold then.

mod actions;
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
