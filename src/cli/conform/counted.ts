/** How much was held against the recording, besides header bytes. */
export interface Counted {
  /** frames at devices that followed from a first frame */
  sightings: number;
  /** lines of connection tracking tables */
  tableLines: number;
  /** lines of `conntrack -E` */
  events: number;
  /** chains entered, rules matched and policies met, as netfilter traced them */
  steps: number;
  /** what was true of a packet between two chains */
  facts: number;
}

export const nothingCounted = (): Counted => ({
  sightings: 0,
  tableLines: 0,
  events: 0,
  steps: 0,
  facts: 0,
});

export function addCounted(sum: Counted, more: Counted): void {
  for (const key of Object.keys(more) as (keyof Counted)[]) sum[key] += more[key];
}
