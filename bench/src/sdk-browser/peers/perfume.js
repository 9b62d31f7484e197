import { initPerfume } from 'perfume.js';

initPerfume({
  analyticsTracker: ({ metricName, data, rating, navigationType }) => {
    navigator.sendBeacon(ENDPOINT, JSON.stringify({ metricName, data, rating, navigationType }));
  },
});
