// Only loads a script of the host later: that script is no part of the package, so neither its bytes nor its work are here.
import { injectSpeedInsights } from '@vercel/speed-insights';

injectSpeedInsights({ endpoint: ENDPOINT });
