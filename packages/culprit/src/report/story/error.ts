import type { ErrorDocument } from '../../model/error-document.ts'
import type { Story } from '../story.ts'
import { sentence } from '../text.ts'

export function tellError({ code, message, hint }: ErrorDocument): Story {
  return {
    label: 'error',
    verdict: 'error',
    tone: 'bad',
    answer: sentence(message),
    facts: [...(hint === null ? [] : [{ label: 'hint', value: sentence(hint) }]), { label: 'code', value: sentence(code) }],
    sections: [],
  }
}
