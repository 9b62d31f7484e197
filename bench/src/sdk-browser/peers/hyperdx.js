// Without replaying sessions: that is no part of the comparison.
import HyperDX from '@hyperdx/browser';

HyperDX.init({ apiKey: 'key', service: 'shop', url: ENDPOINT, disableReplay: true });
