/**
 * The log: Nest's LoggerService over pino, on stderr. Lines are for people on a terminal and JSON otherwise; secrets
 * are taken out before anything is written (A4).
 */
import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';

import { subjectOf } from './log-subject.js';
import { type Redact, redactor } from './redact.js';

const STDERR = 2;
type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** What the log needs of the settings: the lowest level that is written, and the token that is redacted. */
export interface LogSettings {
  readonly logLevel: string;
  readonly token?: string | undefined;
}

/** The server's logger. `destination` is where tests look. */
export function createLogger(
  settings: LogSettings,
  destination: DestinationStream = process.stderr.isTTY ? pretty() : pino.destination({ dest: STDERR, sync: true }),
): LoggerService {
  const redact = redactor(settings.token === undefined ? [] : [settings.token]);
  const options = {
    level: settings.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => error },
  };
  return new PinoLogger(
    pino({ ...options, formatters: { level: (label) => ({ level: label }) } }, destination),
    redact,
  );
}

const pretty = (): DestinationStream =>
  PinoPretty({
    colorize: true,
    destination: STDERR,
    sync: true,
    ignore: 'context',
    translateTime: 'SYS:HH:MM:ss',
    messageFormat: '{if context}{context}: {end}{msg}',
  });

/** Contexts of the framework that log the assembly of modules at every start: needed only to debug the start. */
const FRAMEWORK = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'GraphQLModule',
  'NestApplication',
]);

/**
 * Nest calls with a message or an object first, then texts; the last one is the context, `error` may have a stack
 * before it.
 */
class PinoLogger implements LoggerService {
  constructor(
    private readonly pino: Logger,
    private readonly redact: Redact,
  ) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(FRAMEWORK.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const parts = rest.filter((part) => part !== undefined);
    const context = typeof parts.at(-1) === 'string' && !isStack(parts.at(-1)) ? (parts.pop() as string) : undefined;
    const stackAt = parts.findIndex(isStack);
    const stack = stackAt < 0 ? undefined : parts.splice(stackAt, 1)[0];
    const fields = { ...(context === undefined ? {} : { context }), ...(stack === undefined ? {} : { stack }) };
    const texts = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(this.redact(part))));
    if (message instanceof Error)
      this.say(level, { ...fields, ...subjectOf(message), err: message }, [message.message, ...texts]);
    else if (typeof message === 'object' && message !== null) this.say(level, { ...fields, ...message }, texts);
    else this.say(level, fields, [String(message), ...texts]);
  }

  private say(level: Level, fields: object, texts: readonly string[]): void {
    this.pino[level](this.redact(fields) as object, this.redact(texts.join(' ')) as string);
  }
}

const isStack = (part: unknown): boolean => typeof part === 'string' && /\n\s+at /.test(part);
