//! The vocabulary of App, Worker and CronJob.
