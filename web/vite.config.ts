import { fileURLToPath, URL } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.REMIT_URL ?? 'http://127.0.0.1:8700'
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

// By where they stand: what every page needs at once, and what menus and dialogs are made of.
const EVERY_PAGE = [
  /node_modules[\\/](use-sync-external-store|tailwind-merge|clsx|class-variance-authority)[\\/]/,
  /@tanstack[\\/](history|query-core|react-query|react-router|react-store|router-core|store)[\\/]/,
  /web[\\/]src[\\/](api|live|theme)[\\/]|web[\\/]src[\\/](paths|search-params|storage)\.ts/,
  /src[\\/]ui[\\/](ago|badge|button|cn|kbd|moment|notice|skeleton|toast|tone|usd|actions[\\/].*|form[\\/].*)\.tsx?$/,
]
const MENUS =
  /@radix-ui|radix-ui|@floating-ui|react-remove-scroll|react-style-singleton|aria-hidden|use-sidecar|use-callback-ref|get-nonce/

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@': path('./src') } },
  build: {
    outDir: path('../src/remit/engines/web/assets'),
    emptyOutDir: true,
    // The content security policy allows no data: addresses for fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      output: {
        // What every page needs is one file, and the small parts that several need another: not a hundred small ones.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'every-page', test: (id) => EVERY_PAGE.some((part) => part.test(id)), priority: 3 },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 4 },
            { name: 'icons', test: /lucide-react[\\/]dist[\\/]esm[\\/](?!icons)/, priority: 4 },
            { name: 'icons', test: /lucide-react/, minShareCount: 3, priority: 2 },
            { name: 'menus', test: MENUS, priority: 2 },
            { name: 'parts', test: /web[\\/]src[\\/]ui[\\/]/, minShareCount: 3, priority: 1 },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    // The host stays this one: the server refuses what comes from another site.
    proxy: Object.fromEntries(
      ['/api', '^/approve$'].map((path) => [path, { target: server, changeOrigin: false }]),
    ),
  },
})
