//! The defaults of monitoring specs.

defaults! {}
