import { describe, expect, test } from 'vitest';
import { addressIn } from './spotlight';

describe('an address in text', () => {
  test.each([
    ['10.96.0.42', '10.96.0.42'],
    [' 10.244.0.1/24 ', '10.244.0.1'],
    ['10.96.0.42:8080', '10.96.0.42'],
    ['no address', null],
    ['10.96.0', null],
    ['"]', null],
  ])('%j is read as %j', (text, address) => {
    expect(addressIn(text)).toBe(address);
  });
});
