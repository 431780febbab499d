//! What columns are called, in the languages that feedback is written in.
//!
//! Takes a column's name; says how well it fits a field. Names are folded (case and accents do not
//! count) and cut into words; a list goes from the name that is surest to the one that is least.

use crate::text::fold;

/// Names of a record's own id.
const ID: &str = "id review_id ticket_id response_id record_id feedback_id comment_id uuid guid @key key \
    number no nr num ref reference respondent respondent_id response ticket case \
    case_number row submission_id submission entry_id message_id post_id tweet_id \
    conversation_id issue_key interaction_id vorgang vorgangsnummer nummer numero lfd_nr \
    laufende_nummer reference_number code folio номер № numer 番号 編號 编号 序号 번호 ลำดับ الرقم \
    nomor so cislo # index";

/// Names of when it was said.
const CREATED: &str = "created_at submitted_at created date timestamp time datetime posted_at review_date \
    recorded_date at on posted published published_at published_date submitted \
    submission_date date_submitted date_created creation_date date_posted post_date \
    comment_date feedback_date response_date completed completed_at answered received \
    received_at sent sent_at opened opened_at date_opened reported reported_on written \
    written_at created_utc createdat pubdate ts day when visited visit flown date_time \
    started start_date datum zeitpunkt zeitstempel erstellt erstellt_am eingang \
    eingangsdatum bewertungsdatum uhrzeit tag date_avis publie_le le horodateur \
    date_de_publication cree_le fecha fecha_de_creacion marca_temporal publicado creado \
    creado_el data data_recensione pubblicato creato informazioni_cronologiche \
    data_da_avaliacao carimbo_de_data_hora criado_em aangemaakt tijdstempel geplaatst дата \
    создано дата_отзыва отметка_времени data_dodania utworzono sygnatura_czasowa tarih \
    olusturulma zaman_damgasi skapad tidsstampel oprettet opprettet paivamaara aikaleima \
    luotu vytvoreno datum_vytvoreni datum_letrehozva tanggal waktu ngay thoi_gian 投稿日 日付 \
    日時 タイムスタンプ 作成日 投稿日時 日期 时间 時間 评论时间 评价时间 发布时间 创建时间 날짜 작성일 등록일 타임스탬프 일시 วันที่ วันเวลา \
    التاريخ تاريخ दिनांक तारीख תאריך ημερομηνια";

/// Words of times that are not those of the words.
const NOT_CREATED: &str = "updated update modified changed edited loaded load imported import ingested scraped \
    crawled fetched exported synced extracted closed close resolved resolution solved \
    response reply replied responded first birth born dob birthday due expiry expires \
    expiration last joined registered signup membership purchase purchased ordered \
    delivery delivered shipped end ended geburtsdatum geburtstag naissance nacimiento \
    nascita nascimento geboortedatum рождения urodzenia dogum geandert geschlossen antwort \
    reponse respuesta risposta resposta duration release 生年月日 更新日 更新时间 出生日期 생년월일 수정일";

const UPDATED: &str = "updated_at last_changed modified_at updated modified last_update last_modified \
    edited_at date_updated date_modified geandert_am 更新日 更新时间";

const RATING: &str = "rating stars star_rating score nps csat satisfaction rate grade ces overall_rating \
    overall star review_rating review_score rating_score rating_value user_rating \
    recommended recommend recommendation recommends would_recommend points smiley mood \
    mark ranking rank verdict bewertung sterne note sternebewertung zufriedenheit punkte \
    gesamtbewertung evaluation etoiles satisfaction_client note_globale estrellas \
    puntuacion calificacion valoracion puntos nota voto stelle valutazione punteggio \
    avaliacao estrelas nota_geral pontuacao beoordeling sterren cijfer waardering оценка \
    звезды рейтинг ocena gwiazdki puan yildiz betyg karakter bedommelse arvosana tahdet \
    hodnoceni ertekeles penilaian nilai bintang danh_gia diem 評価 星 点数 評分 评分 星级 打分 得分 평점 별점 \
    점수 คะแนน เรตติ้ง التقييم تقييم रेटिंग דירוג βαθμολογια";

/// Words of numbers that are not what this customer gave.
const NOT_RATING: &str = "average avg mean median durchschnitt moyenne promedio media sentiment polarity \
    subjectivity recaptcha captcha spam confidence probability prob toxicity compound \
    vader textblob price cost votes vote upvotes downvotes likes helpful helpfulness count \
    num total comments replies retweets shares views length words quality lead risk max \
    min scale readability similarity relevance karma id";

/// Words of a rating that the writer gave, beside one of the product's.
const OWN: &str = "customer user reviewer passenger guest your my own personal member client patient \
    student individual kunden kunde cliente usuario";

const TITLE: &str = "title subject headline summary review_title heading topic titel betreff uberschrift \
    titre sujet objet titulo asunto titolo oggetto assunto onderwerp заголовок тема tytul \
    temat baslik konu rubrik amne otsikko nazev targy judul tieu_de タイトル 件名 题目 标题 標題 主题 제목 \
    หัวข้อ العنوان शीर्षक כותרת";

const TEXT: &str = "text review body comment comments content feedback message description review_text \
    review_body review_content verbatim answer narrative opinion complaint remark remarks \
    full_text customer_review customer_feedback customer_message customer_comment \
    customer_comments ticket_description review_comment user_review reviews testimonial \
    suggestion suggestions notes msg post tweet utterance transcript response reason \
    experience responses answers note_text issue_description case_description body_text \
    plain_text self_text selftext message_body inquiry request kommentar \
    text_der_bewertung rezension rezensionstext bewertungstext nachricht beschreibung \
    meinung anmerkung anmerkungen ruckmeldung freitext inhalt beschwerde bemerkung avis \
    commentaire commentaires texte contenu remarque remarques reclamation temoignage \
    opinion opiniones comentario comentarios resena texto mensaje queja contenido \
    descripcion observaciones sugerencias recensione recensioni commento commenti testo \
    messaggio opinione descrizione avaliacao_texto reclamacao mensagem conteudo descricao \
    opiniao observacoes beoordelingstekst opmerking opmerkingen reactie tekst bericht \
    recensie toelichting отзыв отзывы комментарий текст сообщение мнение описание \
    текст_отзыва komentarz opinia tresc recenzja wiadomosc yorum yorumlar gorus mesaj \
    aciklama kommentarer omdome recension kommentti palaute teksti arvostelu komentar \
    recenze zprava velemeny megjegyzes szoveg ulasan isi pesan komentar nhan_xet noi_dung \
    binh_luan 口コミ レビュー コメント 感想 内容 本文 意見 ご意見 自由記述 评论 评价 内容 评论内容 评价内容 留言 反馈 意见 正文 評論 評價 리뷰 \
    후기 내용 댓글 의견 코멘트 รีวิว ความคิดเห็น ข้อความ ข้อเสนอแนะ المراجعة التعليق تعليق النص الرأي \
    समीक्षा टिप्पणी ביקורת תגובה σχολιο κριτικη";

/// Words of texts that others wrote, or that programs made of the customer's.
const NOT_TEXT: &str = "reply replies replied response responses agent support owner developer dev resolution \
    internal private clean cleaned cleantext token tokens tokenize tokenized tokenised \
    lemma lemmas lemmatized stem stemmed stemming processed preprocessed normalized \
    stopword stopwords seller vendor company merchant admin operator staff host manager \
    management business brand translated translation antwort intern interne interna \
    reponse proprietaire respuesta interno empresa risposta proprietario resposta antwoord \
    ответ odpowiedz cevap yanit svar vastaus odpoved balasan tanggapan 返信 返答 回复 商家回复 回覆 답변 \
    답글 الرد metadata meta json tags url link signature address street bot system solution \
    greeting disclaimer lowercase bigrams ngrams keywords entities loesung losung \
    user_agent log stacktrace trace";

const LANG: &str = "lang language locale lang_code language_code sprache langue idioma lingua taal язык 言語 \
    语言 언어";

/// People who say things; with `_id`, `_name` and the like behind them they are authors too.
const PEOPLE: &str = "customer user author reviewer requester client respondent member guest patient \
    participant buyer shopper commenter contact submitter reporter sender caller \
    subscriber student visitor passenger traveller traveler poster person profile account \
    device visitor writer steam kunde kundin nutzer benutzer autor verfasser teilnehmer \
    absender auteur utilisateur pseudo membre usuario cliente miembro remitente utente \
    autore membro gebruiker klant автор пользователь клиент покупатель uzytkownik klient \
    kullanici yazar musteri anvandare kund forfattare bruger bruker kayttaja asiakas \
    uzivatel felhasznalo ugyfel pengguna penulis pelanggan nguoi_dung khach_hang 投稿者 ユーザー \
    ユーザ お客様 会員 用户 用戶 作者 评论者 客户 会员 买家 작성자 사용자 고객 회원 ผู้เขียน ผู้ใช้ ลูกค้า المستخدم الكاتب \
    العميل उपयोगकर्ता लेखक משתמש πελατης";

/// Names of authors that are no people's word alone.
const NAMES: &str = "uid email e_mail email_address mail nick nickname username screen_name display_name \
    full_name name your_name from steamid name_of_customer by vorname_nachname nombre \
    nombre_completo nom nome naam имя imie imie_i_nazwisko isim ad_soyad namn nimi jmeno \
    nama ten 名前 お名前 氏名 ニックネーム 姓名 昵称 用户名 이름 닉네임 ชื่อ الاسم नाम שם";

/// Things that have names and write nothing.
const THINGS: &str = "product app application bank hotel restaurant company shop store brand item course \
    book movie film game airline city country location place branch file event property \
    doctor teacher school package model agent owner developer support staff merchant \
    seller business produkt produit producto prodotto produto channel campaign service \
    department team queue category parent group";

const PRODUCT: &str = "product product_name product_id product_title sku asin item app app_name hotel \
    hotel_name restaurant restaurant_name airline airline_name bank bank_name store_name \
    shop_name company_name brand model item_name course course_name game game_name \
    place_name property_name business_name app_id package_name produkt produktname artikel \
    produit producto prodotto produto товар продукт produkt_nazwa urun tuote vyrobek \
    termek produk san_pham 商品 商品名 製品 产品 商品名称 제품 상품 สินค้า المنتج उत्पाद מוצר προιον";

const VALUE: &str = "annual_revenue revenue arr mrr ltv contract_value lifetime_value";

/// Names of a question, where rows hold one answer each.
const QUESTION: &str = "question question_text question_title prompt item_text frage fragetext question_posee \
    pregunta domanda pergunta vraag вопрос pytanie soru 質問 设问 問題 问题 질문 คำถาม pertanyaan \
    question_label question_name";

/// The names of a field.
fn of(field: &str) -> &'static str {
    match field {
        "id" => ID,
        "created_at" => CREATED,
        "updated_at" => UPDATED,
        "rating" => RATING,
        "title" => TITLE,
        "text" => TEXT,
        "lang" => LANG,
        "product" => PRODUCT,
        "value" => VALUE,
        "question" => QUESTION,
        _ => "",
    }
}

/// Lower-case words of a name: `createdAt`, `Created At` and `created_at` are the same.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_lower = false;
    for letter in name.chars().take(200) {
        let starts = letter.is_uppercase() && before_lower;
        before_lower = letter.is_lowercase();
        let parts = letter.is_whitespace()
            || (letter.is_ascii()
                && !letter.is_ascii_alphanumeric()
                && !matches!(letter, '#' | '@'))
            || matches!(
                letter,
                '、' | '，'
                    | '：'
                    | '（'
                    | '）'
                    | '·'
                    | '—'
                    | '–'
                    | '？'
                    | '！'
                    | '¿'
                    | '¡'
                    | '。'
                    | '・'
            );
        if parts || starts {
            words.push(String::new());
        }
        if !parts && let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    words.iter().map(|word| fold(word)).filter(|word| !word.is_empty()).collect()
}

/// Whether a name has one of these words; those of CJK also inside another word.
pub(super) fn has(words: &[String], wanted: &[&str]) -> bool {
    words.iter().any(|word| {
        wanted
            .iter()
            .any(|one| word == one || (!one.is_ascii() && is_unspaced(one) && word.contains(one)))
    })
}

/// The same for a long list, blanks between its words.
pub(super) fn has_any(words: &[String], wanted: &str) -> bool {
    wanted.split_whitespace().any(|one| has(words, &[one]))
}

fn is_unspaced(word: &str) -> bool {
    word.chars().all(|c| {
        matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
    })
}

/// Whether a name says that a time is not that of the words.
pub(super) fn is_other_time(words: &[String]) -> bool {
    has_any(words, NOT_CREATED)
}

/// Whether a name says that others wrote a text, or a program.
pub(super) fn is_others_text(words: &[String]) -> bool {
    has_any(words, NOT_TEXT)
}

/// Whether a name says that a number is not this customer's rating.
pub(super) fn is_other_number(words: &[String]) -> bool {
    has_any(words, NOT_RATING)
}

/// Whether a name says that the customer gave the rating.
pub(super) fn is_own(words: &[String]) -> bool {
    has_any(words, OWN)
}

/// Whether a name is that of a thing, or of somebody who is no customer.
pub(super) fn is_thing(words: &[String]) -> bool {
    has_any(words, THINGS)
}

/// How well a name fits a field: 0 for not at all, 100 for the best name whole.
pub(super) fn fit(field: &str, words: &[String]) -> usize {
    if field == "author" {
        return author(words);
    }
    let name = words.join("_");
    let headed = matches!(field, "text" | "created_at" | "updated_at" | "rating" | "title");
    of(field)
        .split_whitespace()
        .enumerate()
        .map(|(at, one)| score(&name, one, at, headed))
        .max()
        .unwrap_or(0)
}

fn score(name: &str, one: &str, at: usize, headed: bool) -> usize {
    let rank = at.min(39);
    if name == one {
        return 100 - rank;
    }
    if one.len() < 2 {
        return 0;
    }
    // The head of a compound stands last in English and German, first in French, Spanish, Italian.
    if name.strip_suffix(one).is_some_and(|rest| rest.ends_with('_')) {
        return 60 - rank / 2;
    }
    if headed && name.strip_prefix(one).is_some_and(|rest| rest.starts_with('_')) {
        return 45 - rank / 3;
    }
    if headed && name.contains(&format!("_{one}_")) {
        return 30 - rank / 4;
    }
    let inside = is_unspaced(one) && one.chars().count() >= 2 && name.contains(one);
    if inside { 55 - rank / 4 } else { 0 }
}

/// How well a name fits somebody who says things.
fn author(words: &[String]) -> usize {
    let name = words.join("_");
    if let Some(at) = NAMES.split_whitespace().position(|one| one == name) {
        return 70 - at.min(39);
    }
    if is_thing(words) && !has_any(words, PEOPLE) {
        return 0;
    }
    let last = words.last().map_or("", String::as_str);
    let marks = [
        "id", "name", "key", "email", "mail", "hash", "number", "handle", "ref", "nickname",
        "display", "login",
    ];
    let of_person = PEOPLE.split_whitespace().enumerate().find(|(_, one)| {
        name == *one
            || words.iter().any(|word| word == one || (is_unspaced(one) && word.contains(*one)))
    });
    let Some((at, person)) = of_person else { return 0 };
    let rank = at.min(39) / 2;
    match () {
        () if name == person => 90 - rank,
        () if last == "id" || last == "key" => 100 - rank,
        () if marks.contains(&last) => 95 - rank,
        () if name.starts_with("nombre_")
            || name.starts_with("nome_")
            || name.starts_with("nom_") =>
        {
            85 - rank
        }
        // "user_review" is no user.
        () => 0,
    }
}

/// Whether a name is of the person, order, product, device or session and not of the record.
pub(super) fn is_not_record(words: &[String]) -> bool {
    const OTHERS: &str = "order device session account user customer client author reviewer product parent \
    thread app item asin sku store shop hotel business company member patient guest buyer \
    invoice booking bestellung bestellnummer kunde kunden kundennummer phone zip postal \
    postcode plz installation visitor steam profile email contact agent seller place \
    restaurant game movie book course usuario cliente pedido utente ordine commande \
    employee student person group channel";
    has_any(words, OTHERS)
}
