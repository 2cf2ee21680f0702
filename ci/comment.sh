#!/usr/bin/env bash
# Posts a text to the pull or merge request of this job, or replaces the one that an earlier run has posted.
#   ci/comment.sh MARKER FILE
# The marker is the first line of the comment, invisible to readers: `<!-- ekscompile-diff all -->`. Everything else comes from
# the environment that GitHub or GitLab sets, and the token from GITHUB_TOKEN or EKSCOMPILE_TOKEN. Needs curl and jq.
# Where nothing can be posted, it says why and ends well: the text is in the log, too.
set -euo pipefail

marker=$1
file=$2

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
answer=$scratch/answer.json
request=$scratch/request.json
status=000

leave() {
  printf 'no comment: %s\n' "$1" >&2
  exit 0
}

# call METHOD URL [FILE]: asks the API; the answer is in $answer, its code in $status.
call() {
  local method=$1 url=$2
  shift 2
  # The token stands in no command line, which other processes could read.
  status=$(
    curl --silent --show-error --max-time 60 --request "$method" --url "$url" \
      --header "@$scratch/headers" --output "$answer" --write-out '%{http_code}' ${1:+--data-binary "@$1"}
  ) || status=000
}

succeeded() {
  [[ $status == 2* ]]
}

if [[ ${GITHUB_ACTIONS:-} == true ]]; then
  token=${GITHUB_TOKEN:-}
  number=$(jq --raw-output '.pull_request.number // empty' "${GITHUB_EVENT_PATH:-/dev/null}")
  comments=${GITHUB_API_URL:?}/repos/${GITHUB_REPOSITORY:?}/issues/$number/comments
  comment=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues/comments
  replace=PATCH
  authorization="Authorization: Bearer $token"
  limit=65536
elif [[ ${GITLAB_CI:-} == true ]]; then
  token=${EKSCOMPILE_TOKEN:-}
  number=${CI_MERGE_REQUEST_IID:-}
  comments=${CI_API_V4_URL:?}/projects/${CI_PROJECT_ID:?}/merge_requests/$number/notes
  comment=$comments
  replace=PUT
  authorization="PRIVATE-TOKEN: $token"
  limit=1000000
else
  leave 'this is neither GitHub Actions nor GitLab CI'
fi
[[ -n $token ]] || leave 'there is no token'
[[ $number =~ ^[0-9]+$ ]] || leave 'this job belongs to no pull or merge request'
printf '%s\nContent-Type: application/json\nAccept: application/json\n' "$authorization" > "$scratch/headers"

# The text brings the marker of every comparison; ours says of what, too.
#
# A text that is too long loses its last lines: both services would refuse it as a whole.
jq --null-input --rawfile text "$file" --arg marker "$marker" --argjson limit "$limit" '
  ($marker + "\n" + ($text | sub("<!-- ekscompile-diff -->\n"; ""))) as $body
  | if ($body | length) <= $limit then {body: $body}
    else {body: (($body[:$limit - 100] | split("\n")[:-1] | join("\n")) + "\n\n*The rest does not fit here; it is in the log of the job.*")}
    end' > "$request"

# Somebody else may have copied the marker; what is not ours cannot be replaced, and the next one is tried.
page=1
while ((page <= 100)); do
  call GET "$comments?per_page=100&page=$page"
  succeeded || leave "the comments cannot be listed: $status"
  cp "$answer" "$scratch/page.json"
  while read -r id; do
    call "$replace" "$comment/$id" "$request"
    if succeeded; then
      printf 'comment %s replaced\n' "$id" >&2
      exit 0
    fi
  done < <(jq --raw-output --arg marker "$marker" '.[] | select((.body // "") | startswith($marker)) | .id' "$scratch/page.json")
  [[ $(jq length "$scratch/page.json") == 100 ]] || break
  page=$((page + 1))
done

call POST "$comments" "$request"
succeeded || leave "the comment is refused: $status; a pull request of a fork has no token that may write"
printf 'comment %s posted\n' "$(jq .id "$answer")" >&2
