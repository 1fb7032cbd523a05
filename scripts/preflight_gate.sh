#!/usr/bin/env bash
# Runs a test command up to three times, with growing pauses, and says whether it was ever green.
#
#   scripts/preflight_gate.sh [options] -- COMMAND [ARGUMENT …]
#
#   --attempts N      at most so many tries (3)
#   --pauses "5 20"   seconds before the second try, the third …; the last one also before all further ones
#   --image IMAGE     runs the command in a container of this image, if docker or podman is there and answers; else right here
#   --run R --tier T  asks the server before every try whether the tier has CI runs left, and stops early when it has not
#   --url URL         the server (AUTOPACK_URL, else http://127.0.0.1:8000); its token is AUTOPACK_TOKEN
#
# Exit code: 0 green; 1 never green; 2 wrong usage; 3 stopped, because the tier's CI cap is reached; 4 the server could not be asked.
# The command is run as it is given, never by a shell. It sees none of our own secrets: AUTOPACK_TOKEN is taken out of its environment.
set -euo pipefail

attempts=3
pauses=(5 20)
image='' run='' tier='' url="${AUTOPACK_URL:-http://127.0.0.1:8000}"

usage() {
  sed -n '2,14p' "$0" | sed 's/^# \{0,1\}//' >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case "$1" in
    --attempts) attempts="${2:?}"; shift 2 ;;
    --pauses) read -r -a pauses <<<"${2:?}"; shift 2 ;;
    --image) image="${2:?}"; shift 2 ;;
    --run) run="${2:?}"; shift 2 ;;
    --tier) tier="${2:?}"; shift 2 ;;
    --url) url="${2:?}"; shift 2 ;;
    --) shift; break ;;
    *) usage ;;
  esac
done
[ $# -gt 0 ] || usage
[[ "$attempts" =~ ^[1-9][0-9]?$ ]] || usage
for pause in "${pauses[@]}"; do [[ "$pause" =~ ^[0-9]{1,4}$ ]] || usage; done
if { [ -n "$run" ] && [ -z "$tier" ]; } || { [ -z "$run" ] && [ -n "$tier" ]; }; then usage; fi

# Prints what the tier has left. Values go to the program by its environment, never into its text.
ci_runs_left() {
  PREFLIGHT_URL="$url" PREFLIGHT_RUN="$run" PREFLIGHT_TIER="$tier" node -e '
    const { PREFLIGHT_URL: url, PREFLIGHT_RUN: runId, PREFLIGHT_TIER: tierId, AUTOPACK_TOKEN: token } = process.env;
    const query = "query ($runId: ID!, $tierId: ID!) { tier(runId: $runId, tierId: $tierId) { ciRunsUsed ciRunCap } }";
    const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
    fetch(new URL("/graphql", url), { method: "POST", headers, body: JSON.stringify({ query, variables: { runId, tierId } }) })
      .then((answer) => answer.json())
      .then(({ data, errors }) => {
        if (!data?.tier) throw new Error(errors?.[0]?.message ?? `there is no tier "${tierId}" in run "${runId}"`);
        console.log(data.tier.ciRunCap - data.tier.ciRunsUsed);
      })
      .catch((error) => {
        console.error(`preflight: the server at ${url} could not be asked: ${error.cause?.message ?? error.message}`);
        process.exitCode = 1;
      });
  '
}

engine=''
if [ -n "$image" ]; then
  for candidate in docker podman; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" info >/dev/null 2>&1; then
      engine="$candidate"
      break
    fi
  done
  [ -n "$engine" ] || echo 'preflight: no container engine answers; the command runs right here' >&2
fi

try() {
  if [ -n "$engine" ]; then
    env -u AUTOPACK_TOKEN "$engine" run --rm --network none -v "$PWD:/work" -w /work "$image" "$@"
  else
    env -u AUTOPACK_TOKEN "$@"
  fi
}

for ((attempt = 1; attempt <= attempts; attempt++)); do
  if [ -n "$run" ]; then
    left="$(ci_runs_left)" || exit 4
    if [ "$left" -le 0 ]; then
      echo "preflight: tier $tier of run $run has no CI run left; stopped before try $attempt" >&2
      exit 3
    fi
  fi
  if [ "$attempt" -gt 1 ]; then
    index=$((attempt - 2))
    last=$((${#pauses[@]} - 1))
    if [ "$last" -ge 0 ]; then sleep "${pauses[$((index < last ? index : last))]}"; fi
  fi
  echo "preflight: try $attempt of $attempts" >&2
  if try "$@"; then
    [ "$attempt" -eq 1 ] || echo "preflight: green in try $attempt after it had failed: flaky" >&2
    exit 0
  fi
done
echo "preflight: never green in $attempts tries" >&2
exit 1
