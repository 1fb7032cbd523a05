#!/bin/sh
# Probes a running server from outside: a ruleset with a high-risk category, its preview, and the strategy that a run is frozen with.
# Takes the options of `autopack probe strategy` (--url, --dir, --token, --json); see --help. Works from any directory.
exec node "$(dirname -- "$(readlink -f -- "$0")")/run.mjs" probe strategy "$@"
