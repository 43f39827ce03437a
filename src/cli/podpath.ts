/**
 * The core from a terminal. Exit codes: 0 done, 1 the input has problems or the command failed, 2 wrong usage.
 */
import { existsSync, writeFileSync } from 'node:fs';
import {
  FAULT_IDS,
  FAULTS,
  formatTrace,
  run,
  traceToJson,
  traceToPcapng,
  type World,
} from '../sim';
import { type Options, parseArguments } from './arguments';
import { exportLab } from './export-lab';
import { describeProblem, loadWorld } from './load';
import { conformFolder, describeSummary, isGood } from './conform/kernel';

const HELP = `Usage: podpath COMMAND FILE... [options]

  trace FILE... --from NAMESPACE/POD --to NAME:PORT   run a request and print every hop, there and back
      --cni flannel|calico|calico-vxlan  --proxy iptables|nftables  --endpoint IP
      --seed N  --fault ID
      --json  --pcap FILE  --packets all|first
  exec FILE... --at PLACE -- COMMAND                  run a command in the simulated cluster
  export-lab FILE... [--name NAME] [--out FILE]       a shell script that builds the same network on a Linux machine
      --cni NAME  --proxy NAME  --fault ID
  check FILE...                                       say what is wrong in manifests, with line and column
  conform kernel DIR [--only ID]                      replay recordings of a Linux kernel, name every difference
  faults                                              list the faults that can be set
`;

function main(argv: readonly string[]): number {
  const [command, ...rest] = argv;
  const parsed = parseArguments(rest);
  if (!parsed.ok) return usage(parsed.error);
  switch (command) {
    case 'trace':
      return trace(parsed.value);
    case 'exec':
      return exec(parsed.value);
    case 'check':
      return check(parsed.value);
    case 'export-lab':
      return lab(parsed.value);
    case 'conform':
      return conform(parsed.value);
    case 'faults':
      process.stdout.write(
        FAULT_IDS.map((id) => `${id.padEnd(24)} L${FAULTS[id].layer}  ${FAULTS[id].title}\n`).join(
          '',
        ),
      );
      return 0;
    case undefined:
    case 'help':
    case '--help':
      process.stdout.write(HELP);
      return 0;
    default:
      return usage(`unknown command "${command}"`);
  }
}

function usage(message: string): number {
  process.stderr.write(`podpath: ${message}\n\n${HELP}`);
  return 2;
}

function load(options: Options): World | null {
  const world = loadWorld(options);
  if (world.ok) return world.value;
  process.stderr.write(world.error.map(describeProblem).join(''));
  return null;
}

function trace(options: Options): number {
  const to = options.value('to');
  const from = options.value('from');
  if (options.files.length === 0 || !to || !from) return usage('trace needs FILE, --from and --to');
  const world = load(options);
  if (!world) return 1;
  if (!world.plan.namespaces[from]) {
    const known = Object.keys(world.plan.namespaces).join(' ');
    return usage(`there is no "${from}". Known: ${known}`);
  }
  const which = options.value('packets') ?? 'all';
  if (which !== 'all' && which !== 'first')
    return usage(`--packets takes "all" or "first", not "${which}"`);
  const result = run(world, from, `curl -sS -m 30 http://${to}/health`, {
    endpoint: options.value('endpoint'),
  });
  const pcap = options.value('pcap');
  if (pcap) writeFileSync(pcap, traceToPcapng(result.trace));
  if (options.has('json')) process.stdout.write(traceToJson(result.trace));
  else {
    const tcp = result.trace.packets.filter(
      (packet) => packet.protocol === 'tcp' || packet.protocol === 'http',
    );
    const packets = which === 'first' ? tcp.slice(0, 2).map((packet) => packet.id) : undefined;
    process.stdout.write(`${formatTrace(result.trace, { packets })}\n${result.stdout}`);
  }
  process.stderr.write(result.stderr);
  return result.exitCode === 0 ? 0 : 1;
}

/** A word of ours as a shell would need it typed. */
const quoted = (word: string): string =>
  word.includes("'") ? `"${word.replaceAll('"', '\\"')}"` : `'${word}'`;

function exec(options: Options): number {
  const at = options.value('at');
  if (!at || options.command.length === 0)
    return usage('exec needs --at PLACE and a command after --');
  const world = load(options);
  if (!world) return 1;
  const line = options.command
    .map((word) => (/[\s"'|]/.test(word) ? quoted(word) : word))
    .join(' ');
  const result = run(world, at, line);
  process.stdout.write(result.stdout);
  process.stderr.write(result.stderr);
  return result.exitCode;
}

function lab(options: Options): number {
  if (options.files.length === 0) return usage('export-lab needs FILE');
  const world = load(options);
  if (!world) return 1;
  const result = exportLab(world, options);
  return result.ok ? 0 : usage(result.error);
}

function conform(options: Options): number {
  const [what, directory] = options.files;
  if (what !== 'kernel' || !directory) return usage('conform needs: kernel DIR');
  if (!existsSync(directory)) return usage(`there is no folder "${directory}"`);
  const summary = conformFolder(directory, options.value('only'));
  process.stdout.write(describeSummary(summary));
  return isGood(summary) ? 0 : 1;
}

function check(options: Options): number {
  const world = load(options);
  if (!world) return 1;
  process.stderr.write(
    world.warnings.map((warning) => `warning: ${describeProblem(warning)}`).join(''),
  );
  process.stdout.write(`${options.files.join(' ')}: ${world.objects.length} objects, no errors\n`);
  return 0;
}

/** `podpath trace … | head` closes the pipe early: the reader has had enough, and that is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0);
});
process.exitCode = main(process.argv.slice(2));
