// All five vitals, gathered and sent when the page is hidden: "Batch multiple reports together" of its README.
import { onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';

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
