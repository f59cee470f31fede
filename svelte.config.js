import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  kit: {
    adapter: adapter({ precompress: false }),
    // The origin of every non-GET request is checked in hooks.server.ts, whatever its content type: Kit's own
    // check knows form types only, and would refuse the cookie-less survey form of in-app browsers (Origin: null).
    csrf: { trustedOrigins: ['*'] },
    // Nonces for the admin pages; /s replaces this header by a static policy with the hash of its style (docs/ARCHITECTURE.md).
    csp: {
      mode: 'nonce',
      directives: {
        'default-src': ['none'],
        'script-src': ['self'],
        'style-src': ['self'],
        'img-src': ['self', 'data:'],
        'font-src': ['self'],
        'connect-src': ['self'],
        'media-src': ['self'],
        'frame-src': ['self'],
        'manifest-src': ['self'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['self'],
        'frame-ancestors': ['none']
      }
    },
    serviceWorker: { register: false },
    typescript: {
      config: (config) => {
        config.include.push('../migrations/**/*.ts', '../scripts/**/*.ts', '../tests/**/*.ts', '../*.config.ts');
      }
    }
  }
};
