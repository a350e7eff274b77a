import { decodePunycode } from './punycode.ts'

/**
 * The text of a name in Rust's mangling `v0`, which begins with `_R` (https://rust-lang.github.io/rfcs/2603-rust-symbol-name-mangling-v0.html);
 * null when it cannot be read. Hashes of crates are left out.
 */
export function demangleRustV0(mangled: string): string | null {
  const prefix = /^_{1,2}R(?=[A-Z])/.exec(mangled)
  if (!prefix || mangled.length > maximumName) return null
  // Only identifiers in Punycode hold what is no ASCII, so the name itself never does.
  const suffix = /[.$]/.exec(mangled)
  const body = suffix ? mangled.slice(prefix[0].length, suffix.index) : mangled.slice(prefix[0].length)
  try {
    const reader = new RustReader(body)
    const text = reader.symbol()
    const appended = suffix ? mangled.slice(suffix.index) : ''
    return appended === '' ? text : `${text} (${appended})`
  } catch (error) {
    if (error === unreadable) return null
    throw error
  }
}

const unreadable = new Error('this is no name in the mangling v0 of Rust, or one beyond the limits')
const maximumName = 1 << 16
const maximumText = 1 << 16
const maximumDepth = 300
/** References back can repeat work without repeating text. */
const maximumSteps = 1 << 18

const basicTypes: ReadonlyMap<string, string> = new Map([
  ['a', 'i8'],
  ['b', 'bool'],
  ['c', 'char'],
  ['d', 'f64'],
  ['e', 'str'],
  ['f', 'f32'],
  ['h', 'u8'],
  ['i', 'isize'],
  ['j', 'usize'],
  ['l', 'i32'],
  ['m', 'u32'],
  ['n', 'i128'],
  ['o', 'u128'],
  ['p', '_'],
  ['s', 'i16'],
  ['t', 'u16'],
  ['u', '()'],
  ['v', '...'],
  ['x', 'i64'],
  ['y', 'u64'],
  ['z', '!'],
])

/** Reads and writes in one go: what a reference back names is read again. */
class RustReader {
  private readonly source: string
  private at = 0
  private text = ''
  private silent = false
  private depth = 0
  private steps = 0
  /** Lifetimes that `for<…>` around here binds. */
  private bound = 0

  constructor(source: string) {
    this.source = source
  }

  symbol(): string {
    this.path('value')
    // The crate in which a generic function was made stands behind it, and is not part of its name.
    this.silent = true
    if (this.at < this.source.length) this.path('value')
    if (this.at !== this.source.length) throw unreadable
    return this.text
  }

  /** `open`: whether to leave the `>` of generic arguments to the caller, which is the result. */
  private path(where: 'value' | 'type', open = false): boolean {
    return this.nest(() => {
      switch (this.next()) {
        case 'C':
          this.write(this.identifier().name)
          return false
        case 'M':
          this.implementation()
          this.write('<')
          this.type()
          this.write('>')
          return false
        case 'X':
          this.implementation()
          return this.asTrait()
        case 'Y':
          return this.asTrait()
        case 'N': {
          const namespace = this.next()
          this.path(where)
          const { name, disambiguator } = this.identifier()
          if (/[A-Z]/.test(namespace)) {
            const kind = namespace === 'C' ? 'closure' : namespace === 'S' ? 'shim' : namespace
            this.write(`::{${kind}${name === '' ? '' : `:${name}`}#${disambiguator}}`)
          } else if (!/[a-z]/.test(namespace)) throw unreadable
          else if (name !== '') this.write(`::${name}`)
          return false
        }
        case 'I': {
          this.path(where)
          this.write(where === 'value' ? '::<' : '<')
          this.list(() => this.genericArgument())
          if (open) return true
          this.write('>')
          return false
        }
        case 'B':
          return this.back(() => this.path(where, open)) ?? false
        default:
          throw unreadable
      }
    })
  }

  private implementation(): void {
    const { silent } = this
    this.silent = true
    this.optionalNumber('s')
    this.path('value')
    this.silent = silent
  }

  private asTrait(): false {
    this.write('<')
    this.type()
    this.write(' as ')
    this.path('type')
    this.write('>')
    return false
  }

  private genericArgument(): void {
    if (this.take('L')) this.lifetime(this.base62())
    else if (this.take('K')) this.constant()
    else this.type()
  }

  private type(): void {
    this.nest(() => {
      const code = this.next()
      const basic = basicTypes.get(code)
      if (basic !== undefined) return this.write(basic)
      switch (code) {
        case 'A':
          this.write('[')
          this.type()
          this.write('; ')
          this.constant()
          return this.write(']')
        case 'S':
          this.write('[')
          this.type()
          return this.write(']')
        case 'T': {
          this.write('(')
          const count = this.list(() => this.type())
          return this.write(count === 1 ? ',)' : ')')
        }
        case 'R':
        case 'Q':
          this.write('&')
          if (this.take('L')) {
            const lifetime = this.base62()
            if (lifetime > 0) {
              this.lifetime(lifetime)
              this.write(' ')
            }
          }
          if (code === 'Q') this.write('mut ')
          return this.type()
        case 'P':
          this.write('*const ')
          return this.type()
        case 'O':
          this.write('*mut ')
          return this.type()
        case 'F':
          return this.binder(() => this.signature())
        case 'D': {
          this.write('dyn ')
          this.binder(() => this.list(() => this.traitBound(), ' + '))
          if (!this.take('L')) throw unreadable
          const lifetime = this.base62()
          if (lifetime > 0) {
            this.write(' + ')
            this.lifetime(lifetime)
          }
          return
        }
        case 'B':
          this.back(() => this.type())
          return
        default:
          this.at--
          this.path('type')
      }
    })
  }

  private signature(): void {
    if (this.take('U')) this.write('unsafe ')
    if (this.take('K')) this.write(`extern "${this.take('C') ? 'C' : this.undisambiguated().replaceAll('_', '-')}" `)
    this.write('fn(')
    this.list(() => this.type())
    this.write(')')
    if (this.take('u')) return
    this.write(' -> ')
    this.type()
  }

  private traitBound(): void {
    let open = this.path('type', true)
    while (this.take('p')) {
      this.write(open ? ', ' : '<')
      open = true
      this.write(`${this.undisambiguated()} = `)
      this.type()
    }
    if (open) this.write('>')
  }

  /** `for<'a, 'b> ` before what `content` writes. */
  private binder(content: () => void): void {
    const { bound } = this
    const count = this.optionalNumber('G')
    if (count > maximumText) throw unreadable
    if (count > 0) {
      this.write('for<')
      for (let i = 0; i < count; i++) {
        if (i > 0) this.write(', ')
        this.bound++
        this.lifetime(1)
      }
      this.write('> ')
    }
    content()
    this.bound = bound
  }

  /** By its distance from the innermost binder; 0 is erased. */
  private lifetime(index: number): void {
    if (index === 0) return this.write("'_")
    if (index > this.bound) throw unreadable
    const depth = this.bound - index
    this.write(depth < 26 ? `'${String.fromCharCode(0x61 + depth)}` : `'z${depth - 25}`)
  }

  private constant(): void {
    this.nest(() => {
      const code = this.next()
      switch (code) {
        case 'a':
        case 's':
        case 'l':
        case 'x':
        case 'n':
        case 'i':
        case 'h':
        case 't':
        case 'm':
        case 'y':
        case 'o':
        case 'j': {
          const negative = this.take('n')
          if (negative && !/[aslxni]/.test(code)) throw unreadable
          const digits = this.hexadecimal()
          return this.write((negative ? '-' : '') + (digits.length > 16 ? `0x${digits}` : BigInt(`0x${digits}`).toString()))
        }
        case 'b': {
          const digits = this.hexadecimal()
          if (digits !== '0' && digits !== '1') throw unreadable
          return this.write(digits === '1' ? 'true' : 'false')
        }
        case 'c': {
          const value = parseInt(this.hexadecimal(), 16)
          if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) throw unreadable
          return this.write(`'${characterText(value)}'`)
        }
        case 'p':
          return this.write('_')
        case 'e': {
          const digits = this.hexadecimalBytes()
          return this.write(`*${stringText(digits)}`)
        }
        case 'R':
        case 'Q':
          if (code === 'R' && this.take('e')) return this.write(stringText(this.hexadecimalBytes()))
          this.write(code === 'R' ? '&' : '&mut ')
          return this.constant()
        case 'A':
          this.write('[')
          this.list(() => this.constant())
          return this.write(']')
        case 'T': {
          this.write('(')
          const count = this.list(() => this.constant())
          return this.write(count === 1 ? ',)' : ')')
        }
        case 'V':
          return this.structure()
        case 'B':
          this.back(() => this.constant())
          return
        default:
          throw unreadable
      }
    })
  }

  private structure(): void {
    this.path('value')
    switch (this.next()) {
      case 'U':
        return
      case 'T':
        this.write('(')
        this.list(() => this.constant())
        return this.write(')')
      case 'S':
        this.write(' { ')
        this.list(() => {
          this.write(`${this.identifier().name}: `)
          this.constant()
        })
        return this.write(' }')
      default:
        throw unreadable
    }
  }

  /** Reads what stands at an earlier place, unless nothing is written now. */
  private back<Result>(read: () => Result): Result | null {
    const here = this.at - 1
    const to = this.base62()
    if (to >= here) throw unreadable
    if (this.silent) return null
    const { at } = this
    this.at = to
    const result = read()
    this.at = at
    return result
  }

  private list(item: () => void, separator = ', '): number {
    let count = 0
    for (; !this.take('E'); count++) {
      if (count > 0) this.write(separator)
      item()
    }
    return count
  }

  private identifier(): { name: string; disambiguator: number } {
    const disambiguator = this.optionalNumber('s')
    return { name: this.undisambiguated(), disambiguator }
  }

  private undisambiguated(): string {
    const punycode = this.take('u')
    const digits = /^(?:0|[1-9]\d{0,5})/.exec(this.source.slice(this.at, this.at + 6))?.[0]
    if (digits === undefined) throw unreadable
    this.at += digits.length
    this.take('_')
    const end = this.at + Number(digits)
    if (end > this.source.length) throw unreadable
    const name = this.source.slice(this.at, end)
    this.at = end
    if (!punycode) return name
    const decoded = decodePunycode(name)
    if (decoded === null) throw unreadable
    return decoded
  }

  /** 0 without the mark, else one more than what follows it. */
  private optionalNumber(mark: string): number {
    return this.take(mark) ? this.base62() + 1 : 0
  }

  /** `_` is 0, `0_` is 1. */
  private base62(): number {
    const digits = /^[0-9a-zA-Z]{0,11}_/.exec(this.source.slice(this.at, this.at + 12))?.[0]
    if (digits === undefined) throw unreadable
    this.at += digits.length
    if (digits === '_') return 0
    let value = 0
    for (const digit of digits.slice(0, -1)) value = value * 62 + base62Digits.indexOf(digit)
    return value + 1
  }

  private hexadecimal(): string {
    const found = /^(?:0|[1-9a-f][0-9a-f]{0,31})_/.exec(this.source.slice(this.at, this.at + 33))?.[0]
    if (found === undefined) throw unreadable
    this.at += found.length
    return found.slice(0, -1)
  }

  private hexadecimalBytes(): Uint8Array {
    const end = this.source.indexOf('_', this.at)
    const digits = this.source.slice(this.at, Math.max(this.at, end))
    if (end < 0 || !/^(?:[0-9a-f]{2})*$/.test(digits)) throw unreadable
    this.at = end + 1
    return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16))
  }

  private next(): string {
    if (this.at >= this.source.length) throw unreadable
    return this.source[this.at++]!
  }

  private take(expected: string): boolean {
    if (this.source[this.at] !== expected) return false
    this.at++
    return true
  }

  private write(text: string): void {
    if (this.silent) return
    this.text += text
    if (this.text.length > maximumText) throw unreadable
  }

  private nest<Result>(work: () => Result): Result {
    if (++this.depth > maximumDepth || ++this.steps > maximumSteps) throw unreadable
    const result = work()
    this.depth--
    return result
  }
}

const base62Digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

const characterEscapes: ReadonlyMap<number, string> = new Map([
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x27, "\\'"],
  [0x5c, '\\\\'],
])

function characterText(value: number): string {
  return characterEscapes.get(value) ?? (value < 0x20 || value > 0x7e ? `\\u{${value.toString(16)}}` : String.fromCodePoint(value))
}

function stringText(bytes: Uint8Array): string {
  return JSON.stringify(new TextDecoder().decode(bytes))
}
