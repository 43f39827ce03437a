/**
 * The walls between the rooms: which folder may import which. Reads the imports of every source file.
 * The table is docs/architecture.md in code.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What each room may import besides itself. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  sim: [],
  quiz: [],
  scene: ['sim'],
  machines: ['sim', 'quiz'],
  state: ['sim', 'quiz', 'authoring'],
  diagram: ['sim', 'scene'],
  panels: ['sim', 'scene', 'diagram', 'machines'],
  lesson: ['sim', 'quiz', 'scene', 'diagram', 'panels', 'machines', 'state'],
  app: ['lesson', 'state', 'diagram', 'scene', 'authoring'],
  course: ['lesson', 'state', 'machines', 'quiz', 'sim', 'scene', 'diagram'],
  site: [],
  authoring: ['sim', 'quiz', 'lesson'],
  cli: ['sim'],
};

/** Inside the core: the layers know wire and the types of others; agents know kube and what they emit. */
const CORE_LAYERS = ['link', 'net', 'filter', 'transport'];
const CORE_AGENTS = ['cni', 'proxy', 'policy'];
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  sim: ['yaml'],
  quiz: [],
  scene: ['d3'],
  machines: ['xstate'],
};

export interface Breach {
  readonly file: string;
  readonly imports: string;
  readonly why: string;
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(file);
    else if (
      /\.tsx?$/.test(entry.name) &&
      !/\.(test|d)\.ts/.test(entry.name) &&
      !file.includes('testdata')
    )
      yield file;
  }
}

/** Checks every module below `root`/src; says how many were read, so that reading none cannot pass. */
export function checkWalls(root: string): {
  readonly modules: number;
  readonly breaches: readonly Breach[];
} {
  const base = path.join(root, 'src');
  const breaches: Breach[] = [];
  let modules = 0;
  for (const file of sources(base)) {
    modules += 1;
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(
      /(import|export)(\s+type)?[^'";]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g,
    )) {
      const target = match[3] ?? match[4] ?? '';
      const why = breachOf(path.relative(base, file), target, match[2] !== undefined);
      if (why) breaches.push({ file: path.relative(root, file), imports: target, why });
    }
    // Browsers switch these events off by Permissions Policy; what is saved in them is lost. `pagehide` is there.
    for (const [event] of text.matchAll(/\bon(?:before)?unload\b|\b(?:before)?unload['"`]/g))
      breaches.push({
        file: path.relative(root, file),
        imports: event,
        why: 'pages listen to pagehide, not to an event that browsers switch off',
      });
    if (/import \* as d3/.test(text))
      breaches.push({ file, imports: 'd3', why: 'd3 is imported by name' });
  }
  return { modules, breaches };
}

function breachOf(file: string, target: string, typeOnly: boolean): string | null {
  const room = file.split(path.sep)[0] ?? '';
  if (!target.startsWith('.')) {
    const allowed = PACKAGES[room];
    return allowed && !target.startsWith('virtual:') && !allowed.includes(target)
      ? `${room} may use only ${allowed.join(', ') || 'nothing'}`
      : null;
  }
  const resolved = path.join(path.dirname(file), target).split(path.sep);
  const other = resolved[0] ?? '';
  if (other !== room) {
    if (other === '..' || ROOMS[room]?.includes(other)) return null;
    return `${room} must not know ${other}`;
  }
  if (room !== 'sim' || typeOnly) return null;
  return coreBreach(file.split(path.sep)[1] ?? '', resolved[1] ?? '');
}

function coreBreach(from: string, to: string): string | null {
  if (from === to || !to) return null;
  if (from === 'wire' && to !== 'result') return 'wire knows nothing but itself';
  if (
    CORE_LAYERS.includes(from) &&
    [...CORE_LAYERS, ...CORE_AGENTS, 'app', 'host', 'tools', 'kube'].includes(to)
  ) {
    return `the layer ${from} must not call ${to}`;
  }
  if (CORE_AGENTS.includes(from) && [...CORE_AGENTS, 'host', 'tools', 'net', 'link'].includes(to))
    return `the agent ${from} must not know ${to}`;
  return null;
}
