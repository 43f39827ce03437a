/**
 * The lab's manifest and its world. What is applied is always a world that runs: a draft that has problems changes
 * nothing but the list of problems, and every applied text can be brought back.
 */
import type { CniName, Problem, Result, World } from '../../../sim';

export type Open = (text: string, cni: CniName) => Result<World, readonly Problem[]>;

export interface Workbench {
  readonly draft: string;
  readonly cni: CniName;
  /** the text of the world on screen */
  readonly applied: string;
  readonly world: World;
  /** texts that were applied before, oldest first */
  readonly past: readonly string[];
  readonly problems: readonly Problem[];
  /** counts worlds, so that what belongs to an older one can be told */
  readonly revision: number;
}

export type Deed =
  | { readonly do: 'edit'; readonly draft: string }
  | { readonly do: 'apply' | 'undo' }
  | { readonly do: 'reset'; readonly original: string }
  | { readonly do: 'cni'; readonly cni: CniName };

/** The world of a text that is known to be good; throws when it is not. */
export function begin(open: Open, original: string, cni: CniName): Workbench {
  const opened = open(original, cni);
  if (!opened.ok) throw new Error(opened.error.map((problem) => problem.message).join('; '));
  return {
    draft: original,
    cni,
    applied: original,
    world: opened.value,
    past: [],
    problems: [],
    revision: 0,
  };
}

/** Takes up a text from before, running or with its problems listed. */
export function resume(open: Open, bench: Workbench, text: string | null): Workbench {
  return text === null ? bench : apply(open, bench, text);
}

const HISTORY = 50;

export const reducer =
  (open: Open) =>
  (bench: Workbench, deed: Deed): Workbench => {
    switch (deed.do) {
      case 'edit':
        return { ...bench, draft: deed.draft };
      case 'apply':
        return apply(open, bench, bench.draft);
      case 'reset':
        return apply(open, bench, deed.original);
      case 'cni':
        return switchCni(open, bench, deed.cni);
      case 'undo':
        return undo(open, bench);
    }
  };

function apply(open: Open, bench: Workbench, text: string): Workbench {
  const opened = open(text, bench.cni);
  if (!opened.ok) return { ...bench, draft: text, problems: opened.error };
  const past = text === bench.applied ? bench.past : [...bench.past, bench.applied].slice(-HISTORY);
  return {
    ...bench,
    draft: text,
    applied: text,
    world: opened.value,
    past,
    problems: opened.value.warnings,
    revision: bench.revision + 1,
  };
}

/** First gives up a draft that was not applied, then goes back from world to world. */
function undo(open: Open, bench: Workbench): Workbench {
  if (bench.draft !== bench.applied) {
    return { ...bench, draft: bench.applied, problems: bench.world.warnings };
  }
  const text = bench.past.at(-1);
  if (text === undefined) return bench;
  const opened = open(text, bench.cni);
  if (!opened.ok) return { ...bench, problems: opened.error };
  return {
    ...bench,
    draft: text,
    applied: text,
    world: opened.value,
    past: bench.past.slice(0, -1),
    problems: opened.value.warnings,
    revision: bench.revision + 1,
  };
}

function switchCni(open: Open, bench: Workbench, cni: CniName): Workbench {
  const opened = open(bench.applied, cni);
  return opened.ok
    ? { ...bench, cni, world: opened.value, revision: bench.revision + 1 }
    : { ...bench, problems: opened.error };
}
