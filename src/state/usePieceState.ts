import { useCallback, useEffect, useState } from 'react';
import { notify } from './notices';
import { decodeFields, encodeFields, type Fields } from './url-state';

/** State of one picture, mirrored in the address without filling the history. */
export function usePieceState<T extends Fields>(
  piece: string,
  defaults: T,
): [T, (change: Partial<T>) => void] {
  const [state, setState] = useState<T>(defaults);
  useEffect(() => {
    const text = new URLSearchParams(window.location.search).get(piece);
    if (text === null) return;
    const decoded = decodeFields(text, defaults);
    if (decoded) setState(decoded);
    else
      notify(
        `The link held a damaged position for “${piece}”; the picture starts from the beginning.`,
      );
    // Read once: later the picture writes the address, not the other way round.
  }, []);
  const change = useCallback(
    (part: Partial<T>) => {
      setState((current) => {
        const next = { ...current, ...part };
        const url = new URL(window.location.href);
        url.searchParams.set(piece, encodeFields(next));
        window.history.replaceState(
          null,
          '',
          url.toString().replaceAll('%3A', ':').replaceAll('%2C', ','),
        );
        return next;
      });
    },
    [piece],
  );
  return [state, change];
}
