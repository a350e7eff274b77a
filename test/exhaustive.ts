/** Whether the second tier is to leave nothing out for the sake of time: `EXHAUSTIVE=1 npm run test:full`. */
export const exhaustive = process.env['EXHAUSTIVE'] === '1'
