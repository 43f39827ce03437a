/** `podpath conform kernel DIR`: replays every recording of a folder and says where the simulation disagrees. */
import { addCounted, type Counted, nothingCounted } from './counted';
import { openFolder } from './folder';
import { NotComparable } from './golden';
import { type Judgement, judge } from './scenario';

export interface Summary {
  readonly judgements: readonly Judgement[];
  readonly passed: number;
  readonly failed: number;
  readonly notComparable: number;
  /** header bytes */
  readonly compared: number;
  readonly fromOracle: number;
  readonly counted: Counted;
}

/** the recording decides at most this share of the header bytes */
const ORACLE_LIMIT = 0.04;

export function conformFolder(directory: string, only?: string): Summary {
  const folder = openFolder(directory);
  const ids = folder.ids.filter((id) => !only || id.startsWith(only));
  return summarise(ids.map((id) => judgeFile(folder, id)));
}

function judgeFile(folder: ReturnType<typeof openFolder>, id: string): Judgement {
  try {
    return judge(folder.load(id));
  } catch (error) {
    if (error instanceof NotComparable)
      return { kind: 'not-comparable', id, reason: error.message };
    throw error;
  }
}

export function summarise(judgements: readonly Judgement[]): Summary {
  const count = (kind: Judgement['kind']) =>
    judgements.filter((judgement) => judgement.kind === kind).length;
  let compared = 0;
  let fromOracle = 0;
  const counted = nothingCounted();
  for (const judgement of judgements) {
    if (judgement.kind === 'not-comparable') continue;
    compared += judgement.replay.compared;
    fromOracle += judgement.replay.fromOracle;
    addCounted(counted, judgement.replay.counted);
  }
  return {
    judgements,
    passed: count('passed'),
    failed: count('failed'),
    notComparable: count('not-comparable'),
    compared,
    fromOracle,
    counted,
  };
}

export const oracleShare = ({ compared, fromOracle }: Summary): number =>
  compared + fromOracle === 0 ? 0 : fromOracle / (compared + fromOracle);

export function disagreementLines({ judgements }: Summary): string[] {
  return judgements.flatMap((judgement) =>
    judgement.kind === 'not-comparable'
      ? []
      : judgement.replay.disagreements.map(({ hop, field, expected, got }) =>
          [judgement.id, hop, field, expected, got].join(', '),
        ),
  );
}

export function describeSummary(summary: Summary): string {
  const { judgements, passed, failed, notComparable, compared, fromOracle } = summary;
  const share = (oracleShare(summary) * 100).toFixed(2);
  const reasons = judgements.flatMap((judgement) =>
    judgement.kind === 'not-comparable'
      ? [`not comparable: ${judgement.id}: ${judgement.reason}`]
      : [],
  );
  return [
    ...disagreementLines(summary),
    ...reasons,
    `scenarios: ${judgements.length}`,
    `header bytes compared: ${compared}; taken from the recording where only chance decides: ${fromOracle} (${share} %)`,
    `${passed} passed, ${failed} failed, ${notComparable} not comparable`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** A run that could compare nothing proves nothing. */
export const isGood = (summary: Summary): boolean =>
  summary.failed === 0 && summary.passed > 0 && oracleShare(summary) < ORACLE_LIMIT;
