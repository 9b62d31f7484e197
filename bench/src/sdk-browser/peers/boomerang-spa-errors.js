// The plugins of its flavour "default-spa-errors"; plugins register themselves, and init comes last.
import 'boomerangjs/boomerang.js';
import 'boomerangjs/plugins/auto-xhr.js';
import 'boomerangjs/plugins/spa.js';
import 'boomerangjs/plugins/history.js';
import 'boomerangjs/plugins/rt.js';
import 'boomerangjs/plugins/painttiming.js';
import 'boomerangjs/plugins/navtiming.js';
import 'boomerangjs/plugins/restiming.js';
import 'boomerangjs/plugins/mobile.js';
import 'boomerangjs/plugins/memory.js';
import 'boomerangjs/plugins/compression.js';
import 'boomerangjs/plugins/errors.js';
import 'boomerangjs/plugins/mq.js';
import 'boomerangjs/plugins/eventtiming.js';
import 'boomerangjs/plugins/bfcache.js';

window.BOOMR.init({
  beacon_url: ENDPOINT,
  instrument_xhr: true,
  AutoXHR: { monitorFetch: true },
  History: { enabled: true, auto: true },
  ResourceTiming: { enabled: true, clearOnBeacon: true },
});
window.BOOMR.t_end = Date.now();
