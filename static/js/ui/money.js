// Show the capital figures of an amount while it is typed, so that a slip of a zero is seen.

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const UNITS = ["", "拾", "佰", "仟"];
const HUNDRED_MILLION = 100000000n;
const AMOUNT = /^(0|[1-9]\d{0,12})(?:\.(\d{1,2}))?$/;

/** Return whole fen from what a person typed, or null: full-width digits and commas are taken. */
export function fenOf(typed) {
  const plain = typed.normalize("NFKC").trim().replace(/^¥/, "").replaceAll(",", "");
  const match = AMOUNT.exec(plain);
  if (!match) return null;
  return BigInt(match[1]) * 100n + BigInt((match[2] ?? "0").padEnd(2, "0"));
}

function groupInWords(group) {
  let words = "";
  let gap = false;
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(group / 10 ** place) % 10;
    if (digit === 0) {
      gap = words !== "";
    } else {
      words += (gap ? "零" : "") + DIGITS[digit] + UNITS[place];
      gap = false;
    }
  }
  return words;
}

/** Write 零 where the first place after a higher group is empty. */
function lead(before, number, size) {
  return before && number > 0n && number < size / 10n ? "零" : "";
}

function belowInWords(number) {
  const high = number / 10000n;
  const low = number % 10000n;
  const words = high > 0n ? `${groupInWords(Number(high))}万` : "";
  return words + lead(words, low, 10000n) + groupInWords(Number(low));
}

/** Write whole yuan; what stands before 亿 is itself a number, such as 玖万玖仟亿. */
function yuanInWords(yuan) {
  const high = yuan / HUNDRED_MILLION;
  const low = yuan % HUNDRED_MILLION;
  const words = high > 0n ? `${yuanInWords(high)}亿` : "";
  return words + lead(words, low, HUNDRED_MILLION) + belowInWords(low);
}

/** Return an amount in the capital figures of Chinese papers. */
export function inCapitals(fen) {
  const yuan = fen / 100n;
  const jiao = Number((fen % 100n) / 10n);
  const rest = Number(fen % 10n);
  if (fen === 0n) return "零元整";
  let words = yuan > 0n ? `${yuanInWords(yuan)}元` : "";
  if (jiao === 0 && rest === 0) return `${words}整`;
  if (jiao > 0) words += `${DIGITS[jiao]}角`;
  else if (yuan > 0n) words += "零";
  if (rest > 0) words += `${DIGITS[rest]}分`;
  return words;
}

function show(input, place) {
  const fen = fenOf(input.value);
  place.textContent = fen === null ? "" : inCapitals(fen);
}

/** Serve every amount field: data-money names the element for the words. */
export function startMoneyHints(root) {
  for (const input of root.querySelectorAll("input[data-money]")) {
    const place = document.getElementById(input.dataset.money);
    if (!place) continue;
    input.addEventListener("input", () => show(input, place));
    show(input, place);
  }
}
