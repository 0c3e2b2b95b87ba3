//! A part of the programs.

philtre_native_tests::part!(6);
