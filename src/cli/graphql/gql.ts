/** Makes the typed documents of the commands and the worker: `gql('query …')`, with the fragments that it spreads behind it. */
import type { Documents } from './documents.generated.js';
import { documentMaker } from './typed-document.js';

export const gql = documentMaker<Documents>();
