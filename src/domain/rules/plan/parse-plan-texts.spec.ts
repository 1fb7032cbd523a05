/** Any text is answered with a plan or with problems, and headings are those that remark sees. */
import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';

import { parsePlan, PLAN_MAX_BYTES, PLAN_MAX_LINES } from './parse-plan.js';
import { BlockScanner } from './plan-blocks.js';
import { PlanProblems } from './plan-problems.js';

const TOP = '## T1: a\n### P1: b\n';

const PIECES = [
  '## T1: a', '### b', '# c', '#### d', '##', 'text', 'more text', '', '', '---', '===', '- - -', '-', '- a', '  - b', '- Category: docs', '- Paths:', '* x', '1. a', '+ y',
  '   ## e', '    ## f\n', '\t## g\n', '```', '```ts', '~~~', '<!-- c -->', '<!--', '-->', '<!-- a --> b', '> q', '> ## h', '| a |', '|---|', '  cont', '    deep\n',
  '<pre>', '</pre>', '<div>', '[a]: b', '***', 'a `b` c', '"x"', '## h ##',
]; // prettier-ignore
const document = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })), { maxLength: 14 })
  .map((lines) => lines.join('\n'));

describe('any text', () => {
  it.each([
    ['of any characters', fc.string({ unit: 'binary' })],
    [
      'of the characters that mean something',
      fc.string({ unit: fc.constantFrom(...'#-*>`~:<!"\\[]{},.=|TP1a \t\n\r') }),
    ],
    ['of pieces of plans', document],
    ['with front matter', document.map((text) => `---\n${text}\n---\n${TOP}`)],
  ])('%s is answered with a plan or with problems', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parsePlan(text);
        if ('plan' in parsed) {
          expect(parsed.plan.tiers.length).toBeGreaterThan(0);
          expect(parsed.plan.tiers.every((tier) => tier.phases.length > 0)).toBe(true);
        } else {
          expect(parsed.problems.length).toBeGreaterThan(0);
          const lines = text.split(/\r\n?|\n/).length;
          for (const { line, message } of parsed.problems)
            expect(line >= 1 && line <= lines && message !== '').toBe(true);
        }
        expect(parsePlan(text)).toEqual(parsed);
      }),
      { numRuns: 500 },
    );
  });

  it('has the headings that remark sees, unless a problem says what prevents it', () => {
    let compared = 0;
    fc.assert(
      fc.property(document, (text) => {
        const problems = new PlanProblems();
        const blocks = new BlockScanner(text.split('\n'), problems).scan();
        if (!problems.isEmpty || REMARKS_OWN.some((own) => own.test(text))) return;
        const ours = blocks.flatMap((block) => (block.kind === 'heading' ? [`${block.line}: ${block.level}`] : []));
        const theirs = fromMarkdown(text).children.flatMap((node) =>
          node.type === 'heading' ? [`${node.position!.start.line}: ${node.depth}`] : [],
        );
        compared++;
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 3_000 },
    );
    expect(compared).toBeGreaterThan(1_000);
  });

  /** As much of it as is not refused for its length. */
  const fill = (unit: string): string => {
    const lines = unit.split(/[\n\r]/).length - 1;
    const most = Math.min(
      Math.ceil((PLAN_MAX_BYTES - 40) / unit.length),
      lines === 0 ? Infinity : Math.floor((PLAN_MAX_LINES - 5) / lines),
    );
    return unit.repeat(most).slice(0, PLAN_MAX_BYTES - 40);
  };
  const HEAVY = [
    'a', ' ', '\n', '\r', '\t', '[', '*', '>', '- ', '- - - -\n', '`', '``` ', '```\n', '~', '_a', '![', '<', '&', '\\', '|', '|a|\n|-|\n', '"', '#', '# ', '# a\n', '## a\n### b\n', 'a\n-\n',
    'a\n---\n\n', '- a\n', '- a\n+ b\n', '> a\n', '>'.repeat(100) + 'a\n', '  - a\n', '- Category: docs\n', '- Catgory: a\n\n* Modes: b\n\n', '<!--', '<!-- a -->', '<!-- a --> b\n', '<a>\n# a\n', '<pre>\n',
    '[a]: b\n---\n', '- Paths: {,",`\n', '#### a\n', '1. a\n', 'One line of text, with `code` and *words*.\nAnother.\n\n',
  ]; // prettier-ignore
  it('of a megabyte is answered in bounded time', () => {
    const figures = [...HEAVY, 'ticks'].flatMap((unit) =>
      [TOP, `${TOP}- Paths: `].map((start) => {
        const text =
          start + (unit === 'ticks' ? Array.from({ length: 1_400 }, (_, i) => '`'.repeat(i)).join(' ') : fill(unit));
        const before = process.cpuUsage();
        const parsed = parsePlan(text);
        const used = process.cpuUsage(before);
        expect('plan' in parsed || parsed.problems.length > 0).toBe(true);
        return { ms: Math.round((used.user + used.system) / 1_000), text: JSON.stringify(text.slice(0, 50)) };
      }),
    );
    const worst = figures.sort((a, b) => b.ms - a.ms).slice(0, 5);
    process.stdout.write(`${worst.map(({ ms, text }) => `CPU ${ms} ms: a megabyte of ${text}`).join('\n')}\n`);
  });
});

/**
 * What is not compared: tables are no CommonMark, this reader does not distinguish definitions and HTML from text where
 * no heading depends on it, and remark takes an empty bullet below indented code for text.
 */
const REMARKS_OWN = [/^[ \t]*(?:\||\[a\]:|<|-->)/m, /^(?: {4}|\t)[^]*^[-*+][ \t]*$/m];
