/** The form of a branch's name, as git itself would take it (git-check-ref-format): it becomes an argument of git. */
const FORBIDDEN = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\.lock(\/|$)|\/\.|^[-./]|[./]$/;

/** Why a text cannot be the name of a branch; null if it can. */
export function branchFault(name: string): string | null {
  if (name.length === 0) return 'must not be empty';
  if (name.length > 200) return 'must have at most 200 characters';
  if (!name.isWellFormed()) return 'must not contain lone surrogates';
  if (name === '@' || FORBIDDEN.test(name))
    return 'must be a name that git accepts for a branch, e.g. "main" or "release/2.1"';
  return null;
}
