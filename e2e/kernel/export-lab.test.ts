/** The exported laboratory, built and asked on this machine: a real kernel prints what the simulation prints. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/sim';
import { lessonWorld } from '../../src/sim/testdata/lesson-world';
import { SEARCH_PATH, whatIsMissing } from './live/requirements';

const folder = mkdtempSync(path.join(tmpdir(), 'podpath-lab-'));
const NOBODY = 65534;
const CNIS = ['flannel', 'calico', 'calico-vxlan'] as const;
const env = { ...process.env, PATH: SEARCH_PATH };

function exported(cni: string): string {
  const file = path.join(folder, `${cni}.sh`);
  const name = `t${process.pid}-${cni}`.slice(0, 20).replace(/-$/, '');
  const words = ['export-lab', 'content/clusters/lesson.yaml', '--cni', cni, '--name', name];
  execFileSync('npx', ['--no-install', 'tsx', 'src/cli/podpath.ts', ...words, '--out', file]);
  return file;
}

function sh(file: string, words: readonly string[], more: Parameters<typeof spawnSync>[2] = {}) {
  const { status, stdout, stderr } = spawnSync('sh', [file, ...words], { env, ...more });
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

describe('the exported script', () => {
  const file = exported('flannel');

  test('is a shell script that a shell can read', () => {
    expect(spawnSync('sh', ['-n', file]).status).toBe(0);
    expect(sh(file, ['help']).stdout).toContain('places: node-1 node-2 node-3 default/pod-a');
  });

  test('says that it needs root, and how to get it', () => {
    execFileSync('chmod', ['-R', 'a+rX', folder]);
    const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    const { status, stderr } = sh(file, ['up'], user);
    expect(status).toBe(1);
    expect(stderr).toMatch(process.platform === 'linux' ? /needs root: sudo sh .* up/ : /Linux/);
  });

  test('is not written for a name that namespaces cannot have', () => {
    const words = ['export-lab', 'content/clusters/lesson.yaml', '--name', 'A b'];
    const result = spawnSync('npx', ['--no-install', 'tsx', 'src/cli/podpath.ts', ...words]);
    expect(result.status).toBe(2);
    expect(String(result.stderr)).toContain('--name "A b" is no name');
  });
});

/** Times, counters and ports that the kernel draws differ from run to run. */
const comparable = (text: string): string =>
  text
    .replaceAll('\r', '')
    .replace(/^#.*\n/gm, '')
    .replace(/\[\d+:\d+\]/g, '[PACKETS:BYTES]')
    .replace(/time=[\d.]+ ms/g, 'time=T ms')
    .replace(/time \d+ms/g, 'time Tms')
    .replace(/= [\d./]+ ms/g, '= T ms')
    .replace(/"seen":"([\d.]+):\d+"/g, '"seen":"$1:PORT"')
    .replace(/"local":"[\d.]+:8080"/g, '"local":"ENDPOINT"')
    .replace(/"pod":"pod-[bcd]"/g, '"pod":"BACKEND"')
    .replace(/after \d+ ms/g, 'after T ms')
    .replace(/[ \t]+$/gm, '');

interface Question {
  readonly at: string;
  readonly command: string;
}

const QUESTIONS: readonly Question[] = [
  { at: 'default/pod-a', command: 'ping -c 1 10.244.1.8' },
  { at: 'default/pod-a', command: 'ping -c 1 10.244.0.8' },
  { at: 'default/pod-a', command: 'ping -c 1 -W 1 10.96.0.42' },
  { at: 'default/pod-a', command: 'ping -c 1 -M do -s 1473 10.244.1.8' },
  { at: 'node-1', command: 'ping -c 1 10.244.2.7' },
  { at: 'default/pod-a', command: 'nc -zv -w 3 10.96.0.42 8080' },
  { at: 'default/pod-a', command: 'nc -zv -w 3 my-service 8080' },
  { at: 'default/pod-a', command: 'nc -zv -w 3 10.244.1.8 9999' },
  { at: 'default/pod-a', command: 'nc -zv -w 3 10.244.1.8 8080' },
  { at: 'default/pod-a', command: 'curl -sS -m 3 http://10.244.1.8:8080/health' },
  { at: 'default/pod-a', command: 'curl -sS -m 3 -i http://my-service:8080/' },
  { at: 'default/pod-a', command: 'curl -sS -m 3 http://10.244.1.8:9999/' },
  { at: 'default/pod-b', command: 'curl -sS -m 3 http://10.244.0.8:8080/nothing' },
  { at: 'node-2', command: 'curl -sS -m 3 http://10.244.0.8:8080/health' },
  { at: 'node-1', command: 'ip route' },
  { at: 'default/pod-a', command: 'ip route' },
  { at: 'node-1', command: 'ip rule' },
  { at: 'default/pod-a', command: 'cat /etc/resolv.conf' },
  { at: 'node-1', command: 'iptables-save' },
];

const missing = whatIsMissing([
  'ip',
  'bridge',
  'iptables-restore',
  'nfacct',
  'ping',
  'nc',
  'curl',
  'python3',
]);

describe.each(CNIS)('the laboratory of the lesson with %s', (cni) => {
  if (missing) {
    test.skip(`is asked where it can be built (here: ${missing})`, () => {});
    return;
  }
  const file = exported(cni);
  const world = lessonWorld({ cni });

  beforeAll(() => {
    const built = sh(file, ['up']);
    if (built.status !== 0) throw new Error(built.stderr + built.stdout);
    // Agents answer probes all the time on a running cluster, so neighbours are known there.
    for (const { at, command } of QUESTIONS)
      if (command.startsWith('ping')) sh(file, ['exec', at, ...command.split(' ')]);
  }, 120_000);

  afterAll(() => {
    expect(sh(file, ['down']).status).toBe(0);
    expect(sh(file, ['status']).stdout).toBe('nothing is built\n');
  });

  test.each(QUESTIONS)('$at: $command prints what the simulation prints', ({ at, command }) => {
    const real = sh(file, ['exec', at, ...command.split(' ')]);
    const simulated = run(world, at, command);
    expect({
      stdout: comparable(real.stdout),
      stderr: comparable(real.stderr),
      exitCode: real.status,
    }).toEqual({
      stdout: comparable(simulated.stdout),
      stderr: comparable(simulated.stderr),
      exitCode: simulated.exitCode,
    });
  });

  test('is not built twice, and a wrong place lists the right ones', () => {
    expect(sh(file, ['up']).stderr).toContain('it is already there');
    const wrong = sh(file, ['exec', 'pod-z', 'true']);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('there is no "pod-z". Places: node-1');
  });
});

describe('namespaces of others', () => {
  if (missing) {
    test.skip(`are left alone where there can be any (here: ${missing})`, () => {});
    return;
  }
  const file = exported('flannel');
  const own = /^NAME=\$\{PODPATH_LAB:-(.*)\}$/m.exec(readFileSync(file, 'utf8'))?.[1];
  const other = `podpath-${own}-2_node-1`;
  const place = path.join('/run/netns', other);

  test('whose laboratory has a longer name are neither seen nor removed', () => {
    execFileSync('ip', ['netns', 'add', other], { env });
    try {
      expect(sh(file, ['status']).stdout).toBe('nothing is built\n');
      expect(sh(file, ['down']).status).toBe(0);
      expect(existsSync(place)).toBe(true);
    } finally {
      execFileSync('ip', ['netns', 'del', other], { env });
    }
  });

  test('that are still in the making cause no complaint', () => {
    execFileSync('touch', [place]);
    try {
      const { stdout, stderr } = sh(file, ['exec', 'default/pod-a', 'true']);
      expect({ stdout, stderr }).toEqual({
        stdout: '',
        stderr: `lab: nothing is built yet: sudo sh ${file} up\n`,
      });
    } finally {
      rmSync(place);
    }
  });
});

test('a machine without the tools is told which packages have them', () => {
  const file = exported('flannel');
  const tools = mkdtempSync(path.join(folder, 'bin-'));
  for (const tool of ['id', 'uname', 'sh'])
    symlinkSync(
      execFileSync('sh', ['-c', `command -v ${tool}`])
        .toString()
        .trim(),
      path.join(tools, tool),
    );
  const { status, stderr } = sh(file, ['up'], { env: { PATH: tools } });
  expect(status).toBe(1);
  if (process.getuid?.() === 0 && process.platform === 'linux')
    expect(stderr).toContain('apt-get install iproute2 iproute2 iptables');
});
