//! The vocabulary of Environment and Overlay.
