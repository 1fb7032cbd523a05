/** Where a symlink leads (G2): one that could lead out of the tree is refused, whatever its target is today. */
import { isGitFolder } from './path-forms.js';

const LONGEST_TARGET = 4_096;

/**
 * Could a symlink at `path` lead out of the tree, or into git's own folder? Refused are absolute targets (of Windows
 * too), more ways up than there are folders above, and a way up behind a name: that name may itself be a symlink, and
 * then the text does not say where ".." leads.
 */
export function leavesTree(path: string, target: string | null): boolean {
  if (target === null || target === '' || target.length > LONGEST_TARGET || target.includes('\u0000')) return true;
  if (/^[/\\~]|^[a-z]:/i.test(target)) return true;
  const folders = path.split('/').length - 1;
  const steps = target.split(/[/\\]/).filter((step) => step !== '' && step !== '.');
  const firstName = steps.findIndex((step) => step !== '..');
  const waysUp = firstName === -1 ? steps.length : firstName;
  return waysUp > folders || steps.slice(waysUp).includes('..') || steps.some(isGitFolder);
}
