/**
 * The lines of a `.env`: each is blank, a comment, a setting that is read as it looks, or a problem that is told with
 * its number and never with its text (A4). The form is that of Node: NAME=value, `export` before it, quotes ' " ` over
 * several lines, `#` begins a comment.
 */
import { asSeen, oddCharacter } from '../domain/text/input-text.js';
import { valueFault } from './setting-values.js';
import { beginsAsToken, isPlainName, settingMeantBy, settingSpokenOf, TOKEN_NAME } from './similar-settings.js';

export interface FileSetting {
  readonly name: string;
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

export interface EnvLines {
  /** Each name once. */
  readonly settings: readonly FileSetting[];
  /** What the server does not start with, each with its line. */
  readonly problems: readonly string[];
  /** What sets nothing and is nothing of ours, each with its line. */
  readonly warnings: readonly string[];
}

/** To the eye these end a line; to a reader of lines they do not. */
const HIDDEN_LINE_END = /[\u000b\u000c\u0085\u2028\u2029]/;

export function readEnvLines(text: string, known: readonly string[]): EnvLines {
  return new Reading(text.replace(/^\ufeff+/, '').split(/\r\n|\n|\r/), known).whole();
}

class Reading {
  private readonly settings = new Map<string, FileSetting>();
  private readonly problems: string[] = [];
  private readonly warnings: string[] = [];
  private at = 0;

  constructor(
    private readonly lines: readonly string[],
    private readonly known: readonly string[],
  ) {}

  whole(): EnvLines {
    while (this.at < this.lines.length) this.line(this.lines[this.at] ?? '');
    const hasToken = (this.settings.get(TOKEN_NAME)?.value ?? '') !== '';
    for (const { name, line } of this.settings.values()) {
      if (!hasToken && name !== TOKEN_NAME && beginsAsToken(name)) {
        this.problem(line, `begins with ${TOKEN_NAME} but sets another name, so that no token would be in force`);
      }
    }
    return { settings: [...this.settings.values()], problems: this.problems, warnings: this.warnings };
  }

  private line(line: string): void {
    const number = this.at + 1;
    this.at += 1;
    const isComment = /^\s*(#|$)/.test(asSeen(line));
    const [first = '', ...others] = line.split(HIDDEN_LINE_END);
    if (others.length > 0 && [...(isComment ? [] : [first]), ...others].some((part) => this.speaksOf(part) !== null)) {
      this.problem(number, `has ${oddCharacter(line)}, which looks like the end of a line`);
      return;
    }
    if (isComment) return;
    const equals = line.indexOf('=');
    const left = equals < 0 ? line : line.slice(0, equals);
    const name = left.trim().replace(/^export[ \t]+/, '');
    // `trim` takes odd blanks away as well: a name that only looks clean is none.
    const isClean = equals >= 0 && isPlainName(name) && /^[\t -~]*$/.test(left);
    if (!isClean) this.unclean(number, equals < 0 ? line : left);
    else if (this.known.includes(name)) this.setting(number, name, line.slice(equals + 1));
    else this.foreign(number, name, line.slice(equals + 1));
  }

  private unclean(number: number, text: string): void {
    const meant = this.speaksOf(text);
    const odd = oddCharacter(text);
    if (meant === null) {
      this.warnings.push(`Line ${number} of .env is no setting and no comment; it was passed over`);
    } else if (odd !== null) {
      this.problem(number, `looks like ${meant} but has ${odd}`);
    } else {
      this.problem(number, `speaks of ${meant} but does not set it; write ${meant}=value`);
    }
  }

  private foreign(number: number, name: string, rest: string): void {
    const meant = settingMeantBy(name, this.known);
    if (meant !== null) {
      this.problem(number, `sets another name than ${meant}, though it looks like it; write ${meant}=value`);
      return;
    }
    const value = this.value(number, rest);
    if (value !== null) this.keep({ name, value: value.text, line: number });
  }

  private setting(number: number, name: string, rest: string): void {
    const value = this.value(number, rest);
    if (value === null) return;
    const fault = value.fault ?? valueFault(name, value.text);
    if (fault !== null) {
      this.problem(number, `sets ${name}, whose value ${fault}`);
      return;
    }
    const before = this.settings.get(name);
    if (before && before.value !== '' && before.value !== value.text) {
      this.problem(number, `sets ${name} again, otherwise than line ${before.line}; leave one of them out`);
      return;
    }
    this.keep({ name, value: value.text, line: number });
  }

  /** null: a problem was told. `fault`: what is ambiguous in it; it stops only settings of ours. */
  private value(number: number, rest: string): { readonly text: string; readonly fault: string | null } | null {
    // What the eye takes for a blank is none to Node: `value` must not lose it, so that `valueFault` sees it.
    const plain = rest.replace(/^[ \t]+|[ \t]+$/g, '');
    const quote = plain[0];
    if (quote === '"' || quote === "'" || quote === '`') return this.quoted(number, plain, quote);
    const hash = plain.indexOf('#');
    const text = (hash < 0 ? plain : plain.slice(0, hash)).replace(/[ \t]+$/, '');
    if (/(^|[\s;,&|])(export\s+)?AUTOPACK_TOKEN\s*=/i.test(asSeen(text))) {
      this.problem(number, 'sets AUTOPACK_TOKEN after another setting; give it a line of its own');
      return null;
    }
    const isGlued = hash >= 0 && (hash > 0 || rest.startsWith('#')) && !/[ \t]/.test(plain[hash - 1] ?? '');
    return {
      text,
      fault: isGlued
        ? 'has a # that may be a part of it or begin a comment: put the value in quotes, or a blank before the #'
        : null,
    };
  }

  private quoted(
    number: number,
    plain: string,
    quote: string,
  ): { readonly text: string; readonly fault: string | null } | null {
    const lines = [plain.slice(1)];
    let end = lines[0]!.indexOf(quote);
    let next = this.at;
    while (end < 0 && next < this.lines.length) {
      lines.push(this.lines[next] ?? '');
      end = lines.at(-1)!.indexOf(quote);
      next += 1;
    }
    if (end < 0) return { text: plain, fault: 'has a quotation mark that is never closed' };
    const swallowed = lines.slice(1).findIndex((line) => this.setsOurs(line));
    if (swallowed >= 0) {
      this.problem(
        number,
        `opens a quotation mark that goes over line ${number + swallowed + 1}, which looks like a setting; close it before`,
      );
      return null;
    }
    this.at = next;
    const last = lines.pop()!;
    const text = [...lines, last.slice(0, end)].join('\n');
    const behind = last.slice(end + 1);
    const fault = /^[ \t]*(#|$)/.test(behind) ? null : 'has something after its closing quotation mark';
    return { text: quote === '"' ? text.replaceAll('\\n', '\n') : text, fault };
  }

  private setsOurs(line: string): boolean {
    const seen = asSeen(line);
    const end = seen.search(/=/);
    if (/^\s*#/.test(seen)) return false;
    return end < 0 ? /^\W*AUTOPACK_TOKEN\s*:/i.test(seen) : this.speaksOf(seen.slice(0, end)) !== null;
  }

  private speaksOf(text: string): string | null {
    return settingSpokenOf(text, this.known);
  }

  private keep(setting: FileSetting): void {
    this.settings.delete(setting.name);
    this.settings.set(setting.name, setting);
  }

  private problem(number: number, what: string): void {
    this.problems.push(`Line ${number} of .env ${what}`);
  }
}
