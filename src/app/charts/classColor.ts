/** The colour of a class in charts; ten that stay apart, then from the start again. */
const COLOR_COUNT = 10;

export const classColor = (label: number) => `var(--class-${label % COLOR_COUNT})`;
