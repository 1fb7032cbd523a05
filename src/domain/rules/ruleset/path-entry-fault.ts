/**
 * What a phase may name among its allowed paths: a path as it is written, a folder with a "/" behind it, or a glob. The
 * same words wherever a plan comes in: as Markdown, through the API, when a draft is sealed.
 */
import { LIST_ENTRY_MAX_LENGTH } from '../../model/identity.js';
import { emptyGlobFault } from './empty-glob.js';
import { GLOB_MAX_LENGTH, globFault } from './glob-fault.js';

/** Why a text is no path that a phase may touch, as the end of a sentence; null if it is one. */
export function pathEntryFault(entry: string): string | null {
  if (entry === './') return null;
  const path = entry.replace(/^(?:\.\/+)+(?=.)/, '').replace(/(?<=.)\/$/, '');
  // A path without wildcards may be longer than a glob.
  const form = globFault(path, /[*?[{]/.test(path) ? GLOB_MAX_LENGTH : LIST_ENTRY_MAX_LENGTH);
  if (form !== null) return form.replace('; a ruleset only adds', '; name what may change, and not what is left out');
  // Behind "./" or in front of "/" every word is a name.
  return emptyGlobFault(path, { isName: entry.startsWith('./') || entry.endsWith('/') });
}
