import { describe, expect, test } from 'vitest'
import { launchEnvironment } from './launch-environment.ts'

const needed = { PATH: '/usr/bin', HOME: '/home/a', USER: 'a', TMPDIR: '/tmp', LANG: 'C.UTF-8', LC_ALL: 'C', LC_TIME: 'C', TZ: 'UTC' }

describe('the environment of a launch', () => {
  test('has what a process needs to run', () => {
    expect(launchEnvironment(needed, {})).toEqual(needed)
  })

  test('has no token, and nothing else that is not known to be harmless', () => {
    const secrets = {
      NPM_TOKEN: 'x',
      NODE_AUTH_TOKEN: 'x',
      GITHUB_TOKEN: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      npm_config__authToken: 'x',
      SSH_AUTH_SOCK: 'x',
      HTTPS_PROXY: 'http://user:password@proxy',
      DATABASE_URL: 'x',
      MY_PATH: 'x',
      PATH_TOKEN: 'x',
      LC_: 'x',
      HOMEBREW_GITHUB_API_TOKEN: 'x',
    }
    expect(launchEnvironment({ ...secrets, ...needed }, {})).toEqual(needed)
  })

  test('has nothing that changes how the engine runs', () => {
    expect(launchEnvironment({ NODE_OPTIONS: '--require x', NODE_PATH: '/x', NODE_V8_COVERAGE: '/x', LD_PRELOAD: '/x' }, {})).toEqual({})
  })

  test('does not depend on the rest of the own environment, because its size moves the stack', () => {
    const environments = [{}, { OLDPWD: '/a' }, { OLDPWD: '/a/long/path', COLUMNS: '80', CI: 'true' }]
    for (const own of environments) expect(launchEnvironment({ ...needed, ...own }, { X: '1' })).toEqual({ ...needed, X: '1' })
  })

  test('gets what the launch adds, in place of what was there', () => {
    expect(launchEnvironment({ TZ: 'UTC' }, { TZ: 'Asia/Tokyo', CULPRIT_CAPTURE: '/x' })).toEqual({
      TZ: 'Asia/Tokyo',
      CULPRIT_CAPTURE: '/x',
    })
  })
})
