import { Badge } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import { type EventFacts, wordsOf } from './event-words.js';

/** What happened, in words, with the state that it led to. */
export function EventSentence({ event }: { readonly event: EventFacts }) {
  const { kind, id, from, to, text } = wordsOf(event);
  return (
    <>
      {kind}
      {id === '' ? '' : ' '}
      {id === '' ? null : (
        <strong>
          <Text>{id}</Text>
        </strong>
      )}{' '}
      {to === null ? (
        text
      ) : (
        <>
          {from === null ? null : <span className="soft">{from.word} → </span>}
          <Badge look={to} />
        </>
      )}
    </>
  );
}
