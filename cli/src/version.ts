import manifest from '../package.json' with { type: 'json' };

/** Version of this Paceline. */
export const VERSION: string = manifest.version;
