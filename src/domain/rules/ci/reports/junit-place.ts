/** The place of an element in a JUnit report: the suites around it, and the file that the nearest of them names. */
import { attribute, plainNameOf, type XmlNode } from './xml-nodes.js';

export const SUITES: ReadonlySet<string> = new Set(['testsuites', 'testsuite']);

export interface SuitePlace {
  readonly suites: readonly string[];
  readonly file: string | null;
}

export const rootPlace: SuitePlace = { suites: [], file: null };

/** Inside a suite; only "testsuite" gives its tests a name. */
export function suitePlace(node: XmlNode, around: SuitePlace): SuitePlace {
  const own = plainNameOf(node) === 'testsuite' ? attribute(node, 'name') : null;
  const file = attribute(node, 'file') ?? attribute(node, 'filepath') ?? around.file;
  return { suites: own === null ? around.suites : [...around.suites, own], file };
}

export const suiteOf = ({ suites }: SuitePlace): string | null => (suites.length === 0 ? null : suites.join(' > '));
