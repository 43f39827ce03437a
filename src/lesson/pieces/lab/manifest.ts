/** The lesson's cluster as text, and the reader of manifests: loaded when the lab is. */
import type { readManifests } from '../../../sim/kube/manifest';

export interface Manifest {
  readonly file: string;
  readonly text: string;
  readonly read: typeof readManifests;
}

let loading: Promise<Manifest> | null = null;

async function load(): Promise<Manifest> {
  const [manifest, reader] = await Promise.all([
    import('virtual:podpath/manifest/lesson'),
    import('../../../sim/kube/manifest'),
  ]);
  const { file, text } = manifest.default;
  return { file: file.split('/').at(-1) ?? file, text, read: reader.readManifests };
}

export function loadManifest(): Promise<Manifest> {
  loading ??= load();
  return loading;
}
