#!/bin/sh
# Probes a running server from outside: a run with two tiers and three phases, its files, the lifecycle's legal and illegal moves.
# Takes the options of `autopack probe` (--url, --dir, --token, --json); see --help. Works from any directory.
exec node "$(dirname -- "$(readlink -f -- "$0")")/run.mjs" probe "$@"
