/**
 * Messages of the Supervisor's commits (G3): a subject, a text, and trailers that say whose work it is. Names and notes come from plans and
 * agents; they can add no line that reads as a trailer of ours.
 */

/** In the order in which they stand in a message. */
export const TRAILERS = [
  'Autopack-Run',
  'Autopack-Phase',
  'Autopack-Attempt',
  'Autopack-Strategy',
  'Autopack-Agent',
] as const;
export type TrailerName = (typeof TRAILERS)[number];

export interface MessageParts {
  readonly subject: string;
  readonly body?: string | null;
  readonly trailers: Readonly<Partial<Record<TrailerName, string>>>;
}

const SUBJECT_LENGTH = 120;
const VALUE_LENGTH = 300;
/** Control characters, and what turns the reading direction round. */
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/g;

export function commitMessage({ subject, body = null, trailers }: MessageParts): string {
  const text = body === null ? '' : harmlessText(body);
  const named = TRAILERS.flatMap((name) =>
    trailers[name] === undefined ? [] : [`${name}: ${oneLine(trailers[name], VALUE_LENGTH) || '-'}`],
  );
  return `${[oneLine(subject, SUBJECT_LENGTH) || 'Autopack', text, named.join('\n')].filter((part) => part !== '').join('\n\n')}\n`;
}

function oneLine(text: string, most: number): string {
  const line = text
    .toWellFormed()
    .replace(/[\s\u0085\u2028\u2029]+/g, ' ')
    .replace(HARMFUL, '')
    .trim();
  return line.length > most ? `${line.slice(0, most).toWellFormed()}…` : line;
}

/** Any text, in which a line that a reader of trailers or of mailed patches would act on is indented. */
function harmlessText(text: string): string {
  const lines = text
    .toWellFormed()
    .replace(/\r\n?|\u0085|\u2028|\u2029/g, '\n')
    .replace(HARMFUL, '')
    .split('\n');
  const isActedOn = (line: string) => /^(---|diff )/.test(line) || /^\s{0,3}[a-z0-9]+(-[a-z0-9]+)+\s*:/i.test(line);
  return lines
    .map((line) => (isActedOn(line) ? `    ${line.trimStart()}` : line).trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}
