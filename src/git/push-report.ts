/** What `git push --porcelain` prints, ref by ref. */

export interface PushedRef {
  /** Its full name on the remote. */
  readonly ref: string;
  /** `stale`: it did not stand where it was expected. `refused`: the remote did not take it. */
  readonly outcome: 'pushed' | 'stale' | 'refused';
  /** Git's words about what did not go; else empty. */
  readonly reason: string;
}

/** Flag, refs, and a summary that ends with a reason in brackets. */
const LINE = /^([ +\-*=!])\t[^\t]*:([^\t:]+)\t(.*)$/;

export function parsePorcelain(text: string): PushedRef[] {
  return text.split('\n').flatMap((line): PushedRef[] => {
    const [, flag, ref, summary = ''] = LINE.exec(line) ?? [];
    if (flag === undefined || ref === undefined) return [];
    if (flag !== '!') return [{ ref, outcome: 'pushed', reason: '' }];
    const reason = summary.replace(/^\[([^\]]*)\]/, '$1').trim();
    const isStale = /\((stale info|fetch first|non-fast-forward|already exists|needs force)\)/.test(reason);
    return [{ ref, outcome: isStale ? 'stale' : 'refused', reason }];
  });
}
