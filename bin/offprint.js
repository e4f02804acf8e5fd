#!/usr/bin/env node
// Plain JavaScript that every Node.js version parses: it checks the version before it loads the program.
var major = Number(process.versions.node.split('.')[0])
if (major < 22) {
  console.error(
    'Offprint needs Node.js 22 or newer; this is ' +
      process.versions.node +
      '. In a checkout, run it through npm ("npm start", "npm run -s offprint -- …"): npm provides the right version.',
  )
  process.exit(2)
}
import('node:module')
  .then(module => {
    // Caches compiled code between starts: compilation is half of the start-up time.
    if (module.enableCompileCache) module.enableCompileCache()
    return import('node:fs')
  })
  .then(fs => {
    var source = new URL('../src/main.ts', import.meta.url)
    var built = new URL('../dist/main.js', import.meta.url)
    var runsTypeScript = process.features.typescript && fs.existsSync(source)
    return import((runsTypeScript ? source : built).href)
  })
  .then(loaded => loaded.main(process))
  .catch(error => {
    console.error(error)
    process.exit(70)
  })
