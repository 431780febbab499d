//! Sheets as strangers have them, by what their columns are called: stores, hotels, shops, help desks,
//! call centres, surveys and forums in many languages. `init` must know text, rating, date, author, id,
//! product and segments without a word from anybody. All of it is invented.

use std::fs;
use std::process::Command;

/// Rows of each sheet.
const ROWS: usize = 12;

/// Four sentences of each language, made twelve by a number.
const SAID: [(&str, [&str; 4]); 20] = [
    (
        "en",
        [
            "The shower drain was blocked and the water came up to our ankles",
            "Staff at the desk were friendly but the queue took forty minutes",
            "My parcel arrived with a broken lid and nobody answers the phone",
            "The new update drains the battery within three hours",
        ],
    ),
    (
        "de",
        [
            "Die Dusche war verstopft und das Wasser stand bis zum Knöchel",
            "Das Personal war freundlich, aber die Schlange viel zu lang",
            "Mein Paket kam mit gebrochenem Deckel an",
            "Nach dem Update ist der Akku in drei Stunden leer",
        ],
    ),
    (
        "fr",
        [
            "La douche était bouchée et l'eau montait jusqu'aux chevilles",
            "Personnel aimable mais la file d'attente était interminable",
            "Mon colis est arrivé avec un couvercle cassé",
            "La mise à jour vide la batterie en trois heures",
        ],
    ),
    (
        "es",
        [
            "La ducha estaba atascada y el agua llegaba a los tobillos",
            "El personal amable pero la cola era interminable",
            "Mi paquete llegó con la tapa rota y nadie contesta",
            "La actualización agota la batería en tres horas",
        ],
    ),
    (
        "it",
        [
            "La doccia era otturata e l'acqua arrivava alle caviglie",
            "Personale gentile ma la coda era infinita",
            "Il pacco è arrivato con il coperchio rotto",
            "L'aggiornamento scarica la batteria in tre ore",
        ],
    ),
    (
        "pt",
        [
            "O chuveiro estava entupido e a água subia até os tornozelos",
            "Equipe simpática mas a fila demorou uma hora",
            "Meu pacote chegou com a tampa quebrada",
            "A atualização acaba com a bateria em três horas",
        ],
    ),
    (
        "nl",
        [
            "De douche was verstopt en het water kwam tot de enkels",
            "Personeel vriendelijk maar de rij duurde veertig minuten",
            "Mijn pakket kwam met een kapot deksel aan",
            "Na de update is de batterij in drie uur leeg",
        ],
    ),
    (
        "sv",
        [
            "Duschen var igensatt och vattnet gick upp till anklarna",
            "Personalen var trevlig men kön tog fyrtio minuter",
            "Paketet kom med trasigt lock",
            "Efter uppdateringen tar batteriet slut på tre timmar",
        ],
    ),
    (
        "da",
        [
            "Afløbet i bruseren var stoppet, og vandet gik til anklerne",
            "Personalet var venligt, men køen tog fyrre minutter",
            "Pakken kom med ødelagt låg",
            "Efter opdateringen er batteriet tomt på tre timer",
        ],
    ),
    (
        "fi",
        [
            "Suihkun viemäri oli tukossa ja vesi nousi nilkkoihin",
            "Henkilökunta ystävällistä mutta jono kesti neljäkymmentä minuuttia",
            "Paketti saapui kansi rikki",
            "Päivityksen jälkeen akku loppuu kolmessa tunnissa",
        ],
    ),
    (
        "pl",
        [
            "Odpływ prysznica był zatkany, woda sięgała kostek",
            "Obsługa miła, ale kolejka trwała czterdzieści minut",
            "Paczka przyszła z pękniętą pokrywką",
            "Po aktualizacji bateria starcza na trzy godziny",
        ],
    ),
    (
        "cs",
        [
            "Odtok sprchy byl ucpaný a voda sahala po kotníky",
            "Personál milý, ale fronta trvala čtyřicet minut",
            "Balík přišel s rozbitým víkem",
            "Po aktualizaci vydrží baterie tři hodiny",
        ],
    ),
    (
        "hu",
        [
            "A zuhany lefolyója eldugult, bokáig ért a víz",
            "A személyzet kedves, de negyven percet álltunk sorban",
            "A csomag törött fedéllel érkezett",
            "A frissítés óta három óra alatt lemerül",
        ],
    ),
    (
        "ru",
        [
            "Душ был забит, вода поднималась до щиколоток",
            "Персонал вежливый, но очередь стояла сорок минут",
            "Посылка пришла с разбитой крышкой",
            "После обновления батарея садится за три часа",
        ],
    ),
    (
        "tr",
        [
            "Duş gideri tıkalıydı, su ayak bileğimize kadar geldi",
            "Personel güler yüzlüydü ama kuyruk kırk dakika sürdü",
            "Kargom kapağı kırık geldi, kimse telefona bakmıyor",
            "Güncellemeden sonra pil üç saatte bitiyor",
        ],
    ),
    (
        "ja",
        [
            "シャワーの排水が詰まっていて足首まで水が溜まりました",
            "スタッフは親切でしたが受付に四十分も並びました",
            "荷物の蓋が割れて届きました",
            "更新してから電池が三時間で切れます",
        ],
    ),
    (
        "zh",
        [
            "淋浴下水堵了水漫到脚踝非常不舒服",
            "前台服务态度很好就是排队排了四十分钟",
            "收到的包裹盖子碎了客服电话打不通",
            "更新以后电池三个小时就没电了",
        ],
    ),
    (
        "ko",
        [
            "샤워실 배수가 막혀서 물이 발목까지 차올랐어요",
            "직원은 친절했지만 줄을 사십 분이나 섰습니다",
            "택배 뚜껑이 깨진 채로 도착했어요",
            "업데이트 후 배터리가 세 시간 만에 닳아요",
        ],
    ),
    (
        "th",
        [
            "ท่อระบายน้ำห้องอาบน้ำตันน้ำท่วมถึงข้อเท้า",
            "พนักงานสุภาพแต่ต้องรอคิวสี่สิบนาที",
            "พัสดุมาถึงฝาแตกโทรไปไม่มีใครรับ",
            "อัปเดตแล้วแบตหมดภายในสามชั่วโมง",
        ],
    ),
    (
        "ar",
        [
            "كان تصريف الدش مسدودا والماء وصل إلى الكاحل",
            "الموظفون لطفاء لكن الانتظار كان طويلا جدا",
            "وصل الطرد والغطاء مكسور ولا أحد يرد",
            "التحديث الجديد يستهلك البطارية في ثلاث ساعات",
        ],
    ),
];

/// What somebody at work answers.
const ANSWER: &str =
    "Thank you for your message, we are looking into it and will come back to you soon";

/// The language of the sentences, header, row, and what must be found. In a row `@t` is a sentence,
/// `@u` another, `@r` what others answered, `@n` a person, `@s` 1 to 5, `@d` a day of May 2026 in two
/// digits, `#` the row's number, `@x` one of two words, `@h` a number drawn once. In what must be found `~` is a blank, `+` a segment and `-` none.
const SHEETS: &[(&str, &str, &str, &str)] = &[
    // Stores and scrapes.
    (
        "en",
        "app_id,app_name,review_text,review_score,review_votes",
        "10,Marble Run,@t,@v,1",
        "text=review_text rating=review_score product=app_name author=- id=-",
    ),
    (
        "en",
        "country,version,reviewer,stars,headline,body,posted",
        "@x,3.1.#,@n,@s,Line #,@t,\"May @d, 2026\"",
        "text=body title=headline rating=stars author=reviewer created_at=posted +country",
    ),
    (
        "en",
        "recommendationid,language,review,timestamp_created,voted_up_,author.steamid,author.playtime",
        "@h,english,@t,17797968@d,True,7656@h,#.5",
        "text=review author=author.steamid created_at=timestamp_created",
    ),
    (
        "en",
        "Review ID,App name,Version,Rating,Review time,Comment,Developer reply,Reply time",
        "R@h,Paymate,11.@v2,@s,2026/05/@d 10:00:07,@t,@r,2026/06/@d 10:00:07",
        "text=Comment id=Review~ID rating=Rating product=App~name created_at=Review~time author=-",
    ),
    // Hotels, restaurants, airlines.
    (
        "en",
        "listing_id,id,date,reviewer_id,reviewer_name,comments",
        "28@v2,@h,2026-05-@d,5@h,@n,@t",
        "text=comments id=id author=reviewer_id created_at=date product=listing_id rating=-",
    ),
    (
        "en",
        "hotel,quote,partial_entry,rating_date,member_info,mgr_response",
        "Casa Sol,\"“Title #”\",@t,\"Reviewed May @d, 2026\",@n,@r",
        "text=partial_entry title=quote created_at=rating_date author=member_info product=hotel",
    ),
    (
        "en",
        "Airline Name,Overall_Rating,Review_Title,Review Date,Review,Type Of Traveller,Date Flown,Recommended",
        "Aero,@s,\"title #\",@dth May 2026,@t,@x,Nov-25,yes",
        "text=Review title=Review_Title rating=Overall_Rating product=Airline~Name created_at=Review~Date +Type~Of~Traveller",
    ),
    (
        "en",
        "reviewId,propertyId,submissionDateTime,reviewerName,overallScore,bodyText,brand,managementResponse",
        "@h,P@v2,2026-05-@dT08:00:00Z,@n,@s,@t,@x,@r",
        "text=bodyText id=reviewId rating=overallScore author=reviewerName product=propertyId created_at=submissionDateTime +brand",
    ),
    (
        "en",
        "Restaurant,Reviewer,Review,Rating,Metadata,Time",
        "Corner,@n,@t,@s,\"1 Review , 2 Followers\",5/@d/2026 15:54",
        "text=Review rating=Rating author=Reviewer created_at=Time",
    ),
    (
        "zh",
        "酒店名称,用户昵称,评分,房型,点评时间,点评内容,酒店回复",
        "如家@v2,用户#,@s,@x,2026-05-@d,@t,尊敬的宾客您好感谢您的点评我们会继续努力提升服务质量",
        "text=点评内容 rating=评分 author=用户昵称 created_at=点评时间 product=酒店名称 +房型",
    ),
    (
        "ja",
        "施設ID,投稿日時,総合評価,立地,レビュータイトル,レビュー本文,宿泊目的,ユーザーID,施設からの返信",
        "H@v2,2026/05/@d 10:00,@s,@s,題名#,@t,@x,user#,この度はご宿泊いただき誠にありがとうございました",
        "text=レビュー本文 title=レビュータイトル rating=総合評価 author=ユーザーID created_at=投稿日時 product=施設ID +宿泊目的",
    ),
    (
        "ar",
        "رقم,اسم الفندق,تقييم,نوع الغرفة,المراجعة,تاريخ المراجعة",
        "@h,فندق النور @v2,@s,@x,@t,2026-05-@d",
        "text=المراجعة rating=تقييم product=اسم~الفندق created_at=تاريخ~المراجعة +نوع~الغرفة",
    ),
    // Shops.
    (
        "en",
        ",Clothing ID,Age,Title,Review Text,Rating,Recommended IND,Positive Feedback Count,Division Name",
        "#,76@v2,3@v2,Title #,@t,@s,1,#,@x",
        "text=Review~Text title=Title rating=Rating author=- +Division~Name -Positive~Feedback~Count",
    ),
    (
        "en",
        "ASIN,Profile Name,Review Title,Review Stars,Review Date,Review Body,Helpful,Product Rating",
        "B0@v2,@n,Title #,@s.0 out of 5 stars,Reviewed in India on @d May 2026,@t,# people found this helpful,4.3 out of 5",
        "text=Review~Body title=Review~Title rating=Review~Stars author=Profile~Name created_at=Review~Date product=ASIN id=-",
    ),
    (
        "en",
        "Product_name,Product_price,Rate,Review,Summary,Sentiment",
        "Cooler @v2,3999,@s,super!,@t,positive",
        "text=Summary rating=Rate product=Product_name -Product_price",
    ),
    (
        "pt",
        "review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,review_answer_timestamp",
        "a@h,b@h,@s,,@t,2026-05-@d 00:00:00,2026-06-@d 10:00:00",
        "text=review_comment_message rating=review_score id=review_id created_at=review_creation_date author=-",
    ),
    (
        "ru",
        "Артикул;Дата отзыва;Имя покупателя;Оценка;Текст отзыва;Ответ продавца",
        "112@v2;@d.05.2026 10:00;@n;@s;@t;Здравствуйте! Спасибо за ваш отзыв, будем рады видеть вас снова",
        "text=Текст~отзыва rating=Оценка author=Имя~покупателя created_at=Дата~отзыва product=Артикул",
    ),
    (
        "ko",
        "번호,상품명,별점,작성자,작성일자,리뷰내용,옵션",
        "@h,전기포트@v2,@s,abc#,26.05.@d.,@t,@x",
        "text=리뷰내용 rating=별점 author=작성자 created_at=작성일자 product=상품명 +옵션",
    ),
    (
        "pl",
        "Id opinii;Autor;Liczba gwiazdek;Data wystawienia;Treść opinii;Przydatna",
        "@h;@n;@s/5;2026-05-@d 10:00:00;@t;#",
        "text=Treść~opinii rating=Liczba~gwiazdek author=Autor id=Id~opinii created_at=Data~wystawienia",
    ),
    (
        "nl",
        "Datum;Naam;Woonplaats;Cijfer;Toelichting;Reactie winkel",
        "@d-05-2026;@n;Utrecht;@s,0;@t;Bedankt voor uw beoordeling, wij nemen contact met u op over de bestelling",
        "text=Toelichting rating=Cijfer author=Naam created_at=Datum",
    ),
    (
        "it",
        "Data inserimento;Cliente;Prodotto;Voto;Titolo recensione;Testo recensione",
        "@d/05/2026;@n;Lampada @v2;@s stelle;Titolo #;@t",
        "text=Testo~recensione title=Titolo~recensione rating=Voto author=Cliente product=Prodotto created_at=Data~inserimento",
    ),
    (
        "tr",
        "Yorum No;Müşteri Adı;Şube;Puanı (1-5);Yorum Metni;Yorum Tarihi;Firma Cevabı",
        "@h;@n;@x;@s;@t;@d.05.2026 10:00;Değerli müşterimiz, geri bildiriminiz için teşekkür ederiz",
        "text=Yorum~Metni rating=Puanı~(1-5) author=Müşteri~Adı id=Yorum~No created_at=Yorum~Tarihi +Şube",
    ),
    (
        "sv",
        "Ordernummer;Kundnamn;Betyg;Omdöme;Datum för omdöme;Butik",
        "5@h;@n;@s;@t;2026-05-@d;@x",
        "text=Omdöme rating=Betyg author=Kundnamn created_at=Datum~för~omdöme +Butik",
    ),
    (
        "th",
        "ร้าน,ผู้รีวิว,คะแนน,วันที่รีวิว,ข้อความรีวิว",
        "ร้านส้มตำ,@n,@s,@d/05/2569,@t",
        "text=ข้อความรีวิว rating=คะแนน author=ผู้รีวิว created_at=วันที่รีวิว",
    ),
    (
        "fi",
        "Vastausaika;Asiakas;Arvosana;Avoin palaute;Toimipiste",
        "@d.5.2026 klo 10.15;@n;@s;@t;@x",
        "text=Avoin~palaute rating=Arvosana author=Asiakas created_at=Vastausaika +Toimipiste",
    ),
    (
        "cs",
        "Datum vložení;Zákazník;Počet hvězdiček;Text recenze",
        "@d. 5. 2026;@n;@s;@t",
        "text=Text~recenze rating=Počet~hvězdiček author=Zákazník created_at=Datum~vložení",
    ),
    (
        "hu",
        "Azonosító;Dátum;Vásárló neve;Értékelés;Vélemény szövege;Termék",
        "@h;2026. 05. @d.;@n;@s;@t;Lámpa @v2",
        "text=Vélemény~szövege rating=Értékelés author=Vásárló~neve id=Azonosító product=Termék created_at=Dátum",
    ),
    (
        "da",
        "Dato;Kundenavn;Antal stjerner;Anmeldelse;Svar fra butik",
        "@d-05-2026;@n;@s;@t;Tak for din anmeldelse, vi vender tilbage hurtigst muligt",
        "text=Anmeldelse rating=Antal~stjerner author=Kundenavn created_at=Dato",
    ),
    (
        "fr",
        "ID de l'avis;Date de publication;Note;Avis;Réponse du site;Code produit",
        "AV@h;@d/05/2026;@s/5;@t;Bonjour, nous vous remercions pour votre retour et restons à votre disposition;P@v2",
        "text=Avis rating=Note id=ID~de~l'avis product=Code~produit created_at=Date~de~publication",
    ),
    // Help desks and call centres.
    (
        "en",
        "number,caller_id,opened_at,short_description,description,priority,assigned_to,close_notes,resolved_at",
        "INC@h,@n,@d/05/2026 10:00:00,Short #,@t,@x,Agent X,@r,@d/06/2026 10:00:00",
        "text=description title=short_description id=number author=caller_id created_at=opened_at +priority",
    ),
    (
        "en",
        "Ticket #,Subject,Description,Latest agent comment,Requester,Assignee,Group,Requested,Updated",
        "4@h,Problem #,@t,@r,@n,Agent 1,@x,2026-05-@d 10:00,2026-06-@d 10:00",
        "text=Description title=Subject id=Ticket~# author=Requester created_at=Requested +Group",
    ),
    (
        "de",
        "Anruf-ID;Agent;Beginn;Dauer (s);Warteschlange;Kundennr.;Anliegen;Gesprächsnotiz Agent;Zufriedenheit",
        "C-@h;Agent 1;@d.05.2026 10:00;12#;@x;K80#;@t;Kunde beruhigt, Ticket angelegt und an die Fachabteilung weitergeleitet;@s",
        "text=Anliegen id=Anruf-ID author=Kundennr. rating=Zufriedenheit created_at=Beginn +Warteschlange",
    ),
    (
        "nl",
        "Klachtnummer;Ontvangstdatum;Kanaal;Omschrijving klacht;Klantnummer;Oplossing",
        "KL@h;@d-05-2026;@x;@t;5#;Wij hebben de klant gebeld en excuses aangeboden voor de gang van zaken",
        "text=Omschrijving~klacht id=Klachtnummer author=Klantnummer created_at=Ontvangstdatum +Kanaal",
    ),
    (
        "pt",
        "Protocolo;Data abertura;Cidade;Título;Reclamação;Resposta da empresa;Nota;Consumidor",
        "7@h;@d/05/2026 às 10h15;@x;Título #;@t;Olá, agradecemos o contato e informamos que o caso foi encaminhado;@s;@n",
        "text=Reclamação title=Título id=Protocolo rating=Nota author=Consumidor created_at=Data~abertura +Cidade",
    ),
    (
        "it",
        "N. pratica;Aperta il;Operatore;Motivo;Descrizione del problema;Cod. cliente",
        "1@h;@d/05/2026 10.15;Rossi;@x;@t;70#",
        "text=Descrizione~del~problema id=N.~pratica author=Cod.~cliente created_at=Aperta~il +Motivo",
    ),
    (
        "ar",
        "رقم الشكوى,تاريخ الشكوى,نص الشكوى,القناة,اسم العميل,رد الشركة",
        "C@h,2026/05/@d,@t,@x,محمد علي #,شكرا لتواصلكم معنا سيتم معالجة المشكلة في أقرب وقت ممكن",
        "text=نص~الشكوى id=رقم~الشكوى created_at=تاريخ~الشكوى author=اسم~العميل +القناة",
    ),
    (
        "en",
        "FDBK_ID,CRE_DTTM,CUST_NBR,CHNL_CD,FDBK_TXT,SAT_SCR",
        "1@h,@d-MAY-26 10.15.00.000000 AM,000#,@x,@T,@s",
        "text=FDBK_TXT id=FDBK_ID created_at=CRE_DTTM author=CUST_NBR rating=SAT_SCR +CHNL_CD",
    ),
    // Surveys.
    (
        "fr",
        "N° réponse;Date de réponse;Segment;Recommanderiez-vous notre service à un proche ? (0-10);Pour quelle raison avez-vous donné cette note ?;Adresse e-mail",
        "@h;@d/05/2026 10h15;@x;#;@t;u#@x.fr",
        "text=Pour~quelle~raison~avez-vous~donné~cette~note~? rating=Recommanderiez-vous~notre~service~à~un~proche~?~(0-10) id=N°~réponse author=Adresse~e-mail created_at=Date~de~réponse +Segment",
    ),
    (
        "es",
        "Folio,Fecha de visita,Sucursal,Mesero,¿Cómo calificaría la comida?,¿Qué podemos mejorar?,Nombre",
        "1@h,@d/05/26,@x,Luis,Bueno,@t,@n",
        "text=¿Qué~podemos~mejorar? id=Folio created_at=Fecha~de~visita author=Nombre +Sucursal",
    ),
    (
        "en",
        "Number,User,Date Submitted,Country,Device,Hotjar User ID,How would you rate your experience?,What can we improve?",
        "@h,u#,2026-05-@d 10:00:00,@x,@x,k@h,@s,@t",
        "text=What~can~we~improve? rating=How~would~you~rate~your~experience? id=Number created_at=Date~Submitted +Country +Device",
    ),
    (
        "en",
        "Ward,Discharge date,FFT answer,Please tell us why,Gender",
        "@x,@d-May-2026,@w,@t,F",
        "text=Please~tell~us~why rating=FFT~answer created_at=Discharge~date +Ward",
    ),
    (
        "zh",
        "序号,提交答卷时间,来自IP,1、您对我们的服务满意吗？,2、您有什么建议？",
        "@h,2026/5/@d 10:00:00,1.2.3.#,满意,@t",
        "text=2、您有什么建议？ rating=1、您对我们的服务满意吗？ id=序号 created_at=提交答卷时间",
    ),
    (
        "ko",
        "응답시간,전반적으로 얼마나 만족하셨나요?,개선이 필요한 점을 적어주세요,연령대",
        "2026. 5. @d 오후 1:10:07,만족,@t,@x",
        "text=개선이~필요한~점을~적어주세요 rating=전반적으로~얼마나~만족하셨나요? created_at=응답시간 +연령대",
    ),
    // Forums and chat.
    (
        "en",
        "author,body,created_utc,id,link_id,score,subreddit,permalink",
        "u#,@t,17797968@d,k@h,t3_a,#0,@x,/r/#",
        "text=body author=author created_at=created_utc id=id rating=-",
    ),
    (
        "en",
        "thread_title,thread_url,post_no,user,joined,posted,content_html",
        "Thread @v2,https://f/@v2,#1,@n,Mar 2019,\"@d-05-2026, 10:15\",<div>@t</div>",
        "text=content_html author=user created_at=posted rating=-",
    ),
    (
        "en",
        "chat_id,visitor_name,visitor_message,operator,operator_message,started_at,chat_rating",
        "ch@h,@n,@t,Op 1,@r,2026-05-@d 10:00:00,good",
        "text=visitor_message id=chat_id author=visitor_name created_at=started_at rating=chat_rating",
    ),
    (
        "en",
        "order_no,courier,customer_ref,delivery_rating,delivery_comment,product_comment",
        "O@h,@x,c#,@s,@t,@u",
        "text=delivery_comment|product_comment author=customer_ref rating=delivery_rating +courier",
    ),
];

fn made(lang: &str, header: &str, row: &str) -> String {
    let sentences = SAID.iter().find(|(code, _)| *code == lang).map(|(_, said)| said);
    let sentences = sentences.expect("a language of the list");
    let mut lines = vec![header.to_owned()];
    for number in 0..ROWS {
        let said = |at: usize| format!("{} {at}", sentences[at % 4]).replace(',', "");
        let names =
            ["Maria Okafor", "Jonas Lind", "Priya Nair", "Tom Becker", "Ana Souza", "Olga Wolak"];
        let answers = ["Very good", "Good", "Neither good nor poor", "Poor", "Very poor"];
        let line = row
            .replace("@t", &said(number))
            .replace("@T", &said(number).to_uppercase())
            .replace("@u", &said(number + 30))
            .replace("@r", &ANSWER.replace(',', ""))
            .replace("@n", names[number % 6])
            .replace("@s", &(1 + number * 7 % 5).to_string())
            .replace("@v2", &(number % 2).to_string())
            .replace("@v", if number % 3 == 0 { "-1" } else { "1" })
            .replace("@d", &format!("{:02}", 11 + number))
            .replace("@x", ["north", "south"][number % 2])
            .replace("@w", answers[number % 5])
            .replace("@h", &(1_000 + number * 37).to_string())
            .replace('#', &number.to_string());
        lines.push(line);
    }
    lines.join("\n") + "\n"
}

/// The columns that a source takes a field from, `|` between them; `-` where none.
fn taken(source: &toml::Value, field: &str) -> String {
    let of = |value: &toml::Value| match value {
        toml::Value::String(one) => one.clone(),
        toml::Value::Array(list) => {
            list.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join("|")
        }
        _ => String::new(),
    };
    let fields = source.get("fields").and_then(|fields| fields.get(field));
    let questions = source.get("questions").filter(|_| field == "text");
    fields.or(questions).map_or("-".to_owned(), of)
}

#[test]
fn columns_of_strangers_are_known() {
    let mut wrong = Vec::new();
    for (lang, header, row, wanted) in SHEETS {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("data.csv"), made(lang, header, row)).expect("a file");
        let output = Command::new(env!("CARGO_BIN_EXE_earful"))
            .args(["init", "--company", "Acme", "data.csv"])
            .current_dir(folder.path())
            .output()
            .expect("the binary runs");
        let settings = fs::read_to_string(folder.path().join("earful.toml")).unwrap_or_default();
        let settings: toml::Table = settings.parse().expect("TOML");
        let source = settings["sources"].as_table().and_then(|all| all.values().next());
        let source = source.cloned().unwrap_or(toml::Value::Boolean(false));
        let segments: Vec<String> = source
            .get("attrs")
            .and_then(toml::Value::as_table)
            .map(|attrs| attrs.values().filter_map(|one| Some(one.as_str()?.to_owned())).collect())
            .unwrap_or_default();
        for want in wanted.split(' ') {
            let want = want.replace('~', " ");
            let fits = match (want.strip_prefix('+'), want.strip_prefix('-'), want.split_once('='))
            {
                (Some(segment), ..) => segments.iter().any(|one| one == segment),
                (_, Some(segment), None) => !segments.iter().any(|one| one == segment),
                (_, _, Some((field, column))) => taken(&source, field).trim() == column.trim(),
                _ => false,
            };
            if !fits {
                let came = want.split_once('=').map(|(field, _)| taken(&source, field));
                wrong.push(format!("{header}: wanted {want}, came {came:?}, {segments:?}"));
            }
        }
        assert!(output.status.success(), "{header}: {output:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
