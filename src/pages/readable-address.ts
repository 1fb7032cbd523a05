/** What every address of the dashboard begins with. */
export const DASHBOARD = '/ui/';

/**
 * An address of the dashboard as the router can read it: in a path that cannot be decoded, percent signs stand for themselves. So it is answered like any other
 * address that has no screen, behind the same checks. Other addresses stay as they are: programs hear that theirs is not well formed.
 */
export function readableAddress(url: string): string {
  const [path = '', ...search] = url.split('?');
  if (!path.startsWith(DASHBOARD)) return url;
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return [path.replaceAll('%', '%25'), ...search].join('?');
  }
}
