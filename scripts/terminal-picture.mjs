/** What the recorded terminals of the documents share: the window, its colours, and what of the machine is not told. */
import { tmpdir } from 'node:os';

export const [CHARACTER, LINE, MARGIN, BAR] = [8.4, 19, 16, 30];

/** A text without the folders and the address of this machine. */
export function told(text, folder) {
  return text
    .replaceAll(`${folder}/`, '')
    .replaceAll(`${tmpdir()}/`, '')
    .replace(/autopack-demo-[\w-]+\//g, '')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1:8000');
}

export function escaped(text) {
  return text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character]);
}

/** A window of so many characters with `content` inside, which plays for so many seconds by `style`. */
export function windowOf({ columns, rows, label, seconds, style, content }) {
  const [width, height] = [2 * MARGIN + columns * CHARACTER, BAR + 2 * MARGIN + rows * LINE];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">
<style>
text { font: 14px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre; animation: ${seconds.toFixed(1)}s step-end infinite; }
.t { fill: #d7dce5 } .c { fill: #8ab4f8 } .g { fill: #7ee0a5 } .r { fill: #f6a5a5 }
${style}
</style>
<rect width="100%" height="100%" rx="8" fill="#161b26"/>
<circle cx="20" cy="16" r="5" fill="#ec6a5e"/><circle cx="38" cy="16" r="5" fill="#f4bf4f"/><circle cx="56" cy="16" r="5" fill="#61c554"/>
<svg x="${MARGIN}" y="${BAR + MARGIN / 2}" width="${columns * CHARACTER}" height="${rows * LINE}">${content}</svg>
</svg>
`;
}
