/** What a command's exit code says; the help text shows the same list. */
export const EXIT = { ok: 0, wrong: 1, unreachable: 2, usage: 64, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES_HELP = `
Exit codes:
  0   done, everything is as it should be
  1   something is wrong: a check failed, a command was refused, the
      configuration cannot be used, the port is taken
  2   the server cannot be reached, or what answers there is no Autopack
      server
  64  the command line makes no sense
  130 it was stopped with Ctrl-C before what it waited for came`;

/** A failure that is reported by its message, without a stack, and ends the command with its exit code. */
export class CommandFailed extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.wrong,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CommandFailed';
  }
}
