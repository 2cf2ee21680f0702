//! The vocabulary of Cluster.
