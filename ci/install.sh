#!/usr/bin/env bash
# Prints the path of ekscompile: the one that is installed, or one built of the sources beside this script, which GitHub then has
# on the PATH of all steps that follow.
set -euo pipefail

if command -v ekscompile; then
  exit 0
fi
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=${RUNNER_TEMP:-${TMPDIR:-/tmp}}/ekscompile
cargo install --quiet --locked --root "$root" --path "$source"
if [[ -n ${GITHUB_PATH:-} ]]; then
  printf '%s\n' "$root/bin" >> "$GITHUB_PATH"
fi
printf '%s\n' "$root/bin/ekscompile"
