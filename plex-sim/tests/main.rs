//! The tests of the simulator as one program, which is linked once.

mod answers;
mod control;
mod faults;
mod gdm;
mod operations;
mod outages;
mod plex_tv;
mod profiles;
mod program;
mod scenarios;
mod scripts;
mod serving;
mod streams;
mod support;
mod tls;
