/** The manifest that the learner is editing in the lab: kept for this tab, so that a reload or a link loses nothing. */
const KEY = 'podpath.lab.draft';

type Reads = Pick<Storage, 'getItem'>;
type Writes = Pick<Storage, 'setItem' | 'removeItem'>;

export function readDraft(storage: () => Reads): string | null {
  try {
    return storage().getItem(KEY);
  } catch {
    return null;
  }
}

/** null: there is nothing of the learner's own to keep. */
export function keepDraft(storage: () => Writes, text: string | null): void {
  try {
    if (text === null) storage().removeItem(KEY);
    else storage().setItem(KEY, text);
  } catch {
    // A browser that keeps nothing is lived without: the text is still in the editor.
  }
}
