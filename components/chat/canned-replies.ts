/** What the sample chatbot says. It talks to no model: the same question always gets the same answer. */
export type Reply = { paragraphs: string[]; list?: string[] };

const topics: [RegExp, Reply][] = [
  [
    /hangzhou|lake|boat|pier|stroller|travel|trip/i,
    {
      paragraphs: [
        "Pier 1 at Lakeside is the easiest: flat all the way from the metro, and the staff lift a stroller on board.",
        "Buy the return ticket there; it covers the island as well.",
      ],
    },
  ],
  [
    /rain|weather|umbrella/i,
    {
      paragraphs: ["If it rains, swap the boat for something under a roof:"],
      list: [
        "The silk museum, free and calm, about an hour and a half.",
        "Hefang Street has covered arcades and plenty of noodles.",
        "Keep the boat for Sunday morning; the first one leaves at 8:30.",
      ],
    },
  ],
  [
    /eat|food|lunch|dinner|breakfast|noodle|restaurant/i,
    {
      paragraphs: ["Three places that work with a child, all within ten minutes of the lake:"],
      list: [
        "Noodles by the station: quick, no stairs, high chairs.",
        "The tea-house on the east shore: dumplings, and a garden to run in.",
        "The hotel's own kitchen for the first evening, when everybody is tired.",
      ],
    },
  ],
  [
    /price|cost|cheap|expensive|budget|money|coupon|discount/i,
    {
      paragraphs: [
        "Two days come to about CNY 1,900 for three: the hotel is two thirds of it, the boat and the museum together under CNY 200.",
        "Booking the room for Friday only and moving on Saturday saves little and costs half a day.",
      ],
    },
  ],
  [
    /letter|email|mail|write|translate|text/i,
    {
      paragraphs: [
        "Here is a shorter version: say what you want in the first sentence, give one reason with a number in it, and close with the next step.",
        "Paste your text and I will cut it to a third.",
      ],
    },
  ],
  [
    /sum|spreadsheet|excel|formula|table/i,
    {
      paragraphs: [
        "Put the month in a column of its own, then sum by it: SUMIFS(amount, month, A2). A pivot table does the same with two clicks and follows new rows.",
      ],
    },
  ],
  [
    /hello|^hi\b|hey|good (morning|evening)|thanks|thank you/i,
    { paragraphs: ["You are welcome. Ask me about a trip, a letter, a recipe or a spreadsheet."] },
  ],
];

const otherwise: Reply[] = [
  {
    paragraphs: [
      "Let me take that in steps.",
      "First, what must be true at the end; then the one thing that could spoil it; then whatever is cheapest to try today.",
    ],
  },
  {
    paragraphs: [
      "Short answer: yes, if you can spare an afternoon. The long way is safer only when somebody else depends on the result.",
    ],
  },
  {
    paragraphs: ["It depends on two things:"],
    list: ["How often you will do it again.", "Who has to understand it after you."],
  },
];

/** FNV-1a, 32 bits: small, and the same everywhere. */
function fold(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}

/** The canned answer to `message`; the same for the same words. */
export function replyTo(message: string): Reply {
  const topic = topics.find(([pattern]) => pattern.test(message));
  return topic?.[1] ?? otherwise[fold(message.trim().toLowerCase()) % otherwise.length] ?? { paragraphs: [] };
}

/** About four letters a token, as for English text. */
export function countTokens(text: string): number {
  return Math.max(1, Math.ceil(text.length / 4));
}
