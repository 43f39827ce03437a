import { type ReactNode, useId, useMemo } from 'react';
import { type Cause, conntrackAt, type Hop, run, type Trace, type World } from '../sim';
import { Bytes } from './Bytes';
import classes from './panels.module.css';

export type DetailName = 'bytes' | 'rules' | 'conntrack' | 'command' | 'hops';

interface Props {
  readonly world: World;
  readonly trace: Trace;
  readonly hops: readonly Hop[];
  readonly at: number;
  readonly name: string;
  readonly open: DetailName | null;
  readonly onOpen: (name: DetailName | null) => void;
  readonly command: { readonly at: string; readonly text: string } | null;
  readonly onSeek: (index: number) => void;
}

/** What stands behind the picture: one of five views at a time, below the stage. */
export function Details(props: Props) {
  const { world, trace, hops, at, name, open, onOpen, command, onSeek } = props;
  const id = useId();
  const hop = hops[at];
  if (!hop) return null;
  const node = world.plan.namespaces[hop.namespace]?.node ?? hop.namespace;
  const rules = hop.causes.filter((cause) => cause.kind === 'rule');
  const shown = command ?? commandOf(hop);
  const views: readonly { name: DetailName; label: string; draw: () => ReactNode }[] = [
    { name: 'bytes', label: 'Bytes and fields', draw: () => <Bytes hop={hop} /> },
    {
      name: 'rules',
      label: `Rules looked at: ${rules.length}`,
      draw: () => <RuleWalk rules={rules} />,
    },
    {
      name: 'conntrack',
      label: 'conntrack',
      draw: () => <Conntrack trace={trace} node={node} hop={hop} />,
    },
    {
      name: 'command',
      label: 'See it for yourself',
      draw: () => <Output world={world} at={shown.at} text={shown.text} />,
    },
    {
      name: 'hops',
      label: `As a list: ${hops.length} hops`,
      draw: () => <HopList hops={hops} at={at} onSeek={onSeek} name={name} />,
    },
  ];
  const view = views.find((item) => item.name === open);
  return (
    <div className={classes.details}>
      <div className={classes.doors} role="group" aria-label={`Behind the picture: ${name}`}>
        {views.map((item) => (
          <button
            key={item.name}
            type="button"
            aria-expanded={item.name === open}
            aria-controls={id}
            onClick={() => onOpen(item.name === open ? null : item.name)}
          >
            {item.label}
          </button>
        ))}
      </div>
      <div id={id} className={view ? classes.view : undefined}>
        {view?.draw()}
      </div>
    </div>
  );
}

/** The command that shows what decided here; where nothing did, the addresses of the place. */
function commandOf(hop: Hop): { readonly at: string; readonly text: string } {
  const cause = hop.decidedBy === undefined ? undefined : hop.causes[hop.decidedBy];
  const isShell = hop.namespace !== 'fabric' && hop.namespace !== 'gateway';
  if (!isShell) return { at: 'workstation', text: 'kubectl get nodes -o wide' };
  return { at: hop.namespace, text: cause?.command ?? 'ip addr' };
}

/** Every rule that was looked at, in order; those that matched stand out. */
function RuleWalk({ rules }: { readonly rules: readonly Cause[] }) {
  if (rules.length === 0)
    return <p className={classes.quiet}>No rule is looked at in this place.</p>;
  return (
    <ol className={classes.rules}>
      {rules.map((rule, index) => (
        <li key={index} data-matched={rule.matched}>
          <code>
            {rule.table}: {rule.text}
          </code>
          <span>{rule.matched ? (rule.effect ?? 'matched') : 'no match'}</span>
        </li>
      ))}
    </ol>
  );
}

function Conntrack({
  trace,
  node,
  hop,
}: {
  readonly trace: Trace;
  readonly node: string;
  readonly hop: Hop;
}) {
  const lines = useMemo(() => conntrackAt(trace, node, hop.n), [trace, node, hop.n]);
  return (
    <Shell at={node} command="conntrack -L" note="as it stood after this hop">
      {lines.join('\n') || 'no entries'}
    </Shell>
  );
}

function Output({
  world,
  at,
  text,
}: {
  readonly world: World;
  readonly at: string;
  readonly text: string;
}) {
  const result = useMemo(() => run(world, at, text), [world, at, text]);
  return (
    <Shell at={at} command={text} note="computed by the simulated cluster">
      {result.stdout || result.stderr}
    </Shell>
  );
}

function Shell({
  at,
  command,
  note,
  children,
}: {
  readonly at: string;
  readonly command: string;
  readonly note: string;
  readonly children: string;
}) {
  return (
    <figure className={classes.shell} aria-label={`${command}, typed in ${at}`}>
      <figcaption>
        {at} <span>{note}</span>
      </figcaption>
      <pre tabIndex={0}>
        <b>$ {command}</b>
        {`\n${children}`}
      </pre>
    </figure>
  );
}

function HopList({
  hops,
  at,
  onSeek,
  name,
}: {
  readonly hops: readonly Hop[];
  readonly at: number;
  readonly onSeek: (index: number) => void;
  readonly name: string;
}) {
  return (
    <ol className={classes.hops} aria-label={`Hops: ${name}`}>
      {hops.map((hop, index) => (
        <li key={hop.n} data-osi={hop.layer}>
          <button
            type="button"
            aria-current={index === at ? 'step' : undefined}
            onClick={() => onSeek(index)}
          >
            <span className={classes.badge} data-layer={hop.layer}>
              L{hop.layer}
            </span>{' '}
            {hop.summary}
          </button>
        </li>
      ))}
    </ol>
  );
}
