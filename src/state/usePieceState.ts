import { useCallback, useContext, useEffect, useRef, useState } from 'react';
import { notify } from './notices';
import { PieceAddressContext } from './piece-address';
import { decodeFields, encodeFields, type Fields } from './url-state';

/** State of one picture, mirrored in the address without filling the history. */
export function usePieceState<T extends Fields>(
  piece: string,
  defaults: T,
): [T, (change: Partial<T>) => void] {
  const address = useContext(PieceAddressContext);
  const [state, setState] = useState<T>(defaults);
  const latest = useRef(state);
  useEffect(() => {
    const text = address.read(piece);
    if (text === null) return;
    const decoded = decodeFields(text, defaults);
    if (decoded) {
      latest.current = decoded;
      setState(decoded);
    } else
      notify(
        `The link held a damaged position for “${piece}”; the picture starts from the beginning.`,
      );
    // Read once: later the picture writes the address, not the other way round.
  }, []);
  const change = useCallback(
    (part: Partial<T>) => {
      latest.current = { ...latest.current, ...part };
      setState(latest.current);
      address.write(piece, encodeFields(latest.current));
    },
    [piece, address],
  );
  return [state, change];
}
