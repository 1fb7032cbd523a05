import { visibleText } from './visible-text.js';

/** Text from outside, in a direction of its own. */
export const Text = ({ children }: { readonly children: string }) => <bdi>{visibleText(children)}</bdi>;
