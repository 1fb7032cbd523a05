/**
 * Makes texts of a CI order fit to leave this machine (A4): secrets are taken out, and the throw-away folder with them. Its path changes with
 * every try, so a test whose name or file holds it would be another test each time.
 */
import { plainOutput } from '../../common/plain-output.js';
import { outputRedactor } from '../../common/redact-output.js';
import { hideInReport } from '../../domain/rules/ci/reports/hide-in-report.js';
import type { CiFolder } from './ci-folder.js';
import type { CiOrder } from './ci-order.js';

export interface CleanTexts {
  /** Output and sentences, for people. */
  readonly text: (text: string) => string;
  /** Reports, for programs. */
  readonly report: (text: string) => string;
  /** One value of a report. */
  readonly value: (value: string) => string;
}

const SECRET_NAME = /token|secret|passw|passphrase|credential|key$/i;
/** A shorter value may be an ordinary word. */
const SHORTEST_VALUE = 8;

export function cleanTexts(
  order: Pick<CiOrder, 'repositoryPath' | 'workRoot' | 'secrets'>,
  folder: CiFolder | null,
): CleanTexts {
  const redact = outputRedactor([...(order.secrets ?? []), ...secretsOfOurs()]);
  const throwAway: readonly Replacement[] = folder
    ? [
        [`${folder.checkout}/`, ''],
        [folder.checkout, '.'],
        [folder.home, '~'],
        [folder.temporary, '$TMPDIR'],
        [folder.path, '[folder]'],
      ]
    : [];
  const lasting: readonly Replacement[] = [
    [order.repositoryPath, '[repository]'],
    [order.workRoot, '[work root]'],
  ];
  const value = (text: string): string => redact.document(replaced(text, throwAway));
  return {
    value,
    text: (text) => redact.text(replaced(plainOutput(text), [...throwAway, ...lasting])),
    report: (text) => hideInReport(text, value),
  };
}

/** Steps are not given them, but what runs under our account could look them up. */
export function secretsOfOurs(): string[] {
  return Object.entries(process.env).flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value !== undefined && value.length >= SHORTEST_VALUE ? [value] : [],
  );
}

/** What is put in holds none of `<`, `&` and quotation marks: it may end in any document. */
type Replacement = readonly [path: string, instead: string];

function replaced(text: string, replacements: readonly Replacement[]): string {
  let clean = text;
  for (const [path, instead] of replacements) if (path.length > 1) clean = clean.replaceAll(path, instead);
  return clean;
}
