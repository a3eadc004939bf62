//! The binary: streams, clock, randomness and arguments, handed to the library.

fn main() {}
