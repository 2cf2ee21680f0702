//! The defaults of database specs.

defaults! {}
