/** The path of a file that a document refers to, relative to its own folder; null for what is no path below the root. */
export function pathFrom(document: string, url: string): string | null {
  if (url === '' || url.startsWith('/') || url.startsWith('#') || /^[a-z][a-z0-9+.-]*:/i.test(url)) return null;
  const parts = document.split('/').slice(0, -1);
  for (const part of decoded(url.replace(/[?#].*$/, '')).split('/')) {
    if (part === '..' && parts.pop() === undefined) return null;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.length > 0 ? parts.join('/') : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
