import styles from './reasons.module.css';
import { Sentence } from './sentence.js';
import { When } from './time.js';

export interface ReasonText {
  readonly code: string;
  readonly message: string;
  /** When it changes by itself. */
  readonly changesAt?: string | null;
}

/** Why something is as it is, in the server's words: the sentence first, then the code, and when it changes by itself. */
export const Reasons = ({ reasons, label }: { readonly reasons: readonly ReasonText[]; readonly label?: string }) => (
  <ul className={styles.list} aria-label={label}>
    {reasons.map((reason, index) => (
      <li key={`${reason.code} ${index}`}>
        <ReasonLine reason={reason} />
      </li>
    ))}
  </ul>
);

export const ReasonLine = ({ reason: { code, message, changesAt } }: { readonly reason: ReasonText }) => (
  <>
    <Sentence>{message}</Sentence> <code className="soft small">{code}</code>
    {changesAt ? (
      <span className="soft small">
        {' '}
        · changes by itself <When at={changesAt} />
      </span>
    ) : null}
  </>
);
