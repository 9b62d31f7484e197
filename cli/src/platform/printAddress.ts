import { type Config, OWN_APP_NAME } from '@paceline/config';
import pc from 'picocolors';

/** Prints the address, the ingest key and the two SDK snippets. */
export function printAddress({
  config,
  url,
  output,
}: {
  config: Config;
  url: string;
  output: NodeJS.WriteStream;
}): void {
  const app = config.apps.find(({ name }) => name !== OWN_APP_NAME);
  const key = app?.keys[0] ?? '';
  const lines = [
    '',
    `${pc.green('Paceline is ready')} at ${pc.bold(url)}`,
    '',
    `  Dashboard    ${pc.cyan(`${config.publicUrl}/#token=${config.apiToken}`)}`,
    `  API token    ${config.apiToken}`,
    ...(app === undefined ? [] : [`  App          ${app.name}`, `  Ingest key   ${key}`]),
    '',
    pc.dim('  Browser: put this into your pages'),
    `    <script async src="${config.publicUrl}/paceline.js" data-key="${key}"></script>`,
    '',
    pc.dim('  Node: put this at the start of your server'),
    "    import { init } from '@paceline/sdk-node';",
    `    init({ endpoint: '${config.publicUrl}', key: '${key}' });`,
    '',
    pc.dim('  Ctrl-C stops everything; nothing that was acknowledged is lost.'),
    '',
  ];
  output.write(`${lines.join('\n')}\n`);
}
