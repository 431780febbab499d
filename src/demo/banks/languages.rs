//! The same troubles in German, Spanish and French: enough that languages show, not more.

/// One language's sentences.
#[derive(Debug)]
pub struct Foreign {
    /// ISO 639-1.
    pub code: &'static str,
    /// Key of a pain and sentences about it.
    pub pains: &'static [(&'static str, &'static [&'static str])],
    /// Praise.
    pub joys: &'static [&'static str],
    /// Grumbling.
    pub grumbles: &'static [&'static str],
    /// Further sentences that fit any trouble.
    pub more: &'static [&'static str],
}

/// German, Spanish, French.
pub static FOREIGN: [Foreign; 3] = [
    Foreign {
        code: "de",
        pains: &[
            (
                "android_crash",
                &[
                    "{Beim Bezahlen|An der Kasse} stürzt die App {jedes Mal|ständig} ab, {nur am Android-Handy|seit Version <version>}.",
                    "Sobald ich auf Bezahlen tippe, {schließt sich die App|ist die App weg}, die Buchung in <city> kam nie zustande.",
                    "Seit dem Update {kann ich auf Android nicht mehr buchen|geht die Zahlung auf meinem Android-Telefon nicht mehr}, die App beendet sich einfach.",
                ],
            ),
            (
                "double_charge",
                &[
                    "Mir wurden {zweimal|doppelt} <amount> abgebucht, obwohl ich nur eine Buchung habe.",
                    "Die Zahlung für <hotel> ging {doppelt|zweimal} von meinem Konto ab.",
                    "Eine Reservierung, zwei Abbuchungen über <amount>, bitte den zweiten Betrag zurückzahlen.",
                ],
            ),
            (
                "refund_slow",
                &[
                    "Ich warte seit <days> Tagen auf meine {Rückerstattung|Erstattung}.",
                    "Die Erstattung für den stornierten Flug {ist immer noch nicht da|lässt auf sich warten}, niemand kann sagen, wann das Geld kommt.",
                    "Storniert wurde sofort, das Geld habe ich nach <few> Wochen noch nicht zurück.",
                ],
            ),
            (
                "login_code",
                &[
                    "Der {Anmeldecode|Code zum Einloggen} kommt nicht an, {ich bin ausgesperrt|ich komme nicht an meine Tickets}.",
                    "Seit Tagen keine SMS mit dem Bestätigungscode, {Einloggen unmöglich|ich kann mich nicht anmelden}.",
                ],
            ),
            (
                "battery",
                &[
                    "Die App {frisst|saugt} den Akku leer, {mittags ist das Handy aus|sogar im Hintergrund}.",
                    "Der Standort läuft ständig mit und der Akku ist {nach einem halben Tag|in wenigen Stunden} leer.",
                ],
            ),
            (
                "vat_invoice",
                &[
                    "Auf der Rechnung {fehlt|steht keine} Mehrwertsteuer, {die Buchhaltung|unser Steuerberater} schickt sie zurück.",
                    "Wir brauchen ordentliche Rechnungen mit {Umsatzsteuer-ID|ausgewiesener Mehrwertsteuer} und Firmenadresse.",
                ],
            ),
            (
                "offline_maps",
                &[
                    "Leider {gibt es keine|fehlen} Offline-Karten, ohne Internet ist die Karte {leer|grau}.",
                    "Karten zum Herunterladen wären {toll|super}, im Ausland habe ich kein Netz.",
                ],
            ),
            (
                "dark_mode",
                &[
                    "Bitte einen {Dunkelmodus|dunklen Modus} einbauen, {abends blendet es|der weiße Hintergrund ist grell}.",
                ],
            ),
            (
                "price_jump",
                &[
                    "{Plötzlich|An der Kasse} kostet das Zimmer <more> statt <amount>.",
                    "Der Preis {steigt|springt} beim Bezahlen, {versteckte Gebühren|das ist nicht seriös}.",
                ],
            ),
            (
                "calendar_sync",
                &[
                    "Im Kalender steht {jeder Flug|jede Buchung} {doppelt|vierfach}, die Synchronisierung legt Duplikate an.",
                ],
            ),
        ],
        joys: &[
            "{Tolle|Sehr schöne} App, {die Reiseplanung macht richtig Spaß|alles an einem Ort}.",
            "Der Kundendienst war {sehr freundlich|schnell und hilfsbereit}.",
            "In drei Minuten gebucht, {einfacher geht es nicht|klasse}.",
            "Super Preise, habe <amount> gespart.",
            "Die Hinweise zu Verspätungen sind {Gold wert|sehr zuverlässig}.",
        ],
        grumbles: &[
            "{Schlechteste|Furchtbare} App, {nie wieder|nicht zu empfehlen}.",
            "Funktioniert nicht.",
            "{Sehr|Total} enttäuscht.",
        ],
        more: &[
            "Das ist sehr ärgerlich.",
            "Bitte dringend beheben.",
            "So etwas darf nicht passieren.",
            "Der Support antwortet nicht.",
            "Früher war das besser.",
            "Schade, sonst eine gute App.",
        ],
    },
    Foreign {
        code: "es",
        pains: &[
            (
                "android_crash",
                &[
                    "La aplicación se {cierra|bloquea} al pagar en mi Android{|, siempre en el último paso}.",
                    "Desde la versión <version> no puedo {terminar la reserva|pagar}: se cierra sola en el teléfono Android.",
                ],
            ),
            (
                "double_charge",
                &[
                    "Me han cobrado {dos veces|el doble} la misma reserva de <amount>.",
                    "Hay dos cargos iguales en mi tarjeta por un solo {hotel|vuelo}.",
                ],
            ),
            (
                "refund_slow",
                &[
                    "Llevo <days> días esperando {el reembolso|la devolución} del viaje cancelado.",
                    "El reembolso {no llega|nunca llegó} y nadie sabe cuándo {pagarán|devuelven el dinero}.",
                ],
            ),
            (
                "login_code",
                &[
                    "No me llega el código {para entrar|de verificación}{|, no puedo ver mis billetes}.",
                    "Imposible iniciar sesión, el SMS con el código nunca llega.",
                ],
            ),
            (
                "battery",
                &[
                    "{Gasta|Consume} muchísima batería, {a mediodía el móvil está muerto|incluso con la aplicación cerrada}.",
                ],
            ),
            (
                "price_jump",
                &[
                    "El precio {sube|cambia} justo {antes de pagar|en el último paso}, de <amount> a <more>.",
                ],
            ),
            (
                "hotel_photos",
                &[
                    "El hotel no se parecía en nada a las fotos, {habitación oscura y sucia|una vergüenza}.",
                ],
            ),
            (
                "chatbot_loop",
                &[
                    "El chat es un robot que repite siempre lo mismo, {no hay manera de hablar con una persona|inútil}.",
                ],
            ),
            (
                "offline_maps",
                &["{Faltan|Echo de menos} mapas sin conexión, en el extranjero no tengo datos."],
            ),
        ],
        joys: &[
            "{Muy buena|Excelente} aplicación, {planear el viaje es muy fácil|todo en un solo sitio}.",
            "Reservé en dos minutos, {perfecto|muy rápido}.",
            "La atención fue {amable y rápida|estupenda}.",
            "Los consejos locales de <city> son geniales.",
        ],
        grumbles: &[
            "La peor aplicación{| que he usado}.",
            "No funciona{| nada}.",
            "Muy {mala|decepcionado}.",
        ],
        more: &[
            "Es muy frustrante.",
            "Por favor, arréglenlo.",
            "Nadie contesta.",
            "Antes funcionaba bien.",
            "Una pena.",
        ],
    },
    Foreign {
        code: "fr",
        pains: &[
            (
                "android_crash",
                &[
                    "L'application {plante|se ferme} au moment de payer sur {mon téléphone Android|Android}.",
                    "Impossible de finir la réservation depuis la version <version>, elle se ferme à l'étape du paiement sur Android.",
                ],
            ),
            (
                "double_charge",
                &[
                    "J'ai été {débité|prélevé} deux fois de <amount> pour une seule réservation.",
                    "Deux paiements identiques sur mon compte pour le même {hôtel|vol}.",
                ],
            ),
            (
                "refund_slow",
                &[
                    "J'attends mon remboursement depuis <days> jours{|, personne ne répond}.",
                    "Toujours pas remboursé après l'annulation, {c'est scandaleux|on me dit d'attendre encore}.",
                ],
            ),
            (
                "login_code",
                &[
                    "Je ne reçois pas le code de {connexion|vérification}{|, je n'ai plus accès à mes billets}.",
                    "Impossible de me connecter, le SMS avec le code n'arrive jamais.",
                ],
            ),
            (
                "battery",
                &[
                    "L'application {vide|mange} la batterie, {le GPS reste toujours actif|à midi le téléphone est mort}.",
                ],
            ),
            (
                "price_jump",
                &["Le prix {augmente|change} au moment de payer, <more> au lieu de <amount>."],
            ),
            (
                "seat_lost",
                &[
                    "Nos places {choisies|réservées} ont disparu, {nous étions séparés dans l'avion|la compagnie n'avait rien}.",
                ],
            ),
            (
                "time_zone",
                &[
                    "Les horaires sont {faux|décalés d'une heure}, mauvais fuseau horaire, {nous avons raté le train|attention}.",
                ],
            ),
            (
                "family_sharing",
                &[
                    "Il manque un partage {en famille|avec mon conjoint}, chacun doit avoir son compte.",
                ],
            ),
        ],
        joys: &[
            "{Très bonne|Superbe} application, {organiser un voyage devient facile|tout est au même endroit}.",
            "Réservation {rapide et simple|en trois minutes}.",
            "Le service client est {très aimable|au top}.",
            "De très bons prix, j'ai économisé <amount>.",
        ],
        grumbles: &[
            "La pire application{| que je connaisse}.",
            "Ça ne marche pas.",
            "Très déçu{|e}.",
        ],
        more: &[
            "C'est très agaçant.",
            "Merci de corriger cela.",
            "Le support ne répond pas.",
            "C'était mieux avant.",
            "Dommage.",
        ],
    },
];
