import { PING_HEADERS } from './model';
import classes from './vxlan.module.css';

export interface Knobs {
  readonly payload: number;
  readonly pod: number;
  readonly node: number;
  readonly df: number;
  readonly quiet: number;
}

const PRESETS: readonly { readonly name: string; readonly knobs: Knobs }[] = [
  { name: 'ping', knobs: { payload: 56, pod: 0, node: 1500, df: 1, quiet: 0 } },
  { name: 'ping -s 1422', knobs: { payload: 1422, pod: 0, node: 1500, df: 1, quiet: 0 } },
  { name: 'ping -s 1423', knobs: { payload: 1423, pod: 0, node: 1500, df: 1, quiet: 0 } },
  { name: 'pods left at 1500', knobs: { payload: 1472, pod: 1500, node: 1500, df: 1, quiet: 0 } },
  { name: 'allowed to be cut', knobs: { payload: 1472, pod: 1500, node: 1500, df: 0, quiet: 0 } },
  { name: 'black hole', knobs: { payload: 1472, pod: 1500, node: 1500, df: 1, quiet: 1 } },
];

const SMALLEST = 1280;
const ETHERNET_MTU = 1500;

interface Props {
  readonly knobs: Knobs;
  readonly onChange: (knobs: Partial<Knobs>) => void;
}

const isSame = (a: Knobs, b: Knobs): boolean =>
  a.payload === b.payload &&
  a.pod === b.pod &&
  a.node === b.node &&
  a.df === b.df &&
  a.quiet === b.quiet;

/** Sizes to choose; every change is computed at once in both lanes. The numbers are no `output`: a label would name that. */
export function Controls({ knobs, onChange }: Props) {
  const { payload, pod, node, df, quiet } = knobs;
  return (
    <div className={classes.controls}>
      <div className={classes.presets} role="group" aria-label="Try">
        {PRESETS.map((preset) => (
          <button
            key={preset.name}
            type="button"
            aria-pressed={isSame(preset.knobs, knobs)}
            onClick={() => onChange(preset.knobs)}
          >
            {preset.name}
          </button>
        ))}
      </div>
      <div className={classes.knobs}>
        <label>
          <span>
            Payload <b>{payload}</b> bytes, packet {payload + PING_HEADERS}
          </span>
          <input
            type="range"
            min={0}
            max={1480}
            value={payload}
            aria-valuetext={`${payload} bytes of payload, ${payload + PING_HEADERS} in all`}
            onChange={(event) => onChange({ payload: Number(event.target.value) })}
          />
        </label>
        <label>
          <span>
            Pod MTU <b>{pod === 0 ? 'as the CNI sets it' : pod}</b>
          </span>
          <input
            type="range"
            min={SMALLEST - 10}
            max={ETHERNET_MTU}
            step={10}
            value={pod === 0 ? SMALLEST - 10 : pod}
            aria-valuetext={pod === 0 ? 'as the CNI sets it' : `${pod} bytes`}
            onChange={(event) => {
              const mtu = Number(event.target.value);
              onChange({ pod: mtu < SMALLEST ? 0 : mtu });
            }}
          />
        </label>
        <label>
          <span>
            Underlay MTU <b>{node}</b>
          </span>
          <input
            type="range"
            min={1330}
            max={ETHERNET_MTU}
            step={10}
            value={node}
            aria-valuetext={`${node} bytes`}
            onChange={(event) => onChange({ node: Number(event.target.value) })}
          />
        </label>
        <label className={classes.tick}>
          <input
            type="checkbox"
            checked={df === 1}
            onChange={(event) => onChange({ df: event.target.checked ? 1 : 0 })}
          />{' '}
          don’t fragment
        </label>
        <label className={classes.tick}>
          <input
            type="checkbox"
            checked={quiet === 1}
            onChange={(event) => onChange({ quiet: event.target.checked ? 1 : 0 })}
          />{' '}
          ICMP “too big” filtered
        </label>
      </div>
    </div>
  );
}
