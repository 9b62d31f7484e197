import { z } from '@hono/zod-openapi';
import { SCOPES } from '@paceline/protocol';

/** Who one is. */
export const sessionSchema = z
  .object({
    name: z.string().describe('Of the token, as in paceline.yaml; api-token is PACELINE_API_TOKEN'),
    apps: z.array(z.string()).describe('Apps that it may see'),
    scopes: z.array(z.enum(SCOPES)).describe('What it may do'),
    expiresAt: z.iso
      .datetime()
      .nullable()
      .describe('When the session ends unless it is used before; null for who sends the token itself'),
    remember: z.boolean().describe('Whether the session outlives the browser'),
  })
  .openapi('Session');
export type SignedIn = z.infer<typeof sessionSchema>;

/** What signing in takes. */
export const signInSchema = z
  .strictObject({
    token: z.string('name the token').min(1, 'name the token').max(2048, 'at most 2048 characters'),
    remember: z
      .boolean()
      .default(false)
      .describe('Keep the session for 30 days instead of until the browser is closed'),
  })
  .openapi('SignIn');
