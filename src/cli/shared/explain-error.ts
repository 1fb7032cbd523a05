/** Turns what stops a command into a sentence that says what to do. Errors that nobody foresaw are reported by their message. */
import { CommandFailed, EXIT, type ExitCode } from './exit-codes.js';

export interface Explained {
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** Errors of other folders whose message is meant for the user; identified by class name, so that this file imports none of those folders. */
const SPEAKING = new Set(['SettingsError', 'EmbeddedDatabaseError', 'DatabaseUnusableError']);

export function explainError(error: unknown): Explained {
  if (error instanceof CommandFailed) return { message: error.message, exitCode: error.exitCode };
  if (!(error instanceof Error)) return { message: String(error), exitCode: EXIT.wrong };
  if (SPEAKING.has(error.constructor.name)) return { message: error.message, exitCode: EXIT.wrong };
  return { message: listenFault(error) ?? unforeseen(error), exitCode: EXIT.wrong };
}

interface SystemError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  readonly address?: string;
  readonly port?: number;
}

export const isPortTaken = (error: unknown): boolean => (error as SystemError | null)?.code === 'EADDRINUSE';

function listenFault(error: SystemError): string | undefined {
  if (error.syscall !== 'listen' && error.syscall !== 'getaddrinfo') return undefined;
  const where = error.address ?? 'this address';
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${error.port} on ${where} is taken by another program. Stop it, or set PORT to another number; PORT=0 takes a free one.`;
    case 'EACCES':
      return `This user may not listen on port ${error.port} of ${where}. Set PORT to a number of 1024 or more.`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${where}. Set HOST to one that it has; 127.0.0.1 is always there.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'HOST is no name or address of this machine. Set HOST to one that it has; 127.0.0.1 is always there.';
    default:
      return undefined;
  }
}

function unforeseen(error: Error): string {
  return process.env.AUTOPACK_LOG_LEVEL === 'debug'
    ? (error.stack ?? error.message)
    : `${error.message} (AUTOPACK_LOG_LEVEL=debug shows more)`;
}
