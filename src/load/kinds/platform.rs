//! The vocabulary of Platform.
