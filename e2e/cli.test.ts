import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const TRACE = [
  'trace',
  'content/clusters/lesson.yaml',
  '--from',
  'default/pod-a',
  '--to',
  'my-service:8080',
  '--cni',
  'flannel',
  '--endpoint',
  '10.244.1.8',
];
const folder = mkdtempSync(path.join(tmpdir(), 'podpath-'));

function podpath(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    'npx',
    ['--no-install', 'tsx', 'src/cli/podpath.ts', ...args],
    { encoding: 'utf8', maxBuffer: 64e6 },
  );
  return { status, stdout, stderr };
}

describe('podpath trace', () => {
  const first = podpath(...TRACE);

  test('prints request and reply with 15 hops or more each way, outer headers included', () => {
    expect(first.status).toBe(0);
    const hops = [...first.stdout.matchAll(/(?:SYN \d+ → 8080|SYN-ACK).*?(\d+) hops/g)].map(
      (match) => Number(match[1]),
    );
    expect(hops.length).toBeGreaterThanOrEqual(2);
    expect(Math.min(...hops)).toBeGreaterThanOrEqual(15);
    expect(first.stdout).toContain('VXLAN');
    expect(first.stdout).toContain('-j DNAT --to-destination 10.244.1.8:8080');
  });

  test('shows the map and the rule that decide when kube-proxy runs in nftables mode', () => {
    const { status, stdout } = podpath(...TRACE, '--proxy', 'nftables');
    expect(status).toBe(0);
    expect(stdout).toContain(
      '10.96.0.42 . tcp . 8080 : goto service-4BBKY5IM-default/my-service/tcp/',
    );
    expect(stdout).toContain('DNAT to 10.244.1.8:8080');
    expect(stdout).not.toContain('KUBE-');
  });

  test('refuses a proxy mode that does not exist, with the known ones', () => {
    const { status, stderr } = podpath(...TRACE, '--proxy', 'ipvs');
    expect(status).toBe(1);
    expect(stderr).toMatch(/unknown service proxy "ipvs".*(iptables|nftables)/);
  });

  test('prints the same bytes when it is run twice', () => {
    expect(podpath(...TRACE).stdout).toBe(first.stdout);
  });

  test('ends quietly when its reader has had enough', () => {
    const line = `npx --no-install tsx src/cli/podpath.ts ${TRACE.join(' ')} --json | head -c 40`;
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(stdout).toContain('podpath-trace/1');
    expect(stderr).toBe('');
  });

  test('writes JSON that names its schema', () => {
    const { stdout } = podpath(...TRACE, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'podpath-trace/1' });
  });

  test('writes a capture without malformed packets or bad checksums', () => {
    const file = path.join(folder, 'trace.pcapng');
    expect(podpath(...TRACE, '--pcap', file).status).toBe(0);
    const bytes = readFileSync(file);
    expect(bytes.readUInt32LE(0)).toBe(0x0a0d0d0a);
    if (spawnSync('tshark', ['--version']).status !== 0) {
      console.log(
        'tshark is not installed: only the structure of the capture was checked (Debian: apt-get install tshark)',
      );
      return;
    }
    const options = ['ip.check_checksum', 'tcp.check_checksum', 'udp.check_checksum'].flatMap(
      (name) => ['-o', `${name}:TRUE`],
    );
    const filter =
      '_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0';
    const read = (extra: readonly string[]) =>
      execFileSync('tshark', ['-r', file, '-d', 'udp.port==8472,vxlan', ...options, ...extra], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    expect(read(['-Y', filter])).toBe('');
    expect(read(['-Y', 'vxlan && tcp']).trim().split('\n').length).toBeGreaterThan(20);
  });
});

describe('podpath with bad input', () => {
  test('an unknown option lists the known ones', () => {
    const { status, stderr } = podpath('trace', '--colour');
    expect(status).toBe(2);
    expect(stderr).toContain('Known: --from --to');
  });

  test('a value that --packets does not take is refused', () => {
    const { status, stderr } = podpath(...TRACE, '--packets', 'some');
    expect(status).toBe(2);
    expect(stderr).toContain('--packets takes "all" or "first", not "some"');
  });

  test('a manifest with a wrong port is refused with file, line and column', () => {
    const file = path.join(folder, 'bad.yaml');
    writeFileSync(
      file,
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  ports:\n    - port: 99999\n',
    );
    const { status, stderr } = podpath('check', file);
    expect(status).toBe(1);
    expect(stderr).toMatch(/bad\.yaml:7:\d+: .*99999/);
  });
});
