import { z } from 'zod';

/** What a role process says to its supervisor. */
const roleMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listening') }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type RoleMessage = z.infer<typeof roleMessageSchema>;

/** What the supervisor says to its role processes. */
const supervisorMessageSchema = z.object({
  type: z.literal('restarts'),
  restarts: z.record(z.string(), z.number()),
});
export type SupervisorMessage = z.infer<typeof supervisorMessageSchema>;

export function parseRoleMessage(message: unknown): RoleMessage | undefined {
  return roleMessageSchema.safeParse(message).data;
}

export function parseSupervisorMessage(message: unknown): SupervisorMessage | undefined {
  return supervisorMessageSchema.safeParse(message).data;
}
