//! The vocabulary of Monitoring.
