import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

import type { Services } from './embeddedServices.ts';

const DOCKER_ANSWER_MS = 3_000;
/** The versions that `docker/compose.yaml` runs. */
const REDIS_IMAGE = 'redis:7.2-alpine';
const CLICKHOUSE_IMAGE = 'clickhouse/clickhouse-server:26.7';

/** Whether a Docker engine answers here. */
export async function isDockerThere(): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('docker', ['info', '--format', '{{.ServerVersion}}'], {
      timeout: DOCKER_ANSWER_MS,
    });
    return stdout.trim() !== '';
  } catch {
    return false;
  }
}

/** Real servers in containers, which testcontainers removes even when the tests are killed. */
export async function startDockerServices(): Promise<Services> {
  const [{ GenericContainer, Wait }, { ClickHouseContainer }] = await Promise.all([
    import('testcontainers'),
    import('@testcontainers/clickhouse'),
  ]);
  const password = randomBytes(16).toString('hex');
  const [redis, clickhouse] = await Promise.all([
    new GenericContainer(REDIS_IMAGE)
      .withCommand(['redis-server', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'])
      .withExposedPorts(6379)
      .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'))
      .start(),
    new ClickHouseContainer(CLICKHOUSE_IMAGE).withUsername('paceline').withPassword(password).start(),
  ]);
  return {
    redisUrl: `redis://${redis.getHost()}:${redis.getMappedPort(6379)}`,
    clickhouseUrl: `http://paceline:${password}@${clickhouse.getHost()}:${clickhouse.getHttpPort()}`,
    description: `${REDIS_IMAGE} and ${CLICKHOUSE_IMAGE} in containers`,
    stop: async () => {
      await Promise.all([redis.stop(), clickhouse.stop()]);
    },
  };
}
