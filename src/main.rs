//! The `ekscompile` command. Everything it does is in the library: [`ekscompile::cli`].

use std::process::ExitCode;

/// Nodes are many small pieces of memory, of several threads at once: validating takes three quarters of the time with it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ekscompile::cli::report_panics();
    ekscompile::cli::main(std::env::args_os())
}
