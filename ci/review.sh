#!/usr/bin/env bash
# Judges a change in CI: `ekscompile check`, and `ekscompile diff` as one comment for its reviewers.
#   EKSCOMPILE_ENVIRONMENTS  names of environments, or --all (default)
#   EKSCOMPILE_AGAINST       what to compare with; empty: where the change left its target branch
#   EKSCOMPILE_FAIL_ON       the least risk that fails the job; empty: none does
#   EKSCOMPILE_COMMENT       true (default) posts the differences, false only prints them
#   EKSCOMPILE_DIRECTORY     the folder of the project (default: this one)
#   EKSCOMPILE_OUT           where the differences are written (default: ekscompile-diff.md in a temporary folder)
# Ends with 1 or more if the check fails, or if the risk is too high. Needs ekscompile and git; for comments curl and jq.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

scratch=$(mktemp -d)
out=${EKSCOMPILE_OUT:-$scratch/ekscompile-diff.md}
[[ $out == /* ]] || out=$PWD/$out
cd -- "${EKSCOMPILE_DIRECTORY:-.}"

# Names stay names: none becomes an option, or ends the comment that marks ours.
read -r -a environments <<< "$(tr '\n,' '  ' <<< "${EKSCOMPILE_ENVIRONMENTS:---all}")"
for environment in "${environments[@]}"; do
  if [[ $environment != --all && ! $environment =~ ^[A-Za-z0-9._/][A-Za-z0-9._/-]*$ ]]; then
    printf 'expected names of environments or --all, found %q\n' "$environment" >&2
    exit 2
  fi
done

# Prints the commit at which the change left its target branch, and fetches what a shallow clone lacks of the way there.
merge_base() {
  local target=${GITHUB_BASE_REF:-${CI_MERGE_REQUEST_TARGET_BRANCH_NAME:-}}
  if [[ -z $target ]]; then
    # A push: compared with what was there before.
    echo HEAD~1
    return
  fi
  local branch=refs/remotes/origin/$target
  if ! git merge-base HEAD "$branch" 2> /dev/null; then
    local deepen=()
    if [[ $(git rev-parse --is-shallow-repository) == true ]]; then
      deepen=(--unshallow)
    fi
    git fetch --quiet --no-tags ${deepen[@]+"${deepen[@]}"} origin "$(git rev-parse HEAD)" "+refs/heads/$target:$branch" >&2
    git merge-base HEAD "$branch"
  fi
}

against=${EKSCOMPILE_AGAINST:-$(merge_base)}

format=text
if [[ ${GITHUB_ACTIONS:-} == true ]]; then
  format=github
fi
checked=0
ekscompile check --format "$format" "${environments[@]}" || checked=$?

risk=()
if [[ -n ${EKSCOMPILE_FAIL_ON:-} ]]; then
  risk=(--fail-on="$EKSCOMPILE_FAIL_ON")
fi
compared=0
ekscompile diff --format markdown --against="$against" ${risk[@]+"${risk[@]}"} "${environments[@]}" > "$scratch/diff.md" || compared=$?

{
  if ((checked != 0)); then
    # shellcheck disable=SC2016 # The backticks are Markdown.
    printf '> **`ekscompile check` fails**: the log of the job says what is stale or wrong.\n\n'
  fi
  if ((compared > 1)); then
    # shellcheck disable=SC2016
    printf '> **`ekscompile diff` fails**: the log of the job says why.\n\n'
  fi
  cat "$scratch/diff.md"
} > "$out"
if [[ $format == github ]]; then
  # A line of a manifest must not be a command to the runner.
  pause=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '::stop-commands::%s\n' "$pause"
  cat "$out"
  printf '::%s::\n' "$pause"
else
  cat "$out"
fi
if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then
  cat "$out" >> "$GITHUB_STEP_SUMMARY"
fi
if [[ -n ${GITHUB_OUTPUT:-} ]]; then
  printf 'markdown=%s\n' "$out" >> "$GITHUB_OUTPUT"
fi
if [[ ${EKSCOMPILE_COMMENT:-true} == true ]]; then
  name="${environments[*]}"
  "$here/comment.sh" "<!-- ekscompile-diff ${name#--} -->" "$out"
fi
exit $((checked > compared ? checked : compared))
