/** Tries of CI in tests, given with the texts of their reports. */
import { type JudgedTry } from '../../../src/domain/model/ci-evidence.js';
import { judgeTry, readEvidence, type ReportedTry, type TryFacts } from '../../../src/domain/rules/ci/judge-try.js';

/** Reads a try, and judges it. */
export const judgeReported = ({ reports, ...reported }: ReportedTry, facts: TryFacts): JudgedTry =>
  judgeTry({ ...reported, evidence: readEvidence({ ...reported, reports }) }, facts);
