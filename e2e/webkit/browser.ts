/** Starts WebKitGTK on a display of its own: Xvfb, WebKitWebDriver and its MiniBrowser, from Debian's packages. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { WebDriver } from './webdriver';

export interface Browser {
  readonly driver: WebDriver;
  stop(): Promise<void>;
}

export async function startBrowser(): Promise<Browser> {
  const binary = process.env.PODPATH_MINIBROWSER;
  if (!binary) throw new Error('PODPATH_MINIBROWSER is not set: use npm run test:webkit');
  const screen = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const [number] = (await once(screen.stdio[3] as Readable, 'data')) as [Buffer];
  const port = await freePort();
  const server = spawn('WebKitWebDriver', [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: `:${number.toString().trim()}` },
  });
  const stopAll = async () => {
    for (const child of [server, screen]) await end(child);
  };
  const address = `http://127.0.0.1:${port}`;
  try {
    await answering(address);
    const driver = await WebDriver.start(address, { binary, args: ['--automation'] });
    return {
      driver,
      stop: async () => {
        await driver.end().catch(() => null);
        await stopAll();
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

async function answering(address: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`${address}/status`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('WebKitWebDriver does not answer');
}
