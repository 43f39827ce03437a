import { describe, expect, test } from 'vitest';
import { drive, type Script, success } from '../tools/testdata/scripted-kernel';
import { type DnsMessage, decodeDns, encodeDns } from '../wire/dns';
import { type AddressType, lookupName, parseResolvConf, resolve, type Resolved } from './resolver';
import vectors from './testdata/dns.json';

type Records = Readonly<Record<string, readonly string[]>>;
type ZoneEntry = Records | 'SERVFAIL';

const SERVFAIL = 2;
const NXDOMAIN = 3;

/** A DNS server with a fixed zone: what the lookups of the vectors were measured against. */
function answer(query: Uint8Array, zone: Readonly<Record<string, ZoneEntry>>): Uint8Array {
  const decoded = decodeDns(query);
  if (!decoded.ok) throw new Error(decoded.error.message);
  const [question] = decoded.value.questions;
  const entry = zone[question?.name ?? ''];
  const type = question?.type as AddressType;
  const addresses = entry === undefined || entry === 'SERVFAIL' ? [] : (entry[type] ?? []);
  const message: DnsMessage = {
    ...decoded.value,
    isResponse: true,
    responseCode: entry === undefined ? NXDOMAIN : entry === 'SERVFAIL' ? SERVFAIL : 0,
    answers: addresses.map((address) => ({ name: question?.name ?? '', ttl: 30, type, address })),
  };
  const encoded = encodeDns(message);
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value;
}

function network(resolvConf: string, zone: Readonly<Record<string, ZoneEntry>>): Script {
  const queue: Uint8Array[] = [];
  return (call) => {
    if (call.call === 'readFile' && call.path === '/etc/resolv.conf') return { reply: resolvConf };
    if (call.call === 'udp') return { reply: success(3) };
    if (call.call === 'sendTo') {
      queue.push(answer(call.bytes, zone));
      return { reply: success(undefined) };
    }
    if (call.call !== 'receiveFrom') return undefined;
    const bytes = queue.shift();
    if (!bytes) return { reply: { ok: false, errno: 'EAGAIN' }, micros: call.timeoutMicros };
    return { reply: success({ from: '10.96.0.10', port: 53, bytes }), micros: 300 };
  };
}

const CODES: Readonly<Record<string, string>> = {
  NXDOMAIN: 'EAI_NONAME',
  NODATA: 'EAI_NODATA',
  SERVFAIL: 'EAI_AGAIN',
};

function lookUp(vector: (typeof vectors.resolver)[number]): Resolved {
  const { search, ndots, name } = vector;
  const options = ndots === null ? '' : `options ndots:${ndots}\n`;
  const text = `${search.length > 0 ? `search ${search.join(' ')}\n` : ''}nameserver 10.96.0.10\n${options}`;
  const zone = { ...vectors.zone, ...('override' in vector ? vector.override : {}) };
  const types = vector.type.split('+') as AddressType[];
  return drive(resolve(name, types), network(text, zone as Readonly<Record<string, ZoneEntry>>))
    .value;
}

describe('lookups measured with glibc 2.36', () => {
  test('are 45', () => expect(vectors.resolver).toHaveLength(45));

  test.each(
    vectors.resolver.map((vector) => [vector.id, vector.name, vector.ndots, vector] as const),
  )('%s: %s with ndots %s asks the same questions and ends alike', (_id, _name, _ndots, vector) => {
    const found = lookUp(vector);
    const outcome = found.error === null ? found.addresses : CODES[found.error];
    expect(outcome).toEqual('addresses' in vector ? vector.addresses : vector.error);
    const names = found.asked.map((question) => `${question.name}.`);
    if ('tried' in vector) expect([...new Set(names)]).toEqual(vector.tried);
    else expect(found.asked.map(({ name, type }) => `${name}. ${type}`)).toEqual(vector.sent);
  });
});

const POD =
  'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n';

describe('a server that does not answer', () => {
  test('is asked twice, five seconds each, and the search list is not walked', () => {
    const silent: Script = (call) => {
      if (call.call === 'readFile')
        return { reply: call.path === '/etc/resolv.conf' ? POD : undefined };
      if (call.call === 'udp') return { reply: success(3) };
      if (call.call === 'sendTo') return { reply: success(undefined) };
      if (call.call !== 'receiveFrom') return undefined;
      return { reply: { ok: false, errno: 'EAGAIN' }, micros: call.timeoutMicros };
    };
    const { value, now } = drive(resolve('my-service', ['A']), silent);
    expect(value.error).toBe('timeout');
    expect(value.asked.map((question) => question.name)).toEqual([
      'my-service.default.svc.cluster.local',
      'my-service.default.svc.cluster.local',
    ]);
    expect(now).toBe(10_000_000);
  });

  test('that refuses by ICMP ends the lookup without waiting', () => {
    const refusing: Script = (call) => {
      if (call.call === 'readFile')
        return { reply: call.path === '/etc/resolv.conf' ? POD : undefined };
      if (call.call === 'udp') return { reply: success(3) };
      if (call.call === 'sendTo') return { reply: success(undefined) };
      return call.call === 'receiveFrom'
        ? { reply: { ok: false, errno: 'ECONNREFUSED' }, micros: 90 }
        : undefined;
    };
    const { value, now } = drive(resolve('my-service'), refusing);
    expect(value.error).toBe('refused');
    expect(now).toBeLessThan(1000);
  });
});

describe('names that need no server', () => {
  test('an address is its own answer', () => {
    expect(drive(resolve('10.96.0.42')).value).toMatchObject({
      addresses: ['10.96.0.42'],
      asked: [],
    });
  });

  test('/etc/hosts is read first', () => {
    const hosts: Script = (call) =>
      call.call === 'readFile' && call.path === '/etc/hosts'
        ? { reply: '127.0.0.1\tlocalhost\n10.244.0.5\tpod-a\n' }
        : undefined;
    expect(drive(resolve('pod-a'), hosts).value.addresses).toEqual(['10.244.0.5']);
  });
});

describe('resolv.conf', () => {
  test('has ndots 1, five seconds and two attempts unless it says otherwise', () => {
    expect(parseResolvConf('nameserver 10.0.0.1\n')).toMatchObject({
      ndots: 1,
      timeoutSeconds: 5,
      attempts: 2,
      search: [],
    });
  });

  test('its last search line counts, comments and a fourth server do not', () => {
    const text =
      'search a\nsearch b c # d\nnameserver 1.1.1.1\nnameserver 1.1.1.2\nnameserver 1.1.1.3\nnameserver 1.1.1.4\n';
    const config = parseResolvConf(text);
    expect(config.search).toEqual(['b', 'c']);
    expect(config.nameservers).toEqual(['1.1.1.1', '1.1.1.2', '1.1.1.3']);
  });
});

test('an address without a PTR record has no name', () => {
  expect(drive(lookupName('10.244.1.8'), network(POD, {})).value).toBeNull();
});
