/** What `conntrack -E` told while the scenario ran: kind, tuples, state and flags, in the order of each node. */
import type { ConntrackEvent } from '../../sim/trace/types';
import { parseConnectionLine } from './connection-line';
import type { Counted } from './counted';
import type { Golden } from './golden';
import type { Disagreement } from './watch';

/** The recorder listened on the nodes. `wasRecorded`: the recording holds packets of the flow that the line tells of. */
export function compareEvents(
  { conntrackEvents, isTruncated }: Golden,
  simulated: readonly ConntrackEvent[],
  nodes: readonly string[],
  wasRecorded: (line: ReturnType<typeof parseConnectionLine>) => boolean,
  counted: Counted,
): Disagreement[] {
  if (conntrackEvents.length === 0) return [];
  const expected = conntrackEvents
    .map(({ namespace, kind, line }) => ({ namespace, kind, line: parseConnectionLine(line) }))
    .filter(({ line }) => wasRecorded(line));
  counted.events += expected.length;
  const got = simulated.map(({ namespace, event, text }) => ({
    namespace,
    kind: event,
    line: parseConnectionLine(text),
  }));
  return nodes.flatMap((namespace) => {
    const own = (events: typeof expected) =>
      events
        .filter((event) => event.namespace === namespace)
        .map(({ kind, line }) => `${kind} ${withoutMark(line.text)}`);
    return compareNode(namespace, own(expected), own(got), isTruncated);
  });
}

/** The first difference only: what follows is shifted by it. */
function compareNode(
  namespace: string,
  expected: readonly string[],
  got: readonly string[],
  isTruncated: boolean,
): Disagreement[] {
  const length = isTruncated
    ? Math.min(expected.length, got.length)
    : Math.max(expected.length, got.length);
  for (let index = 0; index < length; index += 1) {
    const [want, have] = [expected[index] ?? 'nothing', got[index] ?? 'nothing'];
    if (want === have) continue;
    const hop = `event ${index + 1} ${namespace}`;
    return [{ hop, field: 'conntrack event', expected: want, got: have }];
  }
  return [];
}

/** `conntrack -E` leaves a mark of zero out. */
const withoutMark = (text: string): string => text.replace(/ mark=0\b/, '');
