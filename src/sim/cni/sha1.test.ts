import { expect, test } from 'vitest';
import { sha1 } from './sha1';

/** RFC 3174 §7.3, FIPS 180-2 appendix A. */
test.each([
  ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
  ],
  ['a'.repeat(1000), '291e9a6c66994949b57ba5e650361e98fc36b1ba'],
])('the digest of %j is that of the standard', (text, digest) => {
  expect(sha1(text)).toBe(digest);
});
