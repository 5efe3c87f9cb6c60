//! The tests of the generator as one program, which is linked once, and in which the others go on while the
//! forms are compiled.

mod forms;
mod pipeline;
mod scaling;
