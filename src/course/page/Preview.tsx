import { useEffect, useRef, useState } from 'react';
import { readChildMessage, seal } from '../frame/protocol';
import { readState } from '../saved-state';

interface Props {
  readonly address: string;
  readonly title: string;
  readonly heightPixels: number;
  readonly piece: string;
  /** the position that the author gave the picture, as fields of the address */
  readonly onPosition: (fields: string) => void;
}

/** The piece as learners get it; its position can be taken over into the link. */
export function Preview({ address, title, heightPixels, piece, onPosition }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [position, setPosition] = useState<string | null>(null);
  useEffect(() => {
    setPosition(null);
    const onMessage = ({ source, origin, data }: MessageEvent): void => {
      const guest = frame.current?.contentWindow;
      if (!guest || source !== guest || origin !== window.location.origin) return;
      const message = readChildMessage(data);
      if (message?.type === 'hello')
        guest.postMessage(
          seal({ type: 'init', data: { caps: ['state'], state: null, theme: null } }),
          origin,
        );
      if (message?.type === 'state') {
        setPosition(readState(message.data.state).state.pieces[piece] ?? null);
        guest.postMessage(seal({ type: 'ack', data: { seq: message.data.seq } }), origin);
      }
    };
    window.addEventListener('message', onMessage);
    return () => window.removeEventListener('message', onMessage);
  }, [address, piece]);
  return (
    <section aria-label="Preview">
      <h2>Preview</h2>
      <iframe
        key={address}
        ref={frame}
        src={address}
        title={`Preview: ${title}`}
        className="preview"
        style={{ height: heightPixels }}
      />
      <p role="status">{position ? `The picture stands at ${position}.` : ''}</p>
      {position ? (
        <button type="button" onClick={() => onPosition(position)}>
          Begin at this position
        </button>
      ) : null}
    </section>
  );
}
