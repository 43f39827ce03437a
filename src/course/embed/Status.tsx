import { useSyncExternalStore } from 'react';
import type { CourseHost } from '../host';
import { formatLog } from '../log';

interface Props {
  readonly host: CourseHost;
  readonly line: string;
  /** opens the same piece alone, in a tab of its own */
  readonly fullAddress: string | null;
  readonly onLeave: (() => void) | null;
}

/** One calm line: where the progress is; and behind it, what happened, to copy into a report. */
export function Status({ host, line, fullAddress, onLeave }: Props) {
  return (
    <footer className="course-status">
      <p role="status">{line}</p>
      {onLeave ? (
        <button type="button" onClick={onLeave}>
          Save and leave
        </button>
      ) : null}
      {fullAddress ? (
        <a href={fullAddress} target="_blank" rel="noopener noreferrer">
          Podpath
        </a>
      ) : null}
      <Diagnostics host={host} />
    </footer>
  );
}

function Diagnostics({ host }: { readonly host: CourseHost }) {
  const lines = useSyncExternalStore(host.log.subscribe, host.log.lines, host.log.lines);
  const text = `Podpath, host ${host.kind}\n${formatLog(lines)}`;
  const copy = () => void navigator.clipboard?.writeText(text).catch(() => undefined);
  return (
    <details className="course-diagnostics">
      <summary>Connection</summary>
      <pre>{text}</pre>
      <button type="button" onClick={copy}>
        Copy this report
      </button>
    </details>
  );
}
