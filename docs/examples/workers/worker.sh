#!/usr/bin/env bash
# A worker for Autopack in bash, curl and git: one lease of a Builder, or one of CI.
#
#   export AUTOPACK_URL=http://127.0.0.1:8000 AUTOPACK_TOKEN=...
#   worker.sh builder RUN my-agent --its-options    # gets the brief on its standard input, works in the clone
#   worker.sh ci RUN sh -c 'npm ci && npm test -- --reporters=jest-junit'    # leaves its report in $AUTOPACK_REPORT
#
# Bodies and headers go over standard input and files, so that no token is in a list of processes. JSON is read with
# sed: enough for the few fields below, which are ids, hashes and paths.
set -euo pipefail

role=$1 run=$2
shift 2
url=${AUTOPACK_URL:-http://127.0.0.1:8000}
folder=$(mktemp -d)
beats=
trap 'if [ -n "$beats" ]; then kill "$beats" 2>/dev/null || true; fi; rm -rf "$folder"' EXIT

headers=$folder/headers
{
  echo 'content-type: application/json'
  if [ -n "${AUTOPACK_TOKEN:-}" ]; then echo "authorization: Bearer $AUTOPACK_TOKEN"; fi
} >"$headers"
chmod 600 "$headers"

# text on standard input -> a JSON string
json() {
  printf '"'
  tr -d '\000-\010\013\014\016-\037' | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/	/\\t/g' -e 's/\r/\\r/g' | awk '{ printf "%s\\n", $0 }'
  printf '"'
}
# name, JSON on standard input -> the first value of that name that is a string
value() { sed -n "s/.*\"$1\":\"\(\([^\"\\\\]\|\\\\.\)*\)\".*/\1/p" | head -n 1; }
# selection of a mutation and its input -> the answer; what may pass is tried again, five times
send() {
  printf '{"query":"mutation %s","variables":{"input":%s}}' "$1" "$2" |
    curl --silent --show-error --fail-with-body --max-time 60 --retry 5 --retry-connrefused \
      -H "@$headers" --data-binary @- "$url/graphql"
}
key() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

claim=$(send 'Claim($input: ClaimWorkInput!) { claimWork(input: $input) { lease { token } brief { repositoryPath baseCommit commit markdown } idleReason { message } errors { message } } }' \
  "{\"role\":\"$(echo "$role" | tr a-z A-Z)\",\"workerId\":\"$(hostname)-$role-sh\",\"runId\":\"$run\",\"waitSeconds\":${AUTOPACK_WAIT:-20},\"idempotencyKey\":\"$(key)\"}")
lease=$(echo "$claim" | value token)
if [ -z "$lease" ]; then
  echo "no work: $(echo "$claim" | value message)"
  exit 0
fi

# The lease lives as long as heartbeats come. (A worker that runs for long ends its agent on "directive":"STOP".)
(
  trap 'kill "$nap" 2>/dev/null; exit' TERM
  while :; do
    sleep 20 &
    nap=$!
    wait "$nap"
    send 'Beat($input: HeartbeatInput!) { heartbeat(input: $input) { directive errors { message } } }' "{\"leaseToken\":\"$lease\"}" || true
  done
) >/dev/null 2>&1 &
beats=$!

repository=$(echo "$claim" | value repositoryPath)
if [ "$role" = builder ]; then commit=$(echo "$claim" | value baseCommit); else commit=$(echo "$claim" | value commit); fi
git clone -q --no-checkout "$repository" "$folder/clone"
git -C "$folder/clone" fetch -q origin "$commit"
git -C "$folder/clone" checkout -q --detach "$commit"

if [ "$role" = builder ]; then
  status=SUCCEEDED
  brief=$(printf '%b' "$(echo "$claim" | value markdown | sed 's/\\"/"/g')")
  (cd "$folder/clone" && unset AUTOPACK_TOKEN && echo "$brief" | "$@") >"$folder/log" 2>&1 || status=FAILED
  git -C "$folder/clone" add --all --intent-to-add
  git -C "$folder/clone" -c diff.noprefix=false -c diff.mnemonicPrefix=false diff --binary "$commit" >"$folder/patch"
  answer=$(send 'Built($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) { gate { verdict } errors { message } } }' \
    "{\"leaseToken\":\"$lease\",\"status\":\"$status\",\"patch\":$(json <"$folder/patch"),\"log\":$(tail -c 8000 "$folder/log" | json),\"idempotencyKey\":\"$(key)\"}")
  echo "$status: $(echo "$answer" | value verdict)$(echo "$answer" | value message)"
else
  verdict=GREEN
  export AUTOPACK_REPORT=$folder/report.xml
  (cd "$folder/clone" && unset AUTOPACK_TOKEN && "$@") >"$folder/log" 2>&1 || verdict=RED
  reports=
  if [ -f "$AUTOPACK_REPORT" ]; then reports=$(json <"$AUTOPACK_REPORT"); fi
  answer=$(send 'Tested($input: ReportCiResultInput!) { reportCiResult(input: $input) { phase { state } errors { message } } }' \
    "{\"leaseToken\":\"$lease\",\"verdict\":\"$verdict\",\"reports\":[$reports],\"outputTail\":$(tail -c 8000 "$folder/log" | json),\"idempotencyKey\":\"$(key)\"}")
  echo "$verdict: $(echo "$answer" | value state)$(echo "$answer" | value message)"
fi
