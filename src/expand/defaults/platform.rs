//! The defaults of platform specs.

defaults! {}
