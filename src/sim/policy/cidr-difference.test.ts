import { expect, test } from 'vitest';
import { rangeContains } from '../kube/ip-range';
import { subtractRanges } from './cidr-difference';

test('a range without exceptions stays as it is', () => {
  expect(subtractRanges('10.0.0.0/8', [])).toEqual(['10.0.0.0/8']);
  expect(subtractRanges('10.0.0.0/24', ['192.168.0.0/16'])).toEqual(['10.0.0.0/24']);
});

test('the rest covers every address outside the exceptions and none inside', () => {
  const rest = subtractRanges('10.0.0.0/24', ['10.0.0.0/26', '10.0.0.130/32']);
  for (let last = 0; last < 256; last += 1) {
    const ip = `10.0.0.${last}`;
    const isExcepted = last < 64 || last === 130;
    expect(rest.filter((cidr) => rangeContains(cidr, ip))).toHaveLength(isExcepted ? 0 : 1);
  }
});

test('an exception as large as the range leaves nothing', () => {
  expect(subtractRanges('10.0.0.0/24', ['10.0.0.0/24'])).toEqual([]);
});
