#!/usr/bin/env bash
# The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit in a scratch repository.
#   tests/scripts/pre-commit.sh target/release/ekscompile
# Where pre-commit is neither there nor can be installed, it says so and ends well.
set -euo pipefail

binary=$(realpath "${1:?the path of ekscompile is missing}")
source=$(realpath "$(dirname "$0")/../..")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

export PATH="$scratch/bin:$PATH"
export PRE_COMMIT_HOME="$scratch/cache" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 NO_COLOR=1
export GIT_AUTHOR_NAME=somebody GIT_AUTHOR_EMAIL=somebody@example.com GIT_AUTHOR_DATE=2026-01-01T00:00:00Z
export GIT_COMMITTER_NAME=somebody GIT_COMMITTER_EMAIL=somebody@example.com GIT_COMMITTER_DATE=2026-01-01T00:00:00Z
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE

mkdir "$scratch/bin"
ln -s "$binary" "$scratch/bin/ekscompile"
if ! command -v pre-commit > /dev/null; then
  if python3 -m venv "$scratch/venv" && "$scratch/venv/bin/pip" install --quiet 'pre-commit>=3.2,<5'; then
    ln -s "$scratch/venv/bin/pre-commit" "$scratch/bin/pre-commit"
  else
    echo "SKIPPED: pre-commit is not installed and cannot be installed; the hooks are not tested" >&2
    exit 0
  fi
fi

hooks=$scratch/hooks
mkdir "$hooks"
cp "$source/.pre-commit-hooks.yaml" "$hooks"
git -C "$hooks" init --quiet
git -C "$hooks" add --all
git -C "$hooks" commit --quiet --message=hooks

# project ID [LINE…]: makes a project whose rendering is committed, with this hook and lines about it, and enters it.
project() {
  cd "$scratch"
  rm -rf project
  ekscompile --quiet init project
  cd project
  git init --quiet --initial-branch=main
  {
    printf 'repos:\n  - repo: %s\n    rev: %s\n    hooks:\n' "$hooks" "$(git -C "$hooks" rev-parse HEAD)"
    printf '      - id: %s\n' "$1"
    printf '        %s\n' "${@:2}"
  } > .pre-commit-config.yaml
  ekscompile --quiet build --all
  git add --all
  pre-commit install > /dev/null
  passes first
}

# Changes the app, in all environments.
change() {
  sed -i "s|^  image: .*|  image: example.com/hello:$1|" base/apps/hello.yaml
}

passes() {
  local name=$1
  shift
  if ! git commit --message="$name" "$@" > "$scratch/log" 2>&1; then
    echo "FAILED: $name: the commit was refused" >&2
    cat "$scratch/log" >&2
    exit 1
  fi
}

# fails NAME TEXT [ARGUMENT…]: the commit is refused, with this text.
fails() {
  local name=$1 text=$2
  shift 2
  if git commit --message="$name" "$@" > "$scratch/log" 2>&1 || ! grep --quiet --fixed-strings -- "$text" "$scratch/log"; then
    echo "FAILED: $name: the commit was not refused with \`$text\`" >&2
    cat "$scratch/log" >&2
    exit 1
  fi
}

deployment=rendered/dev/units/90-hello.hello/54-deployment-hello.yaml

# The rendering was made and not staged.
project ekscompile-check-system
test -f "$deployment"
change 2
git add base
ekscompile --quiet build --all
fails unstaged "the staged \`$deployment\` is older than the specs"
git add rendered
passes staged

# Unstaged changes beside staged ones do not count, and survive.
change 3
ekscompile --quiet build --all
git add base rendered
change 4
passes beside
grep --quiet hello:4 base/apps/hello.yaml
git checkout --quiet -- base

# New files that nobody added.
sed 's/name: hello/name: second/' base/apps/hello.yaml > base/apps/second.yaml
ekscompile --quiet build --all
git add base
fails untracked "expected a staged \`rendered/dev/units/90-hello.second/54-deployment-second.yaml\`, found no such file"
git add rendered
passes added

# A commit that deletes only.
git rm --quiet "$deployment"
fails deleted "expected a staged \`$deployment\`, found no such file"
git reset --quiet --hard
git rm --quiet base/apps/second.yaml
fails obsolete 'belongs to nothing in the specs any more'
ekscompile --quiet build --all
git add rendered
passes removed

# `git commit FILE` commits these files alone, whatever else is staged.
change 5
ekscompile --quiet build --all
git add base rendered
fails partial "the staged \`$deployment\` is older than the specs" base
passes whole base rendered
test -z "$(git status --porcelain)"

# The same in a second working tree, where git tells hooks where they are.
git worktree add --quiet ../second -b second
cd ../second
change 6
git add base
fails worktree "the staged \`$deployment\` is older than the specs"
ekscompile --quiet build --all
git add rendered
passes worktree
cd ../project
git worktree remove ../second

# A hook that builds fails until what it wrote is staged.
project ekscompile-build-system
change 2
git add base
fails build "git add rendered/dev"
grep --quiet hello:2 "$deployment"
git add rendered
passes built

# A mistake in what is staged, mended in the working tree only.
sed -i 's/image:/imag:/' base/apps/hello.yaml
git add base
sed -i 's/imag:/image:/' base/apps/hello.yaml
fails mistake "unknown field \`imag\`"

# What the commit does is shown, and refused where that is too much.
project ekscompile-diff-system
change 2
git add base
passes shown
grep --quiet --fixed-strings 'Deployment/hello/hello  rolling restart (1 pod' "$scratch/log"
# A first commit, which creates everything, is risky enough itself.
SKIP=ekscompile-diff-system project ekscompile-diff-system 'args: [dev, --fail-on, low]'
change 2
git add base
change 3
fails risky '→ example.com/hello:2: 1 workload'

echo "the hooks judge what is staged: all scenarios passed"
