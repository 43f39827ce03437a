/** Times of the core on this machine: one trace, one cluster. `npm run bench`. */
import { readFileSync } from 'node:fs';
import { buildWorld, run } from '../sim';
import { readManifests } from '../sim/kube/manifest';

const file = 'content/clusters/lesson.yaml';
const text = readFileSync(file, 'utf8');

function minimum(name: string, rounds: number, work: () => void): void {
  const times = Array.from({ length: rounds }, () => {
    const started = process.hrtime.bigint();
    work();
    return Number(process.hrtime.bigint() - started) / 1e6;
  });
  process.stdout.write(
    `${name.padEnd(44)} ${Math.min(...times).toFixed(2)} ms (minimum of ${rounds})\n`,
  );
}

const objects = readManifests([{ file, text }]);
if (!objects.ok) throw new Error('the lesson cluster does not read');
const world = buildWorld(objects.value);
if (!world.ok) throw new Error('the lesson cluster does not build');
minimum('read the manifests', 20, () => readManifests([{ file, text }]));
minimum('build the world', 20, () => buildWorld(objects.value));
minimum('ping across nodes', 50, () => run(world.value, 'default/pod-a', 'ping -c 1 10.244.1.8'));
minimum('HTTP request by name through the ClusterIP', 30, () =>
  run(world.value, 'default/pod-a', 'curl -s http://my-service:8080/'),
);
