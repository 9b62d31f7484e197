import type { TestProject } from 'vitest/node';

import { isDockerThere, startDockerServices } from './dockerServices.ts';
import { type Services, startEmbeddedServices } from './embeddedServices.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A real Redis; use a prefix of your own. */
    redisUrl: string;
    /** A real ClickHouse with credentials in the address; use a database of your own. */
    clickhouseUrl: string;
  }
}

async function startServices(choice: string | undefined): Promise<Services> {
  switch (choice) {
    case 'docker':
      return startDockerServices();
    case 'embedded':
      return startEmbeddedServices();
    case undefined:
    case '':
      return (await isDockerThere()) ? startDockerServices() : startEmbeddedServices();
    default:
      throw new Error(`PACELINE_TEST_SERVERS is "${choice}": set it to docker or embedded, or leave it out.`);
  }
}

/** Starts the servers that integration tests need and says which; `PACELINE_TEST_SERVERS` chooses. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const services = await startServices(process.env['PACELINE_TEST_SERVERS']);
  console.log(`The ${project.name} tests run on ${services.description}.`);
  project.provide('redisUrl', services.redisUrl);
  project.provide('clickhouseUrl', services.clickhouseUrl);
  return () => services.stop();
}
