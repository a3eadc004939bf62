//! Rashomon keeps rival accounts of the same event: who said exactly what,
//! where it stands, which accounts collide, how each was verified, and proof
//! that nothing in the record was altered since.

pub mod journal;
pub mod model;
