//! The `ekscompile` command. Everything it does is in the library: [`ekscompile::cli`].

use std::process::ExitCode;

/// Nodes are many small pieces of memory that one thread takes and another gives back. With the allocator of glibc the threads
/// wait for each other's locks then, and with that of musl all the time: 20,000 resources of kustomizations take two thirds of
/// the work with this one. It is a feature, and not always there, since it is the one thing that needs a compiler of C.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ekscompile::cli::report_panics();
    ekscompile::cli::main(std::env::args_os())
}
