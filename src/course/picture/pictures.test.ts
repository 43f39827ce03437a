/**
 * The pictures of the pieces in their key states, kept beside this test: whoever changes how something is drawn brings the
 * pictures along (`npx vitest run src/course/picture -u`, then look at each of them in a browser).
 */
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { modulePlugins } from '../../../vite.config';
import { lessonScenes } from '../build/scenes';
import { drawPictures, type PictureFile } from './build';

const FOLDER = 'src/course/picture/stored';
const MOST_BYTES = 40 * 1024;

/** State, piece and position: the states that e2e/browser/pictures.spec.ts looks at in the page, the wrapped ones while they are wrapped. */
const STATES: readonly (readonly [string, string, Readonly<Record<string, number>>?])[] = [
  ['three-networks', 'three-networks'],
  ['same-node', 'walk-same-node', { hop: 3 }],
  ['cross-node-wrapped', 'walk-cross-node', { hop: 13 }],
  ['lanes', 'vxlan-vs-bgp'],
  ['lanes-too-big', 'vxlan-vs-bgp', { payload: 1423 }],
  ['dice', 'service-rules'],
  ['dice-one-dead', 'service-rules', { dead: 1, probe: 0 }],
  ['clusterip-sent', 'clusterip-trace', { hop: 0 }],
  ['clusterip-rewritten', 'clusterip-trace', { hop: 5 }],
  ['clusterip-in-tunnel', 'clusterip-trace', { hop: 14 }],
  ['clusterip-end', 'clusterip-trace', { hop: 77 }],
];

const NAMES = STATES.map(([state]) => state);

let drawn: readonly PictureFile[] = [];
let pictured: readonly string[] = [];
beforeAll(async () => {
  const { scenes } = lessonScenes();
  drawn = await drawPictures(process.cwd(), modulePlugins(), (names) => {
    pictured = names;
    return STATES.map(([file, piece, position]) => {
      const text = scenes.find(({ name }) => name === piece);
      if (!text) throw new Error(`the lesson has no ${piece}`);
      return { file, text, position };
    });
  });
}, 120_000);

const svgOf = (state: string): string => drawn.find(({ file }) => file === state)?.svg ?? '';

describe('a stored picture', () => {
  test('is there for every piece that has one, and no other lies in the folder', () => {
    expect([...new Set(STATES.map(([, piece]) => piece))].sort()).toEqual([...pictured].sort());
    expect(readdirSync(FOLDER).sort()).toEqual(NAMES.map((state) => `${state}.svg`).sort());
  });

  test.each(NAMES)('%s is what is drawn today', async (state) => {
    await expect(svgOf(state)).toMatchFileSnapshot(`stored/${state}.svg`);
  });

  test.each(NAMES)('%s stands alone: a title, a description, nothing from outside', (state) => {
    const svg = svgOf(state);
    expect(svg).toMatch(/^<svg xmlns="[^"]+"[^>]*><title>[^<]+<\/title>\n<desc>[^<]+<\/desc>/);
    expect(svg).not.toMatch(/<(?:script|image|use|foreignObject|a|link)\b|\bon\w+=|\bhref=/);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/\/\/|@import|data:/);
    expect([...svg.matchAll(/url\(([^)]*)\)/g)].filter(([, to]) => !to?.startsWith('#'))).toEqual(
      [],
    );
    expect(svg).not.toMatch(/var\(|light-dark|color-mix|NaN|undefined/);
    expect(Buffer.byteLength(svg)).toBeLessThan(MOST_BYTES);
  });

  test.each(NAMES)('%s has a rule for every class that it uses', (state) => {
    const svg = svgOf(state);
    const used = new Set(
      [...svg.matchAll(/class="([^"]+)"/g)].flatMap(([, names]) => names?.split(' ') ?? []),
    );
    // Groups whose children are styled, and the resting state of a ring.
    const silent = /^(?:cutaway-(?:now|names)|packet-ring|vxlan-(?:packet|way))$/;
    const bare = [...used].filter((name) => !silent.test(name) && !svg.includes(`.${name}`));
    expect(bare).toEqual([]);
  });
});
