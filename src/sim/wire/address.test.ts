import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BROADCAST_MAC,
  broadcastOf,
  cidrContains,
  ipv4FromNumber,
  ipv4ToBytes,
  ipv4ToNumber,
  isIpv4,
  isMac,
  isMulticastMac,
  macFromBytes,
  macToBytes,
  networkOf,
  nthAddress,
  parseCidr,
  parseIpv4,
  prefixLength,
} from './address';

describe('an IPv4 address', () => {
  test.each([
    ['0.0.0.0', 0],
    ['10.96.0.42', 0x0a60002a],
    ['169.254.1.1', 0xa9fe0101],
    ['255.255.255.255', 0xffffffff],
  ])('%s is the unsigned number %i', (text, number) => {
    expect(ipv4ToNumber(text)).toBe(number);
    expect(ipv4FromNumber(number)).toBe(text);
    expect(parseIpv4(text)).toEqual({ ok: true, value: text });
  });

  test.each([
    '',
    '10.0.0',
    '10.0.0.0.1',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.01',
    '10.0.0.a',
    ' 10.0.0.1',
    '10.0.0.-1',
    '1e1.0.0.1',
  ])('is not "%s"', (text) => {
    const parsed = parseIpv4(text);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.error).toContain(`"${text}"`);
    expect(isIpv4(text)).toBe(false);
  });

  test('has its bytes in network order', () => {
    expect([...ipv4ToBytes('10.244.1.8')]).toEqual([10, 244, 1, 8]);
  });

  test('survives the way through a number', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffffffff }),
        (n) => ipv4ToNumber(ipv4FromNumber(n)) === n,
      ),
    );
  });

  test('that is no address stops the program where a number is needed', () => {
    expect(() => ipv4ToNumber('my-service')).toThrow('my-service');
  });
});

describe('a prefix', () => {
  test.each([
    ['10.244.0.0/24', '10.244.0.5', true],
    ['10.244.0.0/24', '10.244.1.5', false],
    ['10.244.0.5/32', '10.244.0.5', true],
    ['10.244.0.5/32', '10.244.0.4', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['128.0.0.0/1', '127.255.255.255', false],
    ['10.244.0.9/16', '10.244.200.1', true],
    ['10.0.0.10', '10.0.0.10', true],
  ])('%s holds %s: %s', (cidr, ip, expected) => {
    expect(cidrContains(cidr, ip)).toBe(expected);
  });

  test.each([
    ['10.244.0.5/24', '10.244.0.0', '10.244.0.255', 24],
    ['10.244.0.5/16', '10.244.0.0', '10.244.255.255', 16],
    ['10.244.0.5/32', '10.244.0.5', '10.244.0.5', 32],
    ['192.168.7.9/0', '0.0.0.0', '255.255.255.255', 0],
    ['203.0.113.130/25', '203.0.113.128', '203.0.113.255', 25],
  ])('%s runs from %s to %s', (cidr, network, broadcast, length) => {
    expect([networkOf(cidr), broadcastOf(cidr), prefixLength(cidr)]).toEqual([
      network,
      broadcast,
      length,
    ]);
  });

  test.each([
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0/8',
    '10.0.0.0/8/8',
    '/8',
  ])('is not "%s"', (text) => {
    expect(parseCidr(text).ok).toBe(false);
  });

  test('keeps the address as written beside the network', () => {
    const parsed = parseCidr('10.244.0.5/24');
    expect(parsed).toEqual({
      ok: true,
      value: {
        address: 0x0af40005,
        network: 0x0af40000,
        prefix: 24,
        mask: 0xffffff00,
        broadcast: 0x0af400ff,
      },
    });
  });

  test('counts its addresses from the network address', () => {
    expect(nthAddress('10.96.0.0/12', 10)).toBe('10.96.0.10');
    expect(() => nthAddress('10.244.0.0/24', 256)).toThrow('10.244.0.0/24');
  });
});

describe('a MAC address', () => {
  test('is six bytes, lower case', () => {
    expect([...macToBytes('02:42:0a:f4:00:05')]).toEqual([2, 0x42, 10, 244, 0, 5]);
    expect(macFromBytes(Uint8Array.of(2, 0x42, 10, 244, 0, 5))).toBe('02:42:0a:f4:00:05');
  });

  test.each(['02:42:0A:f4:00:05', '02:42:0a:f4:00', '02-42-0a-f4-00-05', 'g2:42:0a:f4:00:05'])(
    'is not "%s"',
    (text) => {
      expect(isMac(text)).toBe(false);
    },
  );

  test.each([
    [BROADCAST_MAC, true],
    ['01:00:5e:00:00:fb', true],
    ['ee:ee:ee:ee:ee:ee', false],
    ['02:42:0a:00:00:0a', false],
  ])('%s goes to a group: %s', (mac, expected) => {
    expect(isMulticastMac(mac)).toBe(expected);
  });
});
