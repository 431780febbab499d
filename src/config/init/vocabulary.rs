//! The words that columns are called by, in the languages that feedback is written in.
//!
//! Takes nothing; gives lists of names, each from the one that is surest to the one that is least. A
//! name is written as people write it and folded once; `puan*` is every word that begins so (endings
//! of Turkish, Slavic, Finnish and Hungarian), `*datum` every word that ends so (compounds), and a
//! name in a script without blanks, or in Arabic or Hebrew, is found inside another word too.

use std::sync::LazyLock;

use super::names::List;

macro_rules! lists {
    ($($(#[$doc:meta])+ $name:ident = $words:literal;)+) => {
        $($(#[$doc])+ pub(super) static $name: LazyLock<List> = LazyLock::new(|| List::of($words));)+
    };
}

lists! {
    /// Names of a record's own id.
    ID =
        "id review_id ticket_id response_id record_id feedback_id comment_id uuid guid @key key \
        number no nr num ref reference response ticket case \
        case_number row submission_id submission respondent respondent_id entry_id message_id post_id tweet_id \
        conversation_id issue_key interaction_id vorgang vorgangsnummer nummer numero lfd_nr \
        laufende_nummer reference_number code folio номер № numer 番号 編號 编号 序号 번호 ลำดับ الرقم \
        nomor so cislo # index record record_number record_no no_reponse n_reponse reponse_id \
        response_no response_number ticket_# ticket_no ticket_nr ticket_number case_no case_id \
        call_id chat_id complaint_id survey_id answer_id entry entry_no submission_number \
        feedback_no feedback_number review_no review_number rezensions_id bewertungs_id \
        meldungs_id anruf_id fall_nr fallnummer belegnummer aktenzeichen identifiant \
        identificador identificativo azonosito* identyfikator* numer_opinii číslo_hodnocení \
        sira_no yorum_no kayit_no クチコミID レビューID 回答ID 回答番号 受付番号 管理番号 整理番号 评论id 评论编号 记录编号 工单号 \
        리뷰번호 접수번호 응답번호 응답id รหัส رقم معرف क्रमांक क्रम_संख्या מספר מזהה αριθμος α/α α_α \
        *nummer *nr protocolo protocollo protokoll* kodu *numarası numarası tracking_no";

    /// Names of when it was said.
    CREATED =
        "created_at submitted_at created date timestamp time datetime posted_at review_date \
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
        التاريخ تاريخ दिनांक तारीख תאריך ημερομηνια *datum *dato *aika *päivä *päivämäärä \
        *zeitpunkt *eingang tarih* fecha* дата* dátum* datum* ημερομηνι* \
        fecha_de_visita fecha_visita date_de_reponse date_reponse date_de_visite date_depot \
        saapunut vastattu jätetty modstaget mottatt mottagen inkommet received_date call_start \
        call_date start call_time chat_date dateofreview date_of_review date_of_feedback \
        date_of_complaint incident_date data_wystawienia data_opinii dodano dodany nadesłano \
        wpłynęło vloženo zadáno kdy beérkezett kelt időpont időbélyeg tanggal* waktu* ngày* \
        作成日時 登録日 登録日時 回答日 回答日時 受付日 受付日時 投稿年月日 記入日 利用日 宿泊日 提交时间 提交時間 点评时间 评论日期 評論時間 留言时间 反馈时间 \
        작성일자 작성일시 작성시간 등록일자 등록일시 응답일 응답시간 접수일 일자 เวลา وقت समय מועד זמן when_created \
        createdate createtime create_time create_date created_time createdon created_on \
        review_time comment_time post_time publish_time publish_date postdate posttime \
        publishedatdate publishedat abgegeben eingereicht erfasst gemeldet aufgenommen \
        eingegangen aperta aperto inserita inserito registrata ricevuta inviata segnalata \
        ouvert reçu déposé soumis envoyé abierto recibido enviado registrado abertura recebido \
        aberto ontvangen ontvangst* ingediend apertura fecha_apertura logged raised";

    /// Words of times that are not those of the words.
    NOT_CREATED =
        "updated update modified changed edited loaded load imported import ingested scraped \
        crawled fetched exported synced extracted closed close resolved resolution solved \
        response reply replied responded first birth born dob birthday due expiry expires \
        expiration last joined registered signup membership purchase purchased ordered delivery \
        delivered shipped end ended geburtsdatum geburtstag naissance nacimiento nascita \
        nascimento geboortedatum рождения urodzenia dogum geandert geschlossen antwort reponse \
        respuesta risposta resposta duration release 生年月日 更新日 更新时间 出生日期 생년월일 수정일 modifydate \
        geboren narozeni narození født född syntymäaika születési γέννησης 生日 答复时间 回复时间 回复日期 返信日 \
        返信日時 답변일 답변일시 response_time answered_by resolution_date closedate closed_on closed_at 入住 \
        入住时间 離店 チェックイン checkin checkout check_in check_out arrival departure anreise abreise";

    /// Names of when it last changed.
    UPDATED =
        "updated_at last_changed modified_at updated modified last_update last_modified edited_at \
        date_updated date_modified geandert_am 更新日 更新时间 modifydate modified_on changed \
        changed_at änderungsdatum zuletzt_geändert date_de_modification fecha_de_modificacion \
        изменено";

    /// Names of what this customer gave.
    RATING =
        "rating stars star_rating score nps csat satisfaction rate grade ces overall_rating \
        overall star review_rating review_score rating_score rating_value user_rating \
        recommended recommend recommendation recommends would_recommend points smiley mood \
        mark ranking rank verdict bewertung sterne note sternebewertung zufriedenheit punkte \
        gesamtbewertung evaluation etoiles satisfaction_client note_globale estrellas \
        puntuacion calificacion valoracion puntos nota voto stelle valutazione punteggio \
        avaliacao estrelas nota_geral pontuacao beoordeling sterren cijfer waardering оценка \
        звезды рейтинг ocena gwiazdki puan yildiz betyg karakter bedommelse arvosana tahdet \
        hodnoceni ertekeles penilaian nilai bintang danh_gia diem 評価 星 点数 評分 评分 星级 打分 得分 평점 별점 \
        점수 คะแนน เรตติ้ง التقييم تقييم रेटिंग דירוג βαθμολογια emoji smile sterne* stern* \
        stjern* stjärn* hvězd* gwiazd* täht* csillag* yıldız* estrel* étoile* stell* звезд* \
        ster sterren* bintang* αστερι* αστέρι* puan* ocen* оценк* оценил* балл* баллы betyg* \
        karakter* vurdering* arvosan* hodnocen* értékel* βαθμολογ* βαθμό* memnuniyet* \
        beğeni_puanı rekomendacja polecam doporučuje doporučuji anbefal* rekommend* suosit* \
        gesamtnote gesamtzufriedenheit zufriedenheit* \
        satisfaction_globale note_sur_5 note_sur_10 satisfacción satisfaccion* soddisfazione \
        satisfação satisfacao* tevredenheid* удовлетворенн* spokojenost elégedettség \
        tyytyväisyys 総合評価 満足度 総合満足度 おすすめ度 评星 总评分 综合评分 满意度 評價分數 만족도 총점 별점수 ดาว ความพึงพอใจ نجوم \
        درجة رضا अंक सितारे ציון כוכבים βαθμός ικανοποίηση điểm số_sao mức_độ_hài_lòng \
        đánh_giá_sao skala ltr likelihood_to_recommend enps rated stars_given star_count \
        numstars smileys happiness u_csat customer_satisfaction overall_satisfaction \
        overallscore overall_score overallrating userscore user_score userrating \
        user_rating_value valuation product_valuation";

    /// Words of numbers that are not what this customer gave.
    NOT_RATING =
        "average avg mean median durchschnitt moyenne promedio media sentiment polarity \
        subjectivity recaptcha captcha spam confidence probability prob toxicity compound \
        vader textblob price cost votes vote upvotes downvotes likes helpful helpfulness count \
        num total comments replies retweets shares views length words quality lead risk max \
        min scale readability similarity relevance karma id schulnote schulnoten metascore";

    /// Words of a rating that the writer gave, beside one of the product's.
    OWN =
        "customer user reviewer passenger guest your my own personal member client patient \
        student individual kunden kunde cliente usuario";

    /// Names of a headline.
    TITLE =
        "title subject headline summary review_title heading topic titel betreff uberschrift \
        titre sujet objet titulo asunto titolo oggetto assunto onderwerp заголовок тема tytul \
        temat baslik konu rubrik amne otsikko nazev targy judul tieu_de タイトル 件名 题目 标题 標題 主题 제목 \
        หัวข้อ العنوان शीर्षक כותרת short_description kurzbeschreibung quote review_headline \
        reviewtitle titletext reviewsummary tiêu_đề заголовок* předmět tytuł* τίτλος 口コミタイトル \
        クチコミタイトル レビュータイトル 表題 见出し 見出し 评论标题 评价标题 리뷰제목 หัวเรื่อง عنوان eén_zin in_één_zin \
        issue_summary kurztext stichwort";

    /// Names of what customers wrote.
    TEXT =
        "text review body comment comments content feedback message description review_text \
        review_body review_content verbatim answer narrative opinion complaint remark remarks \
        full_text customer_review customer_feedback customer_message customer_comment \
        customer_comments ticket_description review_comment user_review reviews testimonial \
        suggestion suggestions notes msg post tweet utterance transcript response reason \
        experience responses answers note_text issue_description case_description body_text \
        plain_text self_text selftext message_body inquiry request kommentar text_der_bewertung \
        rezension rezensionstext bewertungstext nachricht beschreibung meinung anmerkung \
        anmerkungen ruckmeldung freitext inhalt beschwerde bemerkung avis commentaire \
        commentaires texte contenu remarque remarques reclamation temoignage opiniones \
        comentario comentarios resena texto mensaje queja contenido descripcion observaciones \
        sugerencias recensione recensioni commento commenti testo messaggio opinione descrizione \
        avaliacao_texto reclamacao mensagem conteudo descricao opiniao observacoes \
        beoordelingstekst opmerking opmerkingen reactie tekst bericht recensie toelichting отзыв \
        отзывы комментарий текст сообщение мнение описание текст_отзыва komentarz opinia tresc \
        recenzja wiadomosc yorum yorumlar gorus mesaj aciklama kommentarer omdome recension \
        kommentti palaute teksti arvostelu komentar recenze zprava velemeny megjegyzes szoveg \
        ulasan isi pesan nhan_xet noi_dung binh_luan 口コミ レビュー コメント 感想 内容 本文 意見 ご意見 自由記述 评论 评价 \
        评论内容 评价内容 留言 反馈 意见 正文 評論 評價 리뷰 후기 내용 댓글 의견 코멘트 รีวิว ความคิดเห็น ข้อความ ข้อเสนอแนะ \
        المراجعة التعليق تعليق النص الرأي समीक्षा टिप्पणी ביקורת תגובה σχολιο κριτικη reviewtext \
        reviewbody commenttext bodytext feedback_text review_comment_message partial_entry \
        review_message commentaire_client commentaire_libre verbatim_client champ_libre \
        comentario_cliente comentario_del_cliente opinión* opinion_del_cliente comentario* \
        reseña* valoración_texto testo_recensione testo* commento* recension* opis* treść* \
        tresc* opini* komentarz* recenzj* отзыв* комментари* сообщени* текст* мнени* жалоб* \
        обращени* yorum* görüş* şikayet* geri_bildirim müşteri_yorumu omdöme* kommentar* \
        tilbakemelding* anmeldelse* anmälan palaut* kommentt* avoin_palaute avoin_vastaus \
        recenz* komentář* hodnocení_text vélemény* megjegyzés* ulasan* komentar* masukan keluhan \
        saran kritik_dan_saran nhận_xét* nội_dung* bình_luận* phản_hồi ý_kiến góp_ý σχόλι* \
        κριτικ* γνώμη* παράπον* 口コミ内容 クチコミ本文 投稿内容 自由回答 自由意見 お客様の声 ご要望 コメント欄 问题描述 用户评论 用户反馈 点评内容 \
        点评 意见反馈 建议 吐槽 評論內容 留言內容 리뷰내용 리뷰_내용 불만사항 건의사항 고객의견 문의내용 상담내용 ข้อความรีวิว เนื้อหา คำติชม \
        مراجعة رأي شكوى ملاحظات نص प्रतिक्रिया राय शिकायत सुझाव תוכן_הביקורת חוות_דעת משוב הערה \
        הערות תלונה *kommentar *meinung *rückmeldung *freitext *feedback anliegen kundenstimme \
        kundenmeinung eindruck visitor_message customer_notes client_note guest_comment \
        guest_comments client_comment user_comment user_feedback user_message free_text \
        free_text_response open_text open_feedback open_response openfeedback open_ended \
        voice_of_customer voc voc_comment issue_details details problem problem_description \
        issue complaint_text complaint_details toelichting* klacht opmerking* beoordeling* \
        mening";

    /// Words of texts that others wrote, or that programs made of the customer's.
    NOT_TEXT =
        "reply replies replied response responses agent support owner developer dev resolution \
        internal private clean cleaned cleantext token tokens tokenize tokenized tokenised lemma \
        lemmas lemmatized stem stemmed stemming processed preprocessed normalized stopword \
        stopwords seller vendor company merchant admin operator staff host manager management \
        business brand translated translation antwort intern interne interna reponse \
        proprietaire respuesta interno empresa risposta proprietario resposta antwoord ответ \
        odpowiedz cevap yanit svar vastaus odpoved balasan tanggapan 返信 返答 回复 商家回复 回覆 답변 답글 الرد \
        metadata meta json tags url link signature address street bot system solution greeting \
        disclaimer lowercase bigrams ngrams keywords entities loesung losung user_agent log \
        stacktrace trace mgr management_response operator_message agent_notes gesprächsnotiz \
        bearbeiter sachbearbeiter yanıt* cevab* ответ* odpowied* odpověd* svar* vastaus* \
        απάντηση* απάντησ* πωλητή válasz* תגובת_העסק jawaban_penjual balas* trả_lời phản_hồi_của \
        ตอบกลับ رد جواب उत्तर 施設からの返信 施設からの返答 宿からの返信 回答者コメント 酒店回复 官方回复 掌柜回复 客服 판매자답변 사장님 관리자 \
        firma_cevabı satıcı_yanıtı reactie_winkel winkel butik butikk proprietário \
        vendedor mesero close_notes work_notes";

    /// Names of a language.
    LANG =
        "lang language locale lang_code language_code sprache langue idioma lingua taal язык 言語 \
        语言 언어";

    /// People who say things; with `_id`, `_name` and the like behind them they are authors too.
    PEOPLE =
        "customer user author reviewer requester client respondent member guest patient \
        participant buyer shopper commenter contact submitter reporter sender caller \
        subscriber student visitor passenger traveller traveler poster person profile account \
        device writer steam kunde kundin nutzer benutzer autor verfasser teilnehmer absender \
        auteur utilisateur pseudo membre usuario cliente miembro remitente utente autore \
        membro gebruiker klant автор пользователь клиент покупатель uzytkownik klient \
        kullanici yazar musteri anvandare kund forfattare bruger bruker kayttaja asiakas \
        uzivatel felhasznalo ugyfel pengguna penulis pelanggan nguoi_dung khach_hang 投稿者 ユーザー \
        ユーザ お客様 会員 用户 用戶 作者 评论者 客户 会员 买家 작성자 사용자 고객 회원 ผู้เขียน ผู้ใช้ ลูกค้า المستخدم الكاتب \
        العميل उपयोगकर्ता लेखक משתמש πελατης employee rater patron diner attendee learner \
        complainant consumer recommender rezensent bewerter käufer besteller anrufer melder \
        einsender befragter mieter versicherter fahrgast gäste kunden* nutzer* benutzer* \
        acheteur expéditeur répondant voyageur pasajero comprador huésped encuestado opinante \
        alumno paciente acquirente ospite recensore avaliador hóspede respondente passageiro \
        aluno koper deelnemer invuller reiziger покупател* клиент* пользовател* заказчик* \
        отправител* респондент* автор* гост* участник* użytkownik* klient* kupując* autor* \
        autora recenzent* müşteri* kullanıcı* üye* yazar* alıcı* misafir* kund* kjøper køber \
        bruger* bruker* användar* förfat* gjest gæst gäst vastaaj* asiakas* asiakka* käyttäj* \
        kirjoittaj* zákazn* uživatel* kupující vásárló* felhasználó* ügyfél* ügyfel* szerző* \
        vendég* pembeli* pelanggan* pengguna* penulis* khách_hàng* người_dùng* người_mua* \
        người_đánh_giá* χρήστη* πελάτη* συγγραφέα* αγοραστή* 顧客 購入者 回答者 利用者 宿泊者 レビュアー 评论人 客戶 \
        買家 顾客 網友 网友 旅客 住客 点评人 구매자 리뷰어 이용자 응답자 투숙객 ผู้รีวิว ผู้ซื้อ สมาชิก ผู้ตอบ مستخدم كاتب \
        عميل زبون مشتري نزيل ग्राहक खरीदार לקוח כותב קונה אורח מגיב consumidor consumidora \
        consommateur consumatore consument verbraucher complainer";

    /// Names of authors that are no people's word alone.
    NAMES =
        "requested_by submitted_by reported_by created_by written_by posted_by raised_by \
        eingereicht_von gemeldet_von verfasst_von soumis_par auteur_de enviado_por inviato_da \
        uid email e_mail email_address mail nick nickname username screen_name display_name \
        full_name name your_name from steamid name_of_customer by vorname_nachname nombre \
        nombre_completo nom nome naam имя imie imie_i_nazwisko isim ad_soyad yazan namn nimi jmeno \
        nama ten 名前 お名前 氏名 ニックネーム 姓名 昵称 用户名 이름 닉네임 ชื่อ الاسم नाम שם login login_id loginid \
        userid user_id username* correo correo_electrónico correo_electronico adresse_e_mail \
        adresse_mail adresse_email email_adresse e_mail_adresse mail_adresse posta_elettronica \
        indirizzo_email endereço_de_email endereco_de_e_mail e_mail_adres emailadres эл_почта \
        электронная_почта почта e_posta eposta sähköposti メールアドレス 邮箱 電子郵件 이메일 อีเมล \
        البريد_الإلكتروني ईमेल אימייל pseudonyme alias apodo soprannome apelido bijnaam \
        přezdívka přezdivka becenév nimimerkki nimimerkit ad_soyadı adı_soyadı ismi \
        nome_completo nome_e_cognome cognome apellidos apellido imię_nazwisko jméno_a_příjmení \
        teljes_név ονοματεπώνυμο họ_và_tên họ_tên nama_lengkap 暱稱 网名 用户名称 ハンドルネーム ペンネーム 별명 성명 \
        아이디 ชื่อผู้ใช้ ชื่อผู้รีวิว اسم_المستخدم اسم_العميل शुभ_नाम caller_id caller \
        nom_prénom prénom_nom nom_et_prénom prénom_et_nom vor_und_nachname name_vorname \
        first_and_last_name name_surname nombre_y_apellidos nombre_y_apellido nombre_apellido \
        cognome_nome nome_cognome voornaam_achternaam фио isim_soyisim namn_efternamn имя_фамилия \
        opened_by_caller member_info distinct_id anonymous_id owner_username";

    /// Things that have names and write nothing.
    THINGS =
        "product app application bank hotel restaurant company shop store brand item course book \
        movie film game airline city country location place branch file event property doctor \
        teacher school package model agent owner developer support staff merchant seller \
        business produkt produit producto prodotto produto channel campaign service department \
        team queue category parent group listing district region area hall room vendor division \
        class form survey sheet list file_name filename feature topic tag tags drug airport \
        route";

    /// Names of what it is about.
    PRODUCT =
        "product product_name product_id product_title sku asin item app app_name hotel \
        hotel_name restaurant restaurant_name airline airline_name bank bank_name store_name \
        shop_name company_name model item_name course course_name game game_name \
        place_name property_name business_name app_id package_name produkt produktname artikel \
        produit producto prodotto produto товар продукт produkt_nazwa urun tuote vyrobek termek \
        produk san_pham 商品 商品名 製品 产品 商品名称 제품 상품 สินค้า المنتج उत्पाद מוצר προιον property \
        property_id listing listing_id drug drug_name drugname medicine medication place \
        place_id gmap_id brand firm film movie book movie_title book_title course_id course_code \
        ristorante albergo restaurante hôtel restauracja lokal ресторан отель гостиница магазин \
        tienda negozio magasin établissement boutique sklep mağaza restoran nhà_hàng khách_sạn \
        hotel_id restaurant_id store_id product_handle product_code item_no item_number \
        article_no article artículo articolo artikel* artikelnummer produkt* produit* produto* \
        producto* prodott* товар* артикул* ürün* üründe otel otel_adı tuote* výrobek* termék* \
        sản_phẩm* tên_sản_phẩm nama_produk αντικείμεν* προϊόν* ξενοδοχείο 施設 施設名 施設ID ホテル名 宿名 \
        商品コード 商品番号 酒店 酒店名 酒店名称 店铺 店名 景点 景点名称 餐厅 商品id 商品编号 商品標題 상품명 제품명 호텔명 업체명 숙소명 โรงแรม \
        ชื่อสินค้า منتج فندق मद होटल מלון שם_המוצר שם_המלון";

    /// Names of what a customer is worth.
    VALUE =
        "annual_revenue revenue arr mrr ltv contract_value lifetime_value";

    /// Names of a question, where rows hold one answer each.
    QUESTION =
        "question question_text question_title prompt item_text frage fragetext question_posee \
        pregunta domanda pergunta vraag вопрос pytanie soru 質問 设问 問題 问题 질문 คำถาม pertanyaan \
        question_label question_name question_asked frage* питання vraag* spørgsmål fråga \
        kysymys otázka kérdés ερώτηση שאלה سؤال प्रश्न câu_hỏi 設問 設問文 问题内容 题目 항목 문항 questão \
        questao quesito";

    /// Names of how many people stand behind a post.
    VOTES =
        "votes vote_count votes_count number_of_votes num_votes total_votes supporters \
        supporter_count supporters_count voters voter_count stimmen anzahl_stimmen votos \
        numero_de_votos voti numero_di_voti voix nombre_de_votes nombre_de_voix stemmen \
        aantal_stemmen głosy liczba_głosów голоса голосов oylar oy_sayısı röster äänet hlasy \
        投票数 票数 票數 득표수 suara phiếu_bầu";

    /// Names of the channel, where a file mixes them.
    KIND = "kind type feedback_type record_type feedback_kind source_type channel_type";

    /// What stands beside a person or a thing where its name or number is meant.
    MARKS =
        "id name key email mail hash number no nr num # handle ref nickname nick display login \
        username uid steamid code info nombre nome nom naam namn navn nimi nimimerkki jméno \
        név neve nazwa imię adı ad isim имя имени ник название почта nummer numero número \
        numer číslo szám nama kode mã tên số όνομα κωδικός kennung kürzel 名 名前 名称 氏名 番号 コード 昵称 \
        暱稱 姓名 名字 编号 編號 이름 명 번호 아이디 닉네임 ชื่อ รหัส اسم رقم معرف नाम क्रमांक שם מספר cod código \
        codigo codice kod kodu numarası";

    /// What names of ids begin with, where the head stands first.
    MARKS_OF_IDS =
        "id n no num numero número numer nummer nr код номер číslo mã رقم معرف מספר αριθμός";

    /// People who are at work.
    STAFF =
        "agent staff support operator assignee assigned owner admin moderator mitarbeiter bearbeiter \
        sachbearbeiter berater agente asesor operador operatore conseiller mesero vendedor vendeur \
        vendor seller manager technician доктор оператор менеджер продавц* продавец satıcı* \
        temsilci* 担当者 客服 商家 담당자 판매자 พนักงาน موظف נציג";

    /// Words of ids that number answers, though a person stands beside them.
    ANSWERS = "response respondent answer review feedback réponse antwort respuesta risposta";

    /// Words by which a question asks for a recommendation.
    RECOMMEND =
        "nps enps ltr recommend recommending promoter weiterempfehlen empfehlen weiterempfehlung \
        recommanderiez recommander recommandation recomendar recomendaria recomendarias recomiend* \
        raccomander* consiglieresti consiglier* raccomandare recomendari* recomend* aanbevel* aanraden \
        порекоменд* рекоменд* polecisz polecił* polecilbys polecen* oneri tavsiye* öner* rekommendera* \
        anbefal* suosittel* doporuč* ajánl* συστήσ* συνιστ* 勧め 推荐 推薦 추천 แนะนำ توصي सिफारिश \
        להמליץ תמליץ giới_thiệu merekomendasikan rekomendasi*";

    /// Words by which a question asks for a mark.
    ASKED =
        "rate rating satisfied satisfaction zufrieden bewerten satisfait satisfecho satisfecha \
        satisfech* calificaria calificarí* calific* valora valorarí* soddisfatto soddisf* valuti \
        satisfeito avalia avaliari* tevreden beoordeelt beoordel* довольны удовлетвор* оцените \
        zadowolon* ocenisz oceń oceni* memnun* değerlendir* nojd nöjd tilfreds fornøyd tyytyvai* \
        spokojen* elégedett ικανοποιημέν* 満足 满意 滿意 만족 พอใจ راض संतुष्ट מרוצה hài_lòng puas \
        easy effort";

    /// What has numbers of its own that are not the record's.
    NOT_RECORD =
        "order device session account user customer client author reviewer product parent \
        thread app item asin sku store shop hotel business company member patient guest buyer \
        invoice booking bestellung bestellnummer kunde kunden kundennummer phone zip postal \
        postcode plz installation visitor steam profile email contact agent seller place \
        restaurant game movie book course usuario cliente pedido utente ordine commande \
        employee student person group channel listing property order* bestell* commande* \
        zamówieni* zamowieni* заказ* objednáv* rendelés* sipariş* ordre* tilaus* pesanan* \
        đơn_hàng 注文 注文番号 订单 訂單 订单号 주문 주문번호 คำสั่งซื้อ طلب הזמנה telefon* telefoon* zimmer* \
        kamer* hausnummer serien* artikel* rechnung* vertrag* ordernr kundennr klant*";

    /// What was good, as columns call it. A pair shares the rest of its name.
    GOOD =
        "pros pro positive liked likes like advantages good best strengths vorteile positiv \
        positives plus ventajas positivo vantagens pregi avantages forts достоинства плюсы \
        kelebihan voordelen pluspunten zalety 良い点 良かった点 优点 장점 fordele fordelar artilar klady \
        výhody výhoda előnyök előny plusy pozytywy pozytywne positivt posit* zadowolenie \
        mocne_strony πλεονεκτήματα θετικά יתרונות مزايا إيجابيات ข้อดี ưu_điểm अच्छाई \
        良かった 満足点 優點 好处";

    /// What was not.
    BAD =
        "cons con contra negative disliked dislikes dislike disadvantages bad worst weaknesses \
        nachteile negativ negatives minus desventajas negativo desvantagens difetti \
        inconvenients faibles недостатки минусы kekurangan nadelen minpunten wady 悪い点 悪かった点 缺点 \
        단점 ulemper nackdelar eksiler zápory nevýhody nevýhoda hátrányok hátrány minusy \
        negatywy negatywne negativt negat* słabe_strony μειονεκτήματα αρνητικά חסרונות عيوب \
        سلبيات ข้อเสีย nhược_điểm बुराई 悪かった 不満点 缺點 坏处";

    /// Words that questions and requests begin with.
    ASKING =
        "what how why which please tell describe anything any is do does did would could can \
        where when was wie warum welche bitte gibt haben que como por cual quel quelle quelles \
        comment pourquoi avez cosa come perche quale o qual wat hoe waarom что как почему co \
        jak dlaczego ne neden nasil vad hvad hva mita miten gdzie który která který jaké miért \
        hogyan mit τι πώς γιατί מה איך למה ماذا كيف لماذا ما क्या कैसे क्यों อะไร ทำไม apa \
        bagaimana mengapa gì vì_sao hvor hvordan hvorfor hur varför kuinka millainen 改善 ください \
        教えて 理由 ご意見 ご要望 要望 建议 意见 原因 为什么 什么 哪些 이유 개선 의견 적어주세요 무엇 ปรับปรุง ข้อเสนอแนะ เพราะ";
}
