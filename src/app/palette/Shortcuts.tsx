import { Dialog } from './Dialog';

const GROUPS = [
  {
    title: 'Everywhere',
    keys: [
      ['Ctrl K or /', 'search and commands'],
      ['m', 'map of the lesson'],
      ['?', 'this sheet'],
      ['Escape', 'close what is open'],
    ],
  },
  {
    title: 'In a picture, on its altitude line',
    keys: [
      ['→ and ←', 'next and previous hop'],
      ['Home and End', 'first and last hop'],
      ['Tab', 'player, parts, fields, the list of hops'],
    ],
  },
  {
    title: 'In the quiz',
    keys: [
      ['Space', 'choose'],
      ['Enter', 'answer, go on'],
    ],
  },
] as const;

export function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog label="Keyboard shortcuts" className="dialog" onClose={onClose}>
      <h2>Keyboard shortcuts</h2>
      {GROUPS.map((group) => (
        <section key={group.title} aria-label={group.title}>
          <h3>{group.title}</h3>
          <dl>
            {group.keys.map(([keys, effect]) => (
              <div key={keys}>
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{effect}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <button type="button" onClick={onClose}>
        Close
      </button>
    </Dialog>
  );
}
