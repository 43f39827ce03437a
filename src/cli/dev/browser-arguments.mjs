/** How every browser of this project is started: pages come from loopback, so nothing needs the network. */
export const BROWSER_ARGUMENTS = [
  // Containers run as root, and Ubuntu ≥ 23.10 denies user namespaces to unpackaged binaries.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
