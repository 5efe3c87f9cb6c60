//! The tests of the commands as one program, which is linked once, and in which one goes on while another
//! compiles.

mod changes;
mod new_operation;
mod regen;
mod support;
mod upstream;
