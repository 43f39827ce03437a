import { expect, test } from 'vitest';
import { readQuiz } from '../authoring/quiz';
import { encodeSession, grade, keyOf, type Mode, questionAt, shortId, startSession } from '../quiz';
import { lessonScenes } from './build/scenes';
import { printState } from './saved-state';

const bank = readQuiz();
const { sections } = lessonScenes();

/** As far as anybody can come: each picture was moved, each section read, each question answered. */
function finished(mode: Mode, seed: number): number {
  const session = startSession(bank, { mode, seed });
  const entries = session.entries.map((entry, index) => {
    const question = questionAt(bank, session, index);
    if (!question) throw new Error(`no question at ${index}`);
    const response = keyOf(question);
    const { correct, score } = grade(question, response);
    return { ...entry, response, correct, score, attempts: 1, seconds: 40 };
  });
  const pieces = {
    'three-networks': 'part:default.pod-c,node:1,pod:1,service:1',
    'osi-map': 'layer:4',
    'walk-same-node': 'hop:25,cni:calico,arp:cold',
    'walk-cross-node': 'hop:77,cni:calico-vxlan,arp:cold',
    'vxlan-vs-bgp': 'hop:20,payload:1423,pod:0,node:1500,df:1,quiet:1',
    'service-rules': 'replicas:3,dead:1,probe:0,seed:7,sent:1,pick:2',
    'clusterip-trace': 'hop:77,to:d,cni:calico-vxlan,proxy:nftables,all:1,ask:http',
    lab: 'start:clusterip-trace,hop:12,case:3',
    troubleshoot: 'case:41,runs:abcdef,wrong:ab,stage:fixed',
  };
  const text = printState({
    quiz: encodeSession({ ...session, entries, finished: true }, bank),
    place: sections.at(-1) ?? '',
    visited: sections.map(shortId),
    pieces,
    carried: '',
  });
  expect(text).toContain('pthree-networks=');
  return text?.length ?? 0;
}

test('a finished course with its assessment takes under 900 characters, with every question under 1,300', () => {
  const assessments = Array.from({ length: 50 }, (_, seed) => finished('assessment', seed + 1));
  expect(Math.max(...assessments)).toBeLessThan(900);
  expect(finished('practice', 1)).toBeLessThan(1_300);
});
