// `npm start`: sets itself up and serves the app on its embedded cluster.
import { installDependencies, run } from './setup.mjs';

installDependencies();
process.env.VITE_CONFIG_NATIVE_IGNORE_WARNING = 'true';
process.exit(run('npx', ['vite', '--clearScreen', 'false', ...process.argv.slice(2)]));
