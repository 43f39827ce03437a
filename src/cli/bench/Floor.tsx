import { useState } from 'react';

const HOPS = Array.from({ length: 12 }, (_, hop) => ({
  x: 20 + hop * 30,
  y: hop % 3 === 0 ? 30 : 60,
  name: `hop ${hop + 1}`,
}));
const FIELDS = ['source', 'destination', 'protocol', 'TTL', 'length', 'checksum'];

/** The least that a stepped picture in React can be: what our pages are measured against. */
export function Floor() {
  const [at, setAt] = useState(0);
  const hop = HOPS[at];
  return (
    <main>
      <h1>One packet, twelve hops</h1>
      <p>The floor: a path, a packet, two buttons and a table of headers.</p>
      <svg viewBox="0 0 380 90" role="img" aria-label={hop?.name}>
        <path d={HOPS.map(({ x, y }, index) => `${index ? 'L' : 'M'}${x},${y}`).join('')} />
        {HOPS.map(({ x, y, name }) => (
          <circle key={name} cx={x} cy={y} r={4} />
        ))}
        <rect
          className="packet"
          x={-6}
          y={-4}
          width={12}
          height={8}
          style={{ transform: `translate(${hop?.x}px, ${hop?.y}px)` }}
        />
      </svg>
      <button type="button" disabled={at === 0} onClick={() => setAt(at - 1)}>
        Previous hop
      </button>
      <button type="button" disabled={at === HOPS.length - 1} onClick={() => setAt(at + 1)}>
        Next hop
      </button>
      <table>
        <tbody>
          {FIELDS.map((field, index) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>{(at * 7 + index * 13) % 256}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </main>
  );
}
