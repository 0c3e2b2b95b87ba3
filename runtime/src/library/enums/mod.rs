//! `Enum`, by subject: each file holds rows of the module.

pub mod join;
pub mod reduce;
pub mod sort;
pub mod transform;

mod order;
