import { webhookSecretFault, webhookUrlFault } from './webhook-form.js';

const secret = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

describe('A7: the form of addresses and secrets', () => {
  it.each([
    'https://example.org/hook',
    'http://build.internal:8080/a?b=c',
    'https://[2606:4700::1]/',
    'HTTPS://Example.org',
  ])('A7: %s can be an address', (url) => expect(webhookUrlFault(url)).toBeNull());

  it.each([
    'ftp://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '//example.org',
    'example.org',
    'https://',
    'https://user@example.org/',
    'https://user:word@example.org/',
    'https://@example.org/',
    'https://example.org/#part',
    'https://example.org/a b',
    'https://example.org\\@internal/',
    'https://example.org/\nx',
    `https://example.org/${'a'.repeat(2_000)}`,
  ])('A7: %j is no address', (url) => expect(webhookUrlFault(url)).toMatch(/^must /));

  it.each([secret(24), secret(32), secret(64), secret(25)])('A7: %s can be a secret', (text) =>
    expect(webhookSecretFault(text)).toBeNull(),
  );

  it.each([secret(23), secret(65), secret(32).slice(6), 'whsec_YQ==', `${secret(32)}=`, `whsec_${'é'.repeat(32)}`])(
    'A7: %s is no secret, and no answer repeats it',
    (text) => {
      expect(webhookSecretFault(text)).toMatch(/^must be whsec_/);
      expect(webhookSecretFault(text)).not.toContain(text);
    },
  );
});
