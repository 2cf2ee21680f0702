//! The `ekscompile` command. Everything it does is in the library: [`ekscompile::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    ekscompile::cli::report_panics();
    ekscompile::cli::main(std::env::args_os())
}
