const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})/;
const ZONED_TIME = /^[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))$/;
const PLAIN_TIME = /^ (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?$/;

/** Hour, minute, second, hours and minutes of the zone, each below. */
const LIMITS = [24, 60, 60, 25, 60];

/** Whether the text is a time in one of the four forms that go-yaml knows; it matters only for what is tagged `!!timestamp`. */
export function isTimestamp(text: string): boolean {
  const date = DATE.exec(text);
  if (date === null || !isDay(Number(date[1]), Number(date[2]), Number(date[3]))) return false;
  const rest = text.slice(date[0].length);
  if (rest === '') return true;
  const time = ZONED_TIME.exec(rest) ?? PLAIN_TIME.exec(rest);
  return time !== null && LIMITS.every((limit, i) => Number(time[i + 1] ?? 0) < limit);
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (lengths[month - 1] ?? 0);
}
