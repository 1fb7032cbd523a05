/** The options of scripts, benchmarks and checks: help is an answer, and a slip is one line instead of a stack. */
import { parseArgs } from 'node:util';

/** As the command `autopack` has it, for a command line that makes no sense. */
const MISUSED = 64;

/**
 * What parseArgs gives for the command line. `usage` is what --help prints, which ends the process with 0; what the command does not take
 * ends it with 64.
 */
export function readOptions(usage, { options = {}, ...config } = {}) {
  try {
    const read = parseArgs({ ...config, options: { ...options, help: { type: 'boolean', short: 'h' } } });
    if (!read.values.help) return read;
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS_')) throw error;
    // What follows the first sentence is advice about the shell.
    misused(`${error.message.split('. ', 1)[0]}.`);
  }
  console.log(usage);
  process.exit(0);
}

/** Ends the process: the command line makes no sense. */
export function misused(sentence) {
  console.error(`${sentence} --help lists what it takes.`);
  process.exit(MISUSED);
}
