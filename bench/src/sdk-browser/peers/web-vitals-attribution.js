// As web-vitals.js, from the build that also says what a value is due to.
import { onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals/attribution';

const queue = new Set();
const addToQueue = (metric) => queue.add(metric);

onCLS(addToQueue);
onFCP(addToQueue);
onINP(addToQueue);
onLCP(addToQueue);
onTTFB(addToQueue);

addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'hidden' || queue.size === 0) return;
  navigator.sendBeacon(ENDPOINT, JSON.stringify([...queue]));
  queue.clear();
});
