//! The vocabulary of Database.
