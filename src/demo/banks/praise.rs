//! What customers like.

/// Something that is praised, and the ways to say so.
#[derive(Clone, Copy, Debug)]
pub struct Joy {
    /// Its key in the truth.
    pub key: &'static str,
    /// Main clauses, without a full stop, in lower case but for names and I.
    pub what: &'static [&'static str],
    /// Further sentences.
    pub more: &'static [&'static str],
    /// Titles of reviews.
    pub title: &'static [&'static str],
}

/// Every planted praise.
pub static JOYS: [Joy; 8] = [
    Joy {
        key: "easy_planning",
        what: &[
            "planning a trip is {so|really|wonderfully} easy",
            "everything for the journey is in one place",
            "I love how simple it is to {put together|build} an itinerary",
            "all bookings, tickets and ideas neatly in one timeline",
            "drag and drop of the days is {brilliant|genius|a joy}",
            "the {timeline|day view} keeps {me|our whole family} organised",
            "it takes the stress out of {travelling|planning|organising}",
            "from the first idea to the boarding pass without paper",
            "I planned {two weeks in <city>|a round trip} in one evening",
            "best trip planner I have {used|tried} so far",
            "an overview of the whole route like I always wanted",
        ],
        more: &[
            "Even my father gets along with it.",
            "No more folders full of printouts.",
            "We use it for every holiday.",
        ],
        title: &["Makes planning easy", "Great planner", "All in one place"],
    },
    Joy {
        key: "support_great",
        what: &[
            "support {answered|replied} within {minutes|ten minutes} and {solved it|sorted everything out}",
            "{friendly|kind|patient} {people|staff|agents} who really help",
            "when my flight was cancelled they rebooked me {at once|in no time}",
            "the service team went out of their way for us",
            "I spoke to a lovely {lady|gentleman} who fixed my booking",
            "customer care was {outstanding|excellent|superb}",
            "they {called back|phoned me} on a Sunday, impressive",
            "a real person, quick and competent",
            "the agent stayed on the line until the hotel had confirmed",
            "very helpful colleagues in the service centre",
        ],
        more: &[
            "Thank you to {Lena|Marc|Ines|Tom}!",
            "That is how service should be.",
            "I did not expect that.",
        ],
        title: &["Great support", "They really help", "Thank you"],
    },
    Joy {
        key: "beautiful_design",
        what: &[
            "the design is {beautiful|gorgeous|elegant|so pretty}",
            "a {clean|clear|tidy} and modern interface",
            "it looks {great|stunning} and is intuitive",
            "nice colours, lovely photos of the destinations",
            "you find your way around at once",
            "the app is {well made|thoughtfully designed|polished}",
            "navigation through the menus is self-explanatory",
            "such a pleasant layout",
            "details like the little plane animation make me smile",
        ],
        more: &["Somebody put love into this.", "Other apps look old beside it."],
        title: &["Beautiful app", "Nice design", "Intuitive"],
    },
    Joy {
        key: "good_prices",
        what: &[
            "{good|great|unbeatable} prices for {hotels|flights|trains}",
            "I saved <amount> on my {trip|hotel|flight} to <city>",
            "always cheaper than the other portals",
            "found a {bargain|super deal} in <city>",
            "the price alert got me tickets for half",
            "fair rates and {lots of|many} discounts for members",
            "you get a lot for your money",
            "Plus pays for itself with the first booking",
            "last minute offers are really worth it",
        ],
        more: &["I compared for days.", "Even the airline was dearer."],
        title: &["Great deals", "Saved a lot", "Cheap"],
    },
    Joy {
        key: "fast_booking",
        what: &[
            "booked in {two|three} minutes",
            "booking is {quick|fast} and {painless|straightforward}",
            "the {reservation|booking} process is {smooth|a breeze}",
            "{hotel|flight} reserved with four taps",
            "saved travellers make booking for all of us {super fast|a matter of seconds}",
            "tickets were in the app {instantly|right away}",
            "confirmation came {immediately|within a second}",
            "paying with the stored card works {like a charm|perfectly}",
            "never been so quick to get a room",
        ],
        more: &["I did it in the queue at the bakery.", "No typing of passports again."],
        title: &["Fast booking", "Smooth", "Booked in minutes"],
    },
    Joy {
        key: "flight_alerts",
        what: &[
            "the {gate change|delay} {alert|warning} came before the airport knew",
            "flight alerts are {reliable|a lifesaver|worth gold}",
            "I was informed about the {delay|new gate} {in time|first of all passengers}",
            "push message about the strike let me rebook early",
            "live status of my {flight|train} is {spot on|always right}",
            "it told me to leave earlier because of traffic",
            "real-time updates saved our connection in <city>",
            "delays are announced {minutes|half an hour} before the boards show them",
        ],
        more: &["Saved my holiday.", "The people around me were amazed."],
        title: &["Alerts saved my trip", "Reliable alerts", "Best flight alerts"],
    },
    Joy {
        key: "train_mix",
        what: &[
            "trains, buses and flights can be combined in one ticket",
            "finally an app that {knows|includes} {night trains|regional trains|ferries}",
            "the mix of rail and air is {clever|unique}",
            "I like that it shows the {greener|climate friendly} option first",
            "travelling by train across {four|three} countries on one booking",
            "connections between {bus|ferry} and train actually {work|fit}",
            "carbon figures for each route help me choose",
            "door to door routes including the tram",
        ],
        more: &["Nobody else offers that.", "From <city> to the Alps without a plane."],
        title: &["Trains and planes in one", "Love the train options", "Green travel"],
    },
    Joy {
        key: "local_tips",
        what: &[
            "the {local|insider} tips are {wonderful|great|spot on}",
            "discovered {a little restaurant|a hidden beach|a great market} through the city guide",
            "the {guides|articles} about <city> are {well written|full of ideas}",
            "tips from locals instead of tourist traps",
            "the walking tours are worth it",
            "suggestions by the editors never disappoint",
            "I read the neighbourhood guides even when I stay home",
            "we found our favourite café thanks to it",
        ],
        more: &["Please more of it.", "You notice that real people wrote it."],
        title: &["Great local tips", "City guides", "Hidden gems"],
    },
];
