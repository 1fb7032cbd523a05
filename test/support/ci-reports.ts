/** Tries of CI in tests, told with the texts of their reports. */
import { type JudgedTry, judgeTry, readEvidence, type ToldTry, type TryFacts } from '../../src/domain/ci/judge-try.js';

/** Reads a try, and judges it. */
export const judgeTold = ({ reports, ...told }: ToldTry, facts: TryFacts): JudgedTry =>
  judgeTry({ ...told, evidence: readEvidence({ ...told, reports }) }, facts);
