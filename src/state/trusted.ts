/** The one Trusted Types policy of the pages: addresses of scripts and workers, and only of our own site. */
interface ScriptPolicy {
  createScriptURL(url: string): unknown;
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptPolicy;
}

let policy: ScriptPolicy | null = null;

const ownOnly = (address: string): string => {
  const url = new URL(address, window.location.href);
  if (url.origin !== window.location.origin) throw new Error(`${url.origin} is not this site`);
  return url.href;
};

/** For `new Worker(…)` and `register(…)`: a trusted address where the browser asks for one, the same text where not. */
export function trustedScript(url: URL): unknown {
  const { trustedTypes } = window as { trustedTypes?: PolicyFactory };
  policy ??= trustedTypes?.createPolicy('podpath', { createScriptURL: ownOnly }) ?? {
    createScriptURL: ownOnly,
  };
  return policy.createScriptURL(url.href);
}
