/** One scenario's judgement: passed, failed with its disagreements, or not comparable with the reason. */
import { assertBuildable } from './buildable';
import { type Command, readGolden, type Golden, NotComparable, record } from './golden';
import type { ScenarioFiles } from './folder';
import { withTracedTables } from './netfilter-trace';
import { type Replay, replay } from './replay';
import { planFromTopology } from './topology';
import type { Disagreement } from './watch';

export type Judgement =
  | { readonly kind: 'passed' | 'failed'; readonly id: string; readonly replay: Replay }
  | { readonly kind: 'not-comparable'; readonly id: string; readonly reason: string };

/** more draws than that are not tried out */
const MAXIMUM_CHOICES = 8;

export function judge(files: ScenarioFiles): Judgement {
  const { id } = files;
  try {
    const golden = readGolden(files.scenario);
    refuseWhatCannotBe(golden, files);
    assertBuildable(planFromTopology(files.topology), golden);
    const result = bestReplay(golden, files);
    if (golden.sightings.length > 0 && result.counted.sightings === 0)
      throw new NotComparable(
        'every packet was seen at one tap only: nothing follows from a first frame',
      );
    return { kind: result.disagreements.length === 0 ? 'passed' : 'failed', id, replay: result };
  } catch (error) {
    if (error instanceof NotComparable)
      return { kind: 'not-comparable', id, reason: error.message };
    throw error;
  }
}

function refuseWhatCannotBe(golden: Golden, files: ScenarioFiles): void {
  const { topology, scenario, hopCount } = files;
  if (record(topology).checksumOffload === true || record(scenario).checksumOffload === true) {
    throw new NotComparable(
      'recorded with checksum and segmentation offload on: what a tap shows is not what the wire carries',
    );
  }
  if (hopCount !== undefined && hopCount !== golden.sightings.length) {
    throw new NotComparable(
      `truncated hop list: index.json says ${hopCount} hops, the file holds ${golden.sightings.length}`,
    );
  }
  if (
    golden.clients.length === 0 &&
    !golden.commands.some(isSender) &&
    golden.sightings.length > 0
  ) {
    throw new NotComparable(
      'daemons talk, and neither a client nor a command is recorded that would say what they chose to send',
    );
  }
  const unable = golden.commands.some(({ stderr }) => /Network is unreachable/.test(stderr));
  if (golden.sightings.length === 0 && !unable)
    throw new NotComparable('no packet was sent: its commands only configure devices');
}

/** The recording does not show every draw; of the possible ones, that which explains it best. */
function bestReplay(golden: Golden, files: ScenarioFiles): Replay {
  let best: Replay | undefined;
  for (let choice = 0; choice < MAXIMUM_CHOICES; choice += 1) {
    const plan = withTracedTables(planFromTopology(files.topology), files.trace);
    const { topology, changes, trace } = files;
    const result = replay({ golden, topology, plan, changes, trace }, choice);
    if (!best || weight(result.disagreements) < weight(best.disagreements)) best = result;
    if (best.disagreements.length === 0 || result.unknownDraws === 0) break;
  }
  if (!best) throw new NotComparable('nothing was replayed');
  return best;
}

const SENDERS = ['ping', 'nc', 'curl', 'wget', 'dig', 'traceroute', 'tracepath', 'arping'];
const isSender = ({ words }: Command): boolean => SENDERS.includes(words[0] ?? '');

const weight = (disagreements: readonly Disagreement[]): number => disagreements.length;
