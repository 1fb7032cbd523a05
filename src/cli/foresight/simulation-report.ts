/** The report of a simulation that can be mailed: Markdown, and a drawing of the odds as SVG. */
import { MEANING, percent, type SimulationView, type Table, tablesOf } from './simulation-view.js';

const BAR_LEFT = 330;
const BAR_WIDTH = 300;
const ROW = 26;
const WIDTH = 720;

/** `drawing`: the name of the file beside the report. */
export function reportOf(name: string, drawing: string, view: SimulationView): string {
  const blocks = [
    `# What may become of ${inMarkdown(name)}`,
    `Played ${view.plays} times with seed ${view.seed}. ${MEANING}`,
    `![How it ends](${encodeURI(drawing)})`,
    ...tablesOf(view).map(markdownTable),
    ['## What the model rests on', '', ...view.modelEvidence.map((line) => `- ${inMarkdown(line)}`)].join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function markdownTable({ title, heading, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(inMarkdown).join(' | ')} |`;
  return [`## ${title}`, '', line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text that Markdown reads as itself. */
const inMarkdown = (text: string): string =>
  text.replace(/[\\|<>*_`[\]]/g, (character) =>
    /[<>]/.test(character) ? (character === '<' ? '&lt;' : '&gt;') : `\\${character}`,
  );

/** A bar for each end, with its interval as a line. */
export function drawingOf({ odds }: SimulationView): string {
  const x = (share: number): string => (BAR_LEFT + share * BAR_WIDTH).toFixed(1);
  const rows = odds.map(({ state, reason, probability, low, high }, i) => {
    const top = 10 + i * ROW;
    const middle = top + 9;
    const label = inXml(
      `${state.replace(/^DONE_(FAILED_)?/, '').toLowerCase()}${reason === null ? '' : `: ${reason}`}`,
    );
    const fill = state === 'DONE_SUCCESS' ? '#2e7d32' : '#b3541e';
    return [
      `<text x="10" y="${middle + 4}">${label}</text>`,
      `<rect x="${BAR_LEFT}" y="${top}" width="${(probability * BAR_WIDTH).toFixed(1)}" height="18" fill="${fill}"/>`,
      `<line x1="${x(low)}" x2="${x(high)}" y1="${middle}" y2="${middle}" stroke="#222" stroke-width="2"/>`,
      `<text x="${BAR_LEFT + BAR_WIDTH + 10}" y="${middle + 4}">${percent(probability)}</text>`,
    ].join('');
  });
  const height = 20 + odds.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" role="img"><title>How it ends</title><rect width="${WIDTH}" height="${height}" fill="#fff"/>${rows.join('')}</svg>\n`;
}

const inXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
