// JavaScript values to the JSON text of a case, without loss: what a case cannot hold is refused, not dropped.

/** The JSON text of a case; text is taken as it is. */
export function caseText(given) {
  if (typeof given === "string") return given;
  if (given === null || typeof given !== "object" || Array.isArray(given)) {
    throw new TypeError("a case is an object, or JSON as text");
  }
  return JSON.stringify(given, replaced);
}

/** A day as text; a `Date` is refused, for which day it is depends on the time zone. */
export function dayText(day) {
  if (typeof day === "string") return day;
  // Temporal is not everywhere yet.
  if (day?.[Symbol.toStringTag] === "Temporal.PlainDate") return day.toString();
  throw new TypeError('a day is text such as "2024-08-01", or a Temporal.PlainDate');
}

/** The JSON text of a fact's value. */
export function valueText(fact, value) {
  if (value === undefined) throw new TypeError(`${fact}: an answer is a value; what is not known is null`);
  const member = JSON.stringify({ [fact]: value }, replaced);
  return member.slice(JSON.stringify(fact).length + 2, -1);
}

/** A decision's value as text: of a set its elements, sorted, with commas between. */
export function decidedText(value) {
  if (value === null) return "none";
  if (Array.isArray(value) || value instanceof Set) return [...value].sort().join(",");
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("a number must be finite");
  if (["string", "boolean", "number", "bigint"].includes(typeof value)) return String(value);
  return dayText(value);
}

/** A setting's value as text. */
export function settingText(name, value) {
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || Number.isFinite(value)) return String(value);
  throw new TypeError(`the setting ${name} is text or a finite number`);
}

// JSON.stringify alone would write NaN as null, drop a function, and write a Set or a Map as {}.
function replaced(key, value) {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${key}: a number must be finite; what is not known is null`);
      return value;
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "function":
    case "symbol":
      throw new TypeError(`${key}: a case cannot hold a ${typeof value}`);
    default:
      if (value instanceof Set) return [...value];
      if (value instanceof Map) return Object.fromEntries(value);
      // JSON.stringify has made text of a Date by now.
      if (this[key] instanceof Date) throw new TypeError(`${key}: a Date is not a day; write it as "2024-08-01"`);
      return value;
  }
}
