#!/bin/sh
# Probes a running server from outside: a real git repository, red, flaky and green CI, snapshots, and the promotion to main.
# Takes the options of `autopack probe promotion` (--url, --dir, --token, --json); see --help. Needs git, and a server on this machine.
exec node "$(dirname -- "$(readlink -f -- "$0")")/run.mjs" probe promotion "$@"
