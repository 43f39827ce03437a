/** Makes the host that stands around a page, out of the real browser. */
import { createCmi5Host } from '../adapters/cmi5';
import { createFrameHost } from '../adapters/iframe';
import { createScormHost } from '../adapters/scorm';
import { createStandaloneHost } from '../adapters/standalone';
import { readLaunch } from '../cmi5/launch';
import { detectHost } from '../detect';
import type { CourseHost } from '../host';
import type { EmbedLink } from '../link';
import { createLog, type Log } from '../log';
import { DIALECT_12, DIALECT_2004 } from '../scorm/dialect';
import { afterPaint } from '../scorm/queue';
import { safeStorage } from '../storage';

export interface Hosts {
  readonly host: CourseHost;
  readonly fallback: CourseHost;
}

declare const __PODPATH_VERSION__: string;
export const VERSION = typeof __PODPATH_VERSION__ === 'string' ? __PODPATH_VERSION__ : 'dev';

export function hostsOf(window: Window, link: EmbedLink, notes: readonly string[]): Hosts {
  const log = createLog();
  for (const note of notes) log.problem(note);
  const local = safeStorage(() => window.localStorage);
  const fallback = createStandaloneHost(local, `podpath.embed.${link.piece}`, log);
  const query = window.location.search;
  const kind = detectHost({ window, query, wanted: link.host });
  log.info(`host: ${kind}${local.isLasting ? '' : '; this frame may not keep anything itself'}`);
  return { host: make(kind, window, link, log) ?? fallback, fallback };
}

function make(
  kind: CourseHost['kind'],
  window: Window,
  link: EmbedLink,
  log: Log,
): CourseHost | null {
  const now = Date.now;
  if (kind === 'iframe')
    return createFrameHost({ window, piece: link.piece, version: VERSION, log, now });
  if (kind === 'scorm12' || kind === 'scorm2004')
    return createScormHost({
      window,
      dialect: kind === 'scorm12' ? DIALECT_12 : DIALECT_2004,
      log,
      later: afterPaint,
      now,
    });
  const launch = kind === 'cmi5' ? readLaunch(window.location.search) : null;
  if (!launch) {
    if (kind === 'cmi5') log.problem('cmi5 was asked for, but this is no cmi5 launch');
    return null;
  }
  return createCmi5Host({
    launch,
    fetch: (address, init) => window.fetch(address, init),
    storage: safeStorage(() => window.sessionStorage),
    log,
    now,
    uuid: uuid4,
  });
}

/** `crypto.randomUUID` is missing on pages without TLS; getRandomValues is everywhere. RFC 9562 section 5.4. */
function uuid4(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
