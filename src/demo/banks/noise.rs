//! What every feed is full of besides themes: grumbling, nods, questions, chatter; and the small
//! change of sentences: greetings, feelings, lead-ins, joints.

/// General dissatisfaction without a subject.
pub static GRUMBLES: &[&str] = &[
    "worst app {ever|I have used|on my phone}",
    "{terrible|horrible|awful|useless|rubbish}",
    "{total|complete} waste of {time|money}",
    "{does not|doesn't} work",
    "I {hate|can't stand} {it|this app}",
    "{avoid|stay away}",
    "not {happy|satisfied|good} at all",
    "a {disaster|nightmare|joke|shame}",
    "{really|so} disappointed",
    "it gets worse {every month|with each update}",
    "zero stars if I could",
    "never again",
    "unusable",
    "what a {mess|disgrace}",
    "{used to be|was} better",
    "nothing works as it should",
    "deleted{| after a day|, bye}",
    "don't {download|install|bother}",
    "the company {doesn't care|does not listen}",
    "I regret {ever signing up|the download}",
    "absolutely fed up with {Fernweh|this}",
    "buggy {piece of junk|from start to finish}",
];

/// General content without a subject.
pub static NODS: &[&str] = &[
    "{great|good|nice|lovely|super|excellent} app",
    "I {like|love} it",
    "works {well|fine|perfectly|for me}",
    "{very|really|quite} {good|useful|helpful|happy}",
    "{highly |}recommended",
    "{best|my favourite} travel app",
    "no complaints",
    "does what it {should|promises}",
    "keep {it up|up the good work}",
    "all {good|fine}",
    "thumbs up",
    "would {use|download} again",
    "satisfied customer {for years|since the start}",
    "five stars {from me|deserved}",
];

/// Nearly nothing.
pub static LOW: &[&str] = &[
    "good",
    "ok",
    "n/a",
    "nice",
    "Good",
    "OK",
    "okay",
    "fine",
    ".",
    "-",
    "nothing",
    "none",
    "no",
    "👍",
    "meh",
    "yes",
    "super",
    "Nice",
    "not sure",
    "bad",
    "all good",
    "x",
    "great",
    "no comment",
    "?",
    "idk",
    "cool",
    "top",
    "so so",
    "👎",
    "NA",
    "nope",
    "...",
    "average",
    "test",
];

/// Questions that are neither complaint nor wish.
pub static QUESTIONS: &[&str] = &[
    "does {it|the app} work in {Japan|Brazil|Canada|Iceland}?",
    "can I {bring|take} my dog on the {night train|ferry}?",
    "how do I change the {name|passport number} on a booking?",
    "which {documents|visa} do I need for <city>?",
    "is there a student {discount|price}?",
    "how many devices can I use with {one account|Plus}?",
    "what is the difference between Plus and Business?",
    "where do I find my {old trips|booking number}?",
    "can I pay {in instalments|by bank transfer|with two cards}?",
    "is breakfast included at <hotel>?",
    "do children need their own {ticket|profile}?",
    "how long is the voucher valid?",
    "can somebody else pick up the rental car?",
    "is the travel insurance valid for winter sports?",
    "when does the booking window for <month> open?",
];

/// Chatter about something else.
pub static OFF_TOPIC: &[&str] = &[
    "follow my travel channel for the best tips in <city>",
    "my neighbour's cat looks like the one in your advert",
    "I am looking for a job as {a designer|a driver}, who can I write to",
    "greetings from {rainy|sunny} <city>",
    "we had {rain|snow} the whole week but the food was great",
    "the strike at the airport lasted three days",
    "earn <amount> a day from home, ask me how",
    "what a game last night",
    "my homework is to write a review, so this is it",
    "the airline food on <airline> was cold",
    "wrong app, sorry",
    "just trying out the review function",
    "my grandson installed this for me",
    "happy new year to all",
];

/// Lead-ins of stories.
pub static CONTEXTS: &[&str] = &[
    "I have {used|been using} Fernweh for {two|three|four} years now.",
    "We travel {a lot|six times a year|mostly by train}.",
    "I really {wanted|tried} to like this app.",
    "First the good part: {the design is nice|planning is easy|booking is quick}.",
    "Long time {user|customer}, first time I write.",
    "{My husband and I|Three friends and I|Our family} went to <city> in <month>.",
    "I am a {patient|calm} person, but listen.",
    "This was our first {holiday|trip} in {two|three} years.",
    "Let me tell you what happened {last week|in <city>}.",
    "I book {a dozen|about twenty} trips a year for {my firm|the family}.",
    "Everything was fine until {recently|this month|last week}.",
    "It was supposed to be a birthday present.",
];

/// Feelings about something bad, whole sentences without a full stop.
pub static BAD_FEELINGS: &[&str] = &[
    "{very|really|so} {annoying|frustrating|disappointing}",
    "I am {furious|angry|upset|fed up}",
    "this is {unacceptable|ridiculous|not OK}",
    "how can this {be|happen}",
    "that should not happen",
    "it makes me {sad|mad}",
    "seriously",
    "I expected more",
    "not what I pay for",
    "such a pity",
    "shame on you",
    "I'm speechless",
    "one star less for that",
];

/// Feelings about something mildly bad.
pub static MILD_FEELINGS: &[&str] = &[
    "otherwise {fine|a good app|I'm happy}",
    "apart from that I like it",
    "a pity, really",
    "small thing, but it bothers me",
    "then it would be perfect",
    "I'd come back to five stars for that",
    "not the end of the world, but still",
    "that's my only wish",
];

/// Feelings about something good.
pub static GOOD_FEELINGS: &[&str] = &[
    "{thanks|thank you}{| so much}",
    "love it",
    "I recommend it to {everybody|all my friends}",
    "keep going",
    "well done",
    "made my day",
    "couldn't travel without it",
    "five stars",
    "brilliant work",
];

/// What joins a second matter to the first.
pub static JOINTS: &[&str] = &[
    "Also, ",
    "And ",
    "On top of that ",
    "Another thing: ",
    "Besides, ",
    "Plus ",
    "Apart from that, ",
    "Secondly, ",
    "Oh, and ",
    "Then ",
    "What's more, ",
    "By the way, ",
];

/// What joins something good to something bad.
pub static CONTRASTS: &[&str] =
    &[", but ", ", however ", ". Unfortunately ", ". Sadly ", ", only ", ". Still, ", " but "];

/// Openings of tickets.
pub static GREETINGS: &[&str] = &[
    "Hello,",
    "Hi,",
    "Dear Fernweh team,",
    "Hi there,",
    "Good morning,",
    "Dear Sir or Madam,",
    "Hello support,",
    "Hey,",
    "Good evening,",
    "To whom it may concern,",
];

/// Endings of tickets; the name follows.
pub static FAREWELLS: &[&str] = &[
    "Kind regards,",
    "Best,",
    "Thanks,",
    "Thank you in advance,",
    "Best regards,",
    "Cheers,",
    "Regards,",
    "Many thanks,",
];

/// First names, invented people.
pub static NAMES: &[&str] = &[
    "Anna", "Jonas", "Marie", "Luis", "Sofia", "Tom", "Clara", "Nils", "Ines", "Paul", "Mara",
    "Hugo", "Lea", "Oskar", "Nora", "Felix", "Elena", "Ben", "Carmen", "Jules", "Ida", "Max",
    "Rosa", "Emil", "Ruth", "Karim", "Aylin", "Pia", "Sam", "Grace", "Owen", "Freya", "Dana",
];

/// Destinations.
pub static CITIES: &[&str] = &[
    "Lisbon",
    "Porto",
    "Rome",
    "Vienna",
    "Prague",
    "Bergen",
    "Seville",
    "Naples",
    "Kraków",
    "Athens",
    "Oslo",
    "Valencia",
    "Dublin",
    "Marrakesh",
    "Istanbul",
    "Tokyo",
    "Montréal",
    "Zürich",
    "Bologna",
    "Ljubljana",
    "Tallinn",
    "Split",
    "Palermo",
    "Ghent",
    "Málaga",
    "Edinburgh",
    "Reykjavik",
    "Hanoi",
];

/// Invented places to stay.
pub static HOTELS: &[&str] = &[
    "Hotel Linde",
    "Casa Azul",
    "the Harbour Inn",
    "Pension Sonnblick",
    "Villa Ottavia",
    "Hotel Meridian Park",
    "the Old Mill Lodge",
    "Albergo Tre Pini",
    "Quinta do Vale",
    "Hostel Kompass",
    "the Lighthouse Suites",
    "Hôtel du Canal",
    "Gasthof Adler",
    "Riad Samira",
    "Hotel Kestrel",
];

/// Invented carriers.
pub static AIRLINES: &[&str] = &[
    "Norvia",
    "AeroLumen",
    "Blue Heron Air",
    "Transalpina",
    "Kestrel Air",
    "Islander",
    "Skyfjord",
];

/// Months.
pub static MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Pictures that end a sentence about something bad.
pub static BAD_EMOJI: &[&str] = &["😡", "😤", "🙄", "😢", "👎", "💔", "🤦", "😞"];
/// Pictures that end a sentence about something good.
pub static GOOD_EMOJI: &[&str] = &["😍", "👍", "❤️", "😊", "🎉", "✈️", "🌍", "⭐"];
