/**
 * Texts of test runs can contain any characters. One invalid character must not invalidate a whole result: it is
 * replaced before the text is parsed.
 */
import { Transform } from 'class-transformer';

import { soundText } from '../domain/rules/ci/reports/report-text.js';

/** For a text or a list of texts. `most`: characters; a longer text is cut there, because it is for people only. */
export const SoundText = (most = Infinity): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => sound(value, most));

function sound(value: unknown, most: number): unknown {
  if (Array.isArray(value)) return value.map((each) => sound(each, most));
  if (typeof value !== 'string') return value;
  const text = soundText(value);
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
