import styles from './reasons.module.css';
import { Sentence } from './sentence.js';
import { When } from './time.js';

export interface ReasonText {
  readonly code: string;
  readonly message: string;
  /** When it changes by itself. */
  readonly changesAt?: string | null;
}

/** Characters of a sentence in a list. */
const SHORT = 300;

interface ReasonsParts {
  readonly reasons: readonly ReasonText[];
  readonly label?: string;
  readonly isShort?: boolean;
}

/** Why something is as it is, in the server's words: the sentence first, then the code, and when it changes by itself. */
export const Reasons = ({ reasons, label, isShort }: ReasonsParts) => (
  <ul className={styles.list} aria-label={label}>
    {reasons.map((reason, index) => (
      <li key={`${reason.code} ${index}`}>
        <ReasonLine reason={reason} isShort={isShort} />
      </li>
    ))}
  </ul>
);

interface ReasonParts {
  readonly reason: ReasonText;
  /** In a list: of a long sentence the beginning. */
  readonly isShort?: boolean | undefined;
}

export const ReasonLine = ({ reason: { code, message, changesAt }, isShort }: ReasonParts) => (
  <>
    <Sentence>{isShort && message.length > SHORT ? `${message.slice(0, SHORT)} …` : message}</Sentence>{' '}
    <code className="soft small">{code}</code>
    {changesAt ? (
      <span className="soft small">
        {' '}
        · changes by itself <When at={changesAt} />
      </span>
    ) : null}
  </>
);
