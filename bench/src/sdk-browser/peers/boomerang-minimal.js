// The plugins of its flavour "minimal"; plugins register themselves, and init comes last.
import 'boomerangjs/boomerang.js';
import 'boomerangjs/plugins/rt.js';
import 'boomerangjs/plugins/painttiming.js';
import 'boomerangjs/plugins/navtiming.js';
import 'boomerangjs/plugins/mobile.js';
import 'boomerangjs/plugins/memory.js';
import 'boomerangjs/plugins/mq.js';
import 'boomerangjs/plugins/eventtiming.js';
import 'boomerangjs/plugins/bfcache.js';

window.BOOMR.init({ beacon_url: ENDPOINT });
window.BOOMR.t_end = Date.now();
