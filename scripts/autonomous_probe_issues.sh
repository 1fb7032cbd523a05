#!/bin/sh
# Probes a running server from outside: issues of two severities in phases, run and backlog, their counters and files, and a recount.
# Takes the options of `autopack probe issues` (--url, --dir, --token, --json); see --help. Works from any directory.
exec node "$(dirname -- "$(readlink -f -- "$0")")/run.mjs" probe issues "$@"
