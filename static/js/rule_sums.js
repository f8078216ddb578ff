// The exam's page in the admin: while rules are typed, says what they add up to.

const KINDS_WITH_ONE_VALUE = ["domain", "objective", "difficulty", "style"];

/**
 * What the rules of one kind come to on a form of `itemCount` items, as a sentence; "" where that is no question.
 * @param {{kind: string, atLeast: number, atMost: number|null, share: number|null}[]} rules
 */
export function tellSum(kind, rules, itemCount) {
  const own = rules.filter((rule) => rule.kind === kind);
  if (!own.length || !KINDS_WITH_ONE_VALUE.includes(kind)) return "";
  const shares = own.reduce((sum, rule) => sum + (rule.share ?? 0), 0);
  if (own.every((rule) => rule.share !== null)) {
    const rest = shares > 100 ? `${shares - 100} % too many` : shares < 100 ? `${100 - shares} % open` : "adds up";
    return `By ${kind}: ${shares} of 100 %, ${rest}.`;
  }
  const shared = Math.round((shares * itemCount) / 100);
  const least = shared + own.reduce((sum, rule) => sum + (rule.share === null ? rule.atLeast : 0), 0);
  const rest = least > itemCount ? `${least - itemCount} too many` : least < itemCount ? `${itemCount - least} open` : "adds up";
  return `By ${kind}: at least ${least} of ${itemCount}, ${rest}.`;
}

function readNumber(row, name) {
  const value = row.querySelector(`[name$="-${name}"]`)?.value ?? "";
  return value === "" ? null : Number(value);
}

function readRules() {
  const rows = document.querySelectorAll("#blueprint_rules-group tr.form-row:not(.empty-form)");
  return [...rows]
    .filter((row) => row.querySelector('[name$="-value"]')?.value && !row.querySelector('[name$="-DELETE"]')?.checked)
    .map((row) => ({
      kind: row.querySelector('[name$="-attribute"]').value,
      atLeast: readNumber(row, "at_least") ?? 0,
      atMost: readNumber(row, "at_most"),
      share: readNumber(row, "share"),
    }));
}

function show(line) {
  const rules = readRules();
  const count = Number(document.querySelector("#id_item_count")?.value || line.dataset.itemCount);
  line.textContent = KINDS_WITH_ONE_VALUE.map((kind) => tellSum(kind, rules, count)).filter(Boolean).join(" ");
  line.hidden = !line.textContent;
}

const line = document.querySelector("[data-rule-sums]");
const group = document.querySelector("#blueprint_rules-group");
if (line && group) {
  group.before(line);
  document.addEventListener("input", () => show(line));
  document.addEventListener("change", () => show(line));
  show(line);
}
