//! `cargo xtask codegen`: files of the repository that are made from published documents.

mod crds;
mod document;
mod encode;

use std::path::{Path, PathBuf};

use self::document::Types;
use crate::{Failure, root};

/// The files.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Codegen {
    /// The types of the built-in kinds, `src/k8s/schema/types.bin`
    #[command(after_help = "\
DIR holds one document a minor version, 1.29.json to 1.37.json:
  the `api/openapi-spec/swagger.json` of the Go module k8s.io/kubernetes, `go mod download -json k8s.io/kubernetes@v1.36.3`;
  for 1.37, which that module does not have, `kubernetes_validate/kubernetes-json-schema/v1.37.0-local/_definitions.json`
  of the Python package kubernetes-validate 1.37.0, which does not state scopes.
The same documents give the same bytes.")]
    Schemas {
        /// The folder of documents.
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
    },
    /// The definitions of custom resources, `src/k8s/schema/crds/definitions.bin`
    #[command(after_help = "\
DIR holds a folder `component@version` of definitions in YAML for each row of src/k8s/schema/crds/components.rs, which
names the Go module that has them. The same definitions give the same bytes.")]
    Crds {
        /// The folder of definitions.
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
    },
}

/// Makes one.
pub(crate) fn run(codegen: &Codegen) -> Result<(), Failure> {
    match codegen {
        Codegen::Schemas { from } => schemas(from),
        Codegen::Crds { from } => crds::run(from),
    }
}

fn schemas(from: &Path) -> Result<(), Failure> {
    let types = Types::read(from)?;
    let bytes = encode::encode(&types)?;
    let path = root().join("src/k8s/schema/types.bin");
    std::fs::write(&path, &bytes)?;
    println!(
        "{}: {} kinds, {} definitions, {} bytes",
        path.display(),
        types.kinds.len(),
        types.definitions.len(),
        bytes.len()
    );
    Ok(())
}
