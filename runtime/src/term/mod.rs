//! Terms: what a value is and how two are compared.

mod atom;
mod big;
mod binary;
pub mod compare;
mod fun;
#[allow(unsafe_code)]
mod list;
pub mod map;
#[allow(unsafe_code)]
mod value;

pub use atom::{Atom, atoms, constant as atom_constant, known as known_atom};
pub use big::{Big, to_bigint};
pub use binary::{Binary, Bits};
pub use fun::{Callable, Fun, Reference};
pub use list::List;
pub use map::{CachedKey, Guess, Key, Map};
pub use value::{KeyText, Term, Value, same_bytes};
