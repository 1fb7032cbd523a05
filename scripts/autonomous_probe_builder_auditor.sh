#!/bin/sh
# Probes a running server from outside: leases, results, gate, audits, late results, kept texts, and a budget that ends a run.
# Takes the options of `autopack probe work` (--url, --dir, --token, --json); see --help. Works from any directory.
exec node "$(dirname -- "$(readlink -f -- "$0")")/run.mjs" probe work "$@"
