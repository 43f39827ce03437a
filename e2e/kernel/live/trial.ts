/**
 * One cluster, recorded and judged. A probe that disagrees is asked again, a bounded number of times: what a kernel does by
 * itself it does each time, so a true difference comes again, and an accident of scheduling does not.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Summary, summarise } from '../../../src/cli/conform/kernel';
import type { Judge } from './judge';
import { record, type Subject } from './recording';

type Judgement = Summary['judgements'][number];

export interface Trial {
  readonly summary: Summary;
  /** recordings that disagree */
  readonly folders: readonly string[];
  /** why probes were asked again: "q3: p2 stood still for 40 ms" */
  readonly repeated: readonly string[];
  /** how many of them showed no reason in their capture */
  readonly unexplained: number;
}

const REPETITIONS = 3;

/** A kernel that sends nothing leaves nothing to compare. */
export const isSilent = (judgement: Judgement): boolean =>
  judgement.kind === 'not-comparable' && judgement.reason.startsWith('no packet was sent');

export const isFailure = (judgement: Judgement): boolean =>
  judgement.kind !== 'passed' && !isSilent(judgement);

export async function trial(subject: Subject, judge: Judge): Promise<Trial> {
  const judgements = new Map<string, Judgement>();
  const folders: string[] = [];
  const repeated: string[] = [];
  let unexplained = 0;
  let { probes } = subject;
  for (let left = REPETITIONS; probes.length > 0; left -= 1) {
    const folder = mkdtempSync(path.join(tmpdir(), 'podpath-recording-'));
    const disturbed = await record({ ...subject, probes }, folder);
    const now = (await judge.replay(folder)).judgements;
    for (const judgement of now) judgements.set(judgement.id, judgement);
    const again = now.filter(
      (judgement) => isFailure(judgement) && reasonToRepeat(judgement, disturbed) !== undefined,
    );
    const isFinal = left === 0 || again.length === 0;
    if (isFinal && now.some(isFailure)) folders.push(folder);
    else rmSync(folder, { recursive: true, force: true });
    if (isFinal) break;
    for (const judgement of again) {
      const reason = reasonToRepeat(judgement, disturbed);
      if (reason === UNSEEN) unexplained += 1;
      repeated.push(`${judgement.id}: ${reason}`);
    }
    probes = probes.filter((probe) => again.some(({ id }) => id === probe.id));
  }
  return { summary: summarise([...judgements.values()]), folders, repeated, unexplained };
}

const UNSEEN = 'its capture shows no reason';

function reasonToRepeat(
  judgement: Judgement,
  disturbed: ReadonlyMap<string, string>,
): string | undefined {
  const why = disturbed.get(judgement.id);
  if (why !== undefined || judgement.kind === 'not-comparable') return why;
  const isLateOnly = judgement.replay.disagreements.every(({ field }) => field === 'time');
  return isLateOnly ? 'a timer fired late' : UNSEEN;
}
