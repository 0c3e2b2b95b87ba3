//! Values and library of Philtre.
