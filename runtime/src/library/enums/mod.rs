//! `Enum`, by subject: each file holds rows of the module.

pub mod access;
mod by_key;
pub mod group;
pub mod join;
pub mod pipeline;
pub mod random;
pub mod reduce;
pub mod sort;
pub mod transform;
pub mod zip;

pub(crate) mod order;
