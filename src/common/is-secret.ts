/** Compares a text with a secret by their SHA-256, in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export const isSecret = (given: string, secret: string): boolean => timingSafeEqual(digest(given), digest(secret));
