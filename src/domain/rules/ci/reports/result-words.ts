/**
 * What the words mean by which test runners report a result (V2, V8). There is a list of words for "passed" and of
 * words for "not run"; whatever is in neither is not a pass, also if it is in no list at all: a runner that invents a
 * word must not pass by chance.
 */
import type { CiTestStatus } from '../../../model/vocabulary.js';
import { asSeen } from '../../../text/input-text.js';
import { wordForm } from '../../../text/near-words.js';

/** Forms: lower case, without blanks, "-" and "_". */
const MEANING = new Map<string, CiTestStatus>(
  (
    [
      [
        'PASSED',
        'pass passed passes passing success successful succeeded ok okay completed complete run ran executed green fixed',
      ],
      ['PASSED', 'expected flaky passedonretry passedafterretry'],
      [
        'SKIPPED',
        'skip skipped skipping skips notrun notexecuted notstarted disabled ignore ignored suppressed pending todo excluded',
      ],
      // An expected failure counts neither as a pass nor as a failure; nor does a result that the runner was configured
      // not to count.
      [
        'SKIPPED',
        'filtered filteredout deselected untested xfail xfailed expectedfailure expectedfail knownfailure bpass bxpass bxfail',
      ],
      [
        'FAILED',
        'fail failed fails failing failure failures red ko notok nok unsuccessful unsuccess unexpected xpass xpassed regression',
      ],
      ['FAILED', 'unexpectedpass unexpectedsuccess assertionfailed'],
    ] as const
  ).flatMap(([status, words]) => words.split(' ').map((word) => [word, status] as const)),
);
/** Words that say by themselves that a test passed; "run" and "completed" only say that it ended. */
const CLEAR_PASS = new Set(['pass', 'passed', 'success', 'successful', 'succeeded', 'ok']);

const formOf = (word: string): string => wordForm(asSeen(word)).trim();

/**
 * What a word says of a test. A word that is not known is ERROR, and so is one that reports a problem other than a
 * failed check.
 */
export const meaningOf = (word: string): CiTestStatus => MEANING.get(formOf(word)) ?? 'ERROR';

/** A word in one of the lists. */
export const isKnownResult = (word: string): boolean => MEANING.has(formOf(word)) || KNOWN_TROUBLE.has(formOf(word));

export const saysPassed = (word: string): boolean => CLEAR_PASS.has(formOf(word));

/** It is not a pass, and everybody knows why: such a word needs no explanation. */
const KNOWN_TROUBLE = new Set(['error', 'errors', 'errored']);

/** Names of attributes that hold a result: `status`, `result`, `TestOutcome`, `final_state` … */
export const isResultName = (name: string): boolean =>
  /(?:status|result|outcome|verdict|conclusion|disposition|state)(?:[-_]?(?:type|text|name|value|kind))?$/i.test(
    name,
  ) && !/^(?:exit|return|http|initial|expect|prev)/i.test(name);

/**
 * Names of counts, marks and elements for tests that neither passed nor were skipped: `aborted`, `timeouts`,
 * `inconclusive` …
 */
const TROUBLE =
  /abort|crash|time[-_]?d?[-_]?outs?$|inconclusive|cancel|interrupt|kill|broken|undefined|invalid|blocked|incomplete|unfinished|terminated|hung$|lost$|panick?ed|unexpected|fatal|leak|segfault|not[-_]?runnable|not[-_]?complete|stopped|errors?$|errored$|^exceptions?$|fail(?:ed|s|ures?|ing)?$|unknown$|unstable$|unsuccessful|not[-_]?passed|abnormal|^panics?$|^hangs?$|(?:^|[-_]|tests?)(?:fail(?:ed|ures?)?|errors?)[-_]?(?:tests?|cases?|counts?|total)$/i;
export const reportsOfTrouble = (name: string): boolean => TROUBLE.test(name) && !/^expect/i.test(name);

const NO = new Set(['', '0', 'false', 'no', 'none', 'off', 'n', 'null', 'f']);
/** A mark such as `aborted="false"`, or a count of nothing. */
export const saysNo = (value: string): boolean => NO.has(formOf(value)) || Number(value) === 0;
