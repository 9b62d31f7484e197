// The types that the package's users see, against the protocol's. `npm run types` checks this file; nothing runs it.
import type * as protocol from '@paceline/protocol';
import { expectTypeOf } from 'vitest';
import type { Attributes, CacheLayer, CacheOutcome, RecordedRequest } from '../src/paceline.ts';

expectTypeOf<CacheLayer>().toEqualTypeOf<protocol.CacheLayer>();
expectTypeOf<CacheOutcome>().toEqualTypeOf<protocol.CacheOutcome>();
expectTypeOf<Attributes>().toEqualTypeOf<Readonly<NonNullable<protocol.EventOf<'measure'>['attributes']>>>();
expectTypeOf<NonNullable<RecordedRequest['side']>>().toEqualTypeOf<protocol.EventOf<'request'>['side']>();
