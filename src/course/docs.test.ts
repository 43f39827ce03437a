import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lessonScenes } from './build/scenes';
import { PIECES, readLink } from './link';
import { readChildMessage, readHostMessage } from './frame/protocol';

const FOLDER = 'docs/embed';
const pages = readdirSync(FOLDER).map(
  (name) => [name, readFileSync(`${FOLDER}/${name}`, 'utf8')] as const,
);

describe('the pages for authors', () => {
  test('are there for every host that is promised', () => {
    expect(pages.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'moodle.md',
        'canvas.md',
        'open-edx.md',
        'plain-page.md',
        'docusaurus.md',
        'reveal.md',
        'notion-gitbook.md',
      ]),
    );
  });

  test.each(pages)('%s names only pieces and parameters that exist', (_, text) => {
    for (const match of text.matchAll(/podpath\.example\/embed\/([a-z-]+)(\?[^"\s`]*)?/g))
      expect(readLink(match[1] ?? '', match[2] ?? '').notes).toEqual([]);
    for (const match of text.matchAll(/piece="([^"]+)"/g)) expect(PIECES).toContain(match[1]);
    for (const match of text.matchAll(/--piece ([a-z-]+)/g)) expect(PIECES).toContain(match[1]);
  });

  test.each(pages)('%s gives every picture the title that the lesson gives it', (_, text) => {
    const { scenes } = lessonScenes();
    for (const match of text.matchAll(/embed\/([a-z-]+)[^>]*?title="([^"]+)"/g)) {
      const scene = scenes.find(({ name }) => name === match[1]);
      if (scene) expect(match[2]).toBe(scene.title);
    }
  });

  test.each(pages)('%s links only to pages that are there', (_, text) => {
    for (const match of text.matchAll(/\]\(([\w-]+\.md)\)/g))
      expect(pages.map(([name]) => name)).toContain(match[1]);
  });

  test('the table of messages names what the code reads', () => {
    const text = pages.find(([name]) => name === 'messages.md')?.[1] ?? '';
    const samples: Readonly<Record<string, unknown>> = {
      hello: { version: '1', piece: 'quiz', caps: [] },
      resize: { height: 1 },
      state: { state: '', seq: 1 },
      progress: { fraction: 0, place: '' },
      answered: { id: 'q', isRight: true, score: 1, durationMilliseconds: 1 },
      completed: { score: 1, hasPassed: true },
      key: { key: 'ArrowUp' },
      init: { caps: [], state: null, theme: null },
      ack: { seq: 1 },
      goto: { step: 'mtu' },
      pause: {},
      resume: {},
    };
    const named = [
      ...text.matchAll(/^\| (?:piece|page) → (?:piece|page) \| (.*?) \| (.*?) \|$/gm),
    ].flatMap((match) =>
      [...(match[1] ?? '').matchAll(/`(\w+)`/g)].map(
        (word) => [word[1] ?? '', match[2] ?? ''] as const,
      ),
    );
    expect(named.map(([type]) => type).sort()).toEqual(Object.keys(samples).sort());
    for (const [type, words] of named) {
      const message = { podpath: 1, type, data: samples[type] };
      expect([type, readHostMessage(message) ?? readChildMessage(message)]).not.toEqual([
        type,
        null,
      ]);
      for (const field of Object.keys(samples[type] as object))
        expect(words).toContain(`\`${field}\``);
    }
  });

  test('the table of the address names every parameter that is read', () => {
    const text = pages.find(([name]) => name === 'address.md')?.[1] ?? '';
    const named = [...text.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1] ?? '');
    for (const name of named) {
      const { notes } = readLink('quiz', `?${name}=%00bad`);
      expect([name, notes.length]).toEqual([name, 1]);
    }
    expect(named.length).toBe(11);
  });
});
