import { type FormEvent, useState } from 'react';
import type { World } from '../../../sim';
import classes from './lab.module.css';

interface Props {
  readonly world: World;
  readonly onSend: (at: string, command: string) => void;
}

/** A browser reads a pattern with the flag v, where a hyphen in a class is no character. */
const NAME = /(?:[a-zA-Z0-9.]|-){1,253}/;

/** From a pod to a name and port: one HTTP request, typed for you. */
export function Request({ world, onSend }: Props) {
  const pods = Object.values(world.plan.namespaces)
    .filter(({ role }) => role === 'pod')
    .map(({ name }) => name);
  const [from, setFrom] = useState('default/pod-a');
  const [to, setTo] = useState('my-service');
  const [port, setPort] = useState('8080');
  const known = [
    ...world.cluster.services.map(({ metadata }) => `${metadata.name}.${metadata.namespace}`),
    ...world.cluster.pods.map(({ status }) => status?.podIP ?? ''),
  ];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const source = pods.includes(from) ? from : (pods[0] ?? 'workstation');
    onSend(source, `curl -sS -m 5 http://${to}:${port}/`);
  };
  return (
    <form className={classes.request} onSubmit={submit}>
      <label>
        from{' '}
        <select value={from} onChange={(event) => setFrom(event.target.value)}>
          {pods.map((pod) => (
            <option key={pod}>{pod}</option>
          ))}
        </select>
      </label>
      <label>
        to{' '}
        <input
          value={to}
          list="lab-targets"
          required
          pattern={NAME.source}
          spellCheck={false}
          autoCapitalize="off"
          onChange={(event) => setTo(event.target.value)}
        />
      </label>
      <datalist id="lab-targets">
        {known.map((entry) => (
          <option key={entry}>{entry}</option>
        ))}
      </datalist>
      <label>
        port{' '}
        <input
          type="number"
          min={1}
          max={65_535}
          required
          value={port}
          onChange={(event) => setPort(event.target.value)}
        />
      </label>
      <button type="submit" className="action">
        Send
      </button>
    </form>
  );
}
