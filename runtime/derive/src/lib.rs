//! The `library` attribute.
