// The types that the package's users see, against the protocol's. `npm run types` checks this file; nothing runs it.
import type { Context, EventOf } from '@paceline/protocol';
import type * as protocol from '@paceline/protocol';
import { expectTypeOf } from 'vitest';
import type { PageContext } from '../src/options.ts';
import type * as wire from '../src/wire.ts';

expectTypeOf<wire.VitalEvent>().toEqualTypeOf<EventOf<'vital'>>();
expectTypeOf<wire.RequestEvent>().toEqualTypeOf<EventOf<'request'>>();
expectTypeOf<wire.CacheEvent>().toEqualTypeOf<EventOf<'cache'>>();
expectTypeOf<wire.PageResourcesEvent>().toEqualTypeOf<EventOf<'page-resources'>>();
expectTypeOf<wire.ReportedErrorEvent>().toEqualTypeOf<EventOf<'error'>>();
expectTypeOf<wire.SdkEvent>().toEqualTypeOf<EventOf<'sdk'>>();
expectTypeOf<wire.MeasureEvent>().toEqualTypeOf<EventOf<'measure'>>();

expectTypeOf<wire.VitalName>().toEqualTypeOf<protocol.VitalName>();
expectTypeOf<wire.CacheLayer>().toEqualTypeOf<protocol.CacheLayer>();
expectTypeOf<wire.CacheOutcome>().toEqualTypeOf<protocol.CacheOutcome>();

/** Without what only the SDK can know. */
type TellableContext = Omit<Context, 'sdk' | 'pageViewId' | 'sessionId' | 'instance'>;
expectTypeOf<PageContext>().toEqualTypeOf<TellableContext>();
