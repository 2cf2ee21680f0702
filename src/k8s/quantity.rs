//! Quantities: parse, compare, canonical form.
