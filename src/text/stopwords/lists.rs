//! The lists themselves: our own compilation of each language's closed classes, folded, a language
//! a row. Scripts are folded as [`crate::text::fold`] folds; Chinese and Japanese lists hold the
//! words the segmenter gives.

/// Language codes with their function words, blank between words.
pub(super) const LISTS: [(&str, &str); 24] = [
    (
        "en",
        "a about above after again against all also although am an and another any anyone \
         anything are aren't as at be because been before being below between both but by can \
         can't cannot could couldn't did didn't do does doesn't doing don't down during each \
         either else ever every everyone everything for from further had hadn't has hasn't \
         have haven't having he he'd he'll he's her here here's hers herself him himself his \
         how how's however i i'd i'll i'm i've if in into is isn't it it'd it'll it's its \
         itself just let's may me might more most much must mustn't my myself neither no nor \
         not nothing of off on once one only or other our ours ourselves out over own per \
         rather same shall shan't she she'd she'll she's should shouldn't since so some \
         somebody someone something such than that that'd that's the their theirs them \
         themselves then there there's therefore these they they'd they'll they're they've \
         this those though through thus till to too under until unto up upon us very via was \
         wasn't we we'd we'll we're we've were weren't what what's whatever when when's where \
         where's whether which while who who's whoever whom whose why why's will with within \
         without won't would wouldn't yet you you'd you'll you're you've your yours yourself \
         yourselves im ive dont doesnt didnt cant wont isnt wasnt youre thats theres",
    ),
    (
        "de",
        "aber alle allem allen aller alles als also am an ander andere anderem anderen \
         anderer anderes auch auf aus bei beim bin bis bist da dadurch daher damit dann daran \
         darauf daruber darum das dass dein deine deinem deinen deiner dem den denn der deren \
         des dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch \
         ein eine einem einen einer eines er es etwas euch euer eure fur gegen gewesen hab \
         habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren \
         ihrer im in indem ins ist ja jede jedem jeden jeder jedes jener jetzt kann kein \
         keine keinem keinen keiner konnen konnte man manche mein meine meinem meinen meiner \
         mich mir mit muss mussen mussten nach nicht nichts noch nun nur ob oder ohne schon \
         sehr sein seine seinem seinen seiner seit sich sie sind so solche soll sollen sollte \
         sondern sonst uber um und uns unser unsere unter vom von vor wahrend war waren warum \
         was weil welche welchem welchen welcher welches wenn wer werde werden wie wieder \
         will wir wird wo wurde wurden zu zum zur zwar zwischen",
    ),
    (
        "fr",
        "a ai aie au aucun aussi autre aux avait avec avez avoir avons bien c'est car ce cela \
         celle celui ces cet cette ceux chaque ci comme d'un d'une dans de depuis des donc \
         dont du elle elles en encore entre es est et etaient etait ete etes etre eu eux fait \
         faut ici il ils j'ai je la le les leur leurs lors lui ma mais me meme mes moi mon ne \
         ni nos notre nous on ont ou par parce pas peu peut plus pour pourquoi qu'il qu'on \
         quand que quel quelle quelles quels qui quoi sa sans se sera ses si son sont sous \
         suis sur ta te tes toi ton toujours tous tout toute toutes tres trop tu un une vos \
         votre vous y",
    ),
    (
        "es",
        "a al algo algun alguna algunas algunos ante antes aquel aquella aqui asi aun aunque \
         cada como con contra cual cuales cuando de del desde donde dos el ella ellas ellos \
         en entre era eran eres es esa esas ese eso esos esta estaba estado estan estar estas \
         este esto estos estoy fue fueron ha habia han has hasta hay he la las le les lo los \
         mas me mi mis mucho muy nada ni no nos nosotros o os otra otras otro otros para pero \
         poco por porque pues que quien quienes se sea ser si sido sin sobre solo son soy su \
         sus tal tambien tan tanto te tener tengo ti tiene tienen toda todas todo todos tu \
         tus un una uno unos y ya yo",
    ),
    (
        "it",
        "a ad agli ai al alla alle allo anche ancora avere aveva c'e che chi ci come con \
         contro cui da dagli dai dal dalla dalle dallo degli dei del della delle dello dentro \
         di dopo dove e ed era erano essere fa fra gli ha hanno ho i il in io l'ho la le lei \
         li lo loro lui ma me mi mia mie miei mio molto ne negli nei nel nella nelle nello \
         noi non nostra nostro o ogni per perche piu poi puo qua quale quando quanto quella \
         quelle quelli quello questa queste questi questo qui se sei sempre senza si sia \
         siamo sono sopra sta stata stato su sua sue sugli sui sul sulla suo suoi tra tu tua \
         tuo tutti tutto un una uno vi voi",
    ),
    (
        "pt",
        "a ainda ao aos aquela aquele aqui as ate com como da das de dela dele depois do dos \
         e ela elas ele eles em entao entre era essa esse esta estao estar estava este estou \
         eu foi foram ha isso isto ja la lhe mais mas me mesmo meu meus minha minhas muito na \
         nao nas nem no nos nossa nosso num numa o os ou para pela pelas pelo pelos pode por \
         porque pra qual quando que quem sao se seja sem ser seu seus so sobre sua suas \
         tambem te tem tenho ter tudo um uma umas uns voce voces",
    ),
    (
        "nl",
        "aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen \
         door dus een eens en er ge geen geweest haar had heb hebben heeft hem het hier hij \
         hoe hun iemand iets ik in is ja je jij jullie kan kon kunnen maar me meer men met \
         mij mijn moet na naar niet niets nog nu of om omdat onder ons ook op over reeds te \
         tegen toch toen tot u uit uw van veel voor want waren was wat we wel werd wezen wie \
         wij wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou",
    ),
    (
        "sv",
        "alla allt alltid an and andra annan annat att av bara behover bli blev blir borde \
         bra da de dem den denna deras dess det detta dig din dina ditt dock du dar eftersom \
         efter ej eller en er era ett fick fler for fore forst fran fa far ha hade han hans \
         har hela helt henne hennes hon honom hur i icke ifran igen in inga ingen ingenting \
         inget inom inte ja jag jo kan kunde kunna lite man manga med mellan men mer mest mig \
         min mina mitt mot mycket maste na nar nagon nagot nagra nej ni nog nu nara och ocksa \
         om oss pa redan sa samma sedan ser ska skall skulle sig sin sina sitt sjalv som till \
         trots under upp ut utan vad var vara varfor varit varje vart vem vi vid vilka vilken \
         vilket vill at aldrig aven over ar",
    ),
    (
        "da",
        "af alle allerede alt altid anden andet andre at bare begge ble blev blive bliver da \
         de dem den denne der deres det dette dig din dine disse dit dog du efter ej eller en \
         end endnu er et fa far fik flere for fordi fra gennem ham han hans har havde have \
         hele helt hende hendes her hos hun hvad hvem hver hvilken hvis hvor hvordan hvorfor \
         hvornar i igen ikke ind ingen inden intet ja jeg jeres jo kan kom kunne kun lidt man \
         mange med meget mellem men mere mest mig min mine mit mod nar ned nej noget nogen \
         nogle nok nu ny og ogsa om op os over pa selv sig sin sine sit skal skulle som sadan \
         sa sar temmelig til uden under ved vi vil ville var vores aldrig maske ud før først \
         gør gøre være været næsten næste mødte hør bade matte bør",
    ),
    (
        "no",
        "alle allerede alltid alt andre annen annet at av bare begge ble blei bli blir blitt \
         bort da de deg dei deira dem den denne der dere deres det dette di din disse ditt du \
         eg ei ein eit eller en enn er et ett etter far fikk fleire flere for fordi fra fa \
         gar gjore ha hadde han hans har hele helt henne hennes her hos hun hva hvem hver \
         hvilken hvis hvor hvordan hvorfor i igjen ikke ikkje ingen inn innen jeg ja kan kom \
         kun kunne litt man mange med meg meget mellom men mer mest min mine mitt mot mye ma \
         nar ned nei noe noen nok na og ogsa om opp oss over pa samme seg selv sin sine sitt \
         skal skulle slik som sa sann til under ut uten var vare ved vi vil ville aldri før \
         først gjør gjøre være vært nær bade bør matte ønsker",
    ),
    (
        "fi",
        "ai aina aivan ei eika eivat ehka emme en ennen enta enemman eri et ette etta han \
         hanen hanta he heidan heita hyvin ihan ilman itse ja jo joka joku jos joskus jossa \
         jota jotka jotta juuri kai kaikki kaikkea kanssa kautta keiden ketka koko koska \
         koskaan kuin kuinka kuka kun kuten kylla laakaan lahes me meidan meille meita melko \
         mika mikaan mikali mina minua minulla minulle minun minut missa mista mita miten \
         mitaan miksi mihin molemmat mukaan mukana mutta muu muut myos ne niiden niin niita \
         noin nuo nyt nyky nama ole olen olemme oleva olevan oli olin olisi olivat olla ollut \
         on onko ovat paitsi paljon pois se sen seka siella siina siita siihen sina sinun \
         sinulla sita sitten silla silti taas tai tahan tama taman tassa tasta tata te teidan \
         teilla teita tuo tulee tuli vaan vaikka vain vai vasta viela voi voin voisi voivat \
         yli",
    ),
    (
        "pl",
        "a aby ale albo ani az bardzo bez bo by byc byl byla bylo byly był była było były \
         bede bedzie chce chociaz ci co cos czego czy czyli dla dlaczego do dosc dwa gdy gdyz \
         gdzie go i ich ile im innych inne inny ja jak jaki jakie jako je jego jej jest \
         jestem jesli jeszcze juz kazdy kiedy kto ktora ktore ktory ktorych lub ma mam mamy \
         maja mi mial miał mimo mnie moga moge moj moja moje moze mozna mu my na nad nam nas \
         nasz nawet nia nic nich nie nigdy nim niz no o od on ona one oni oraz po pod podczas \
         poniewaz poza prawie przed przez przy raz razem sa sie sobie swoje swoj ta tak taki \
         takie tam te tego tej ten teraz tez to tu ty tych tylko tym u w was we wcale wiec \
         wszystkich wszystko wszyscy z za zawsze ze zeby zadna zaden",
    ),
    (
        "cs",
        "a aby ale ani ano az asi bez bude budou by byl byla byli bylo byt ci clanek co coz \
         dalsi do drive ho hodne i ja jak jako je jeho jej jeji jejich jen jenom jeste jestli \
         ji jine jiz jsem jsi jsme jsou jste k kam kazdy kde kdo kdy kdyz ke ktera ktere \
         ktery kteri ktereho ma maji mam mate me mezi mi mit mne mnou moc moje muj muze mu my \
         na nad nam nas nase ne nebo nebyl nez nic nich nim nejsou neni nemam o od on ona oni \
         ono pak po pod podle pokud porad potom pouze prave pred pres pri pro proc proto \
         protoze s sam se si sve svuj svych ta tak take takze tam tato te tedy ten tento teto \
         tim to toho tohle tom tomu toto tu tuto ty u uz v vam vas vase ve vice vsak vse \
         vsechno vsichni vy z za zda ze",
    ),
    (
        "tr",
        "acaba ama aslinda az bana bazi belki ben benden beni benim bile bir biraz bircok \
         biri birsey biz bize bizi bizim boyle bu buna bunda bundan bunu bunun burada cok \
         cunku da daha de defa degil diye e en gibi gore ha hala hangi hatta hem hep hepsi \
         her herkes hic hicbir icin ile ise iste kadar kendi ki kim mi mu nasil ne neden \
         nerede nicin niye o olan olarak oldu oldugu olmadi olmak olmasi olsa olup olur on \
         ona ondan onlar onlari onu onun oysa pek ragmen sadece sanki sen senin siz sizin \
         sonra su sey seyi tum uzere var ve veya ya yani yapilan yine yok yoksa zaten",
    ),
    (
        "ro",
        "a acea aceasta aceste acest acesta acestea acestei acestor acum ai aia aici al ale \
         alta alte altul am an ar are as asa asta atat atunci au avea avem aveti ba ca cand \
         cat care catre ce cea cei cel cele ceva chiar cine cineva cu cum cumva da daca dar \
         de deci decat deja desi despre din dintre doar dupa e ea ei el ele era este esti eu \
         fara fi fie fiecare fiind foarte fost iar ii il imi in inca intre intr isi la le li \
         lor lui m ma mai mea mei mele meu mi mine multe nici niciun nimic niste noi nostru \
         nu o or ori orice pana pe pentru peste poate pot prea prin sa sau se si sunt suntem \
         sub sus ta tot toate toata toti tu un una unde unei unor unui va vor voi vostru",
    ),
    (
        "hu",
        "a ahogy aki akik akkor alatt altal amely amelyek ami amig amikor annak arra at az \
         azert azok azon azonban azt aztan azzal be belul bar benne csak de e ebben eddig \
         egesz egy egyes egyik egyeb el eleg elobb elott en ennek erre es ez ezek ezen ezert \
         ezt ezzel fel ha hanem hat hiszen hogy hogyan hol igen igy illetve ilyen inkabb is \
         itt jo jol kell kellett keresztul ki kivul kozott kozul le legalabb legyen lehet \
         lesz lett ma maga magat majd mar mas masik meg mellett mely mert mi miert mig mikor \
         milyen minden mindenki mint mintha mivel most nagy nagyon ne neha nekem neki nelkul \
         nem nincs o ok oket olyan ott ossze pedig persze s se sem semmi sok sokkal szamara \
         szerint szinte talan te tehat ti tobb tovabb tud ugy ugyan ugyanis uj utan vagy \
         vagyok valaki valami van vannak vele viszont volna volt",
    ),
    (
        "id",
        "ada adalah agar akan aku anda antara apa apabila apakah atas atau bagaimana bagi \
         bahkan bahwa banyak beberapa begitu belum bila bisa boleh bukan dalam dan dapat dari \
         daripada demi dengan di dia hanya harus hingga ia ini itu jadi jangan jika juga \
         kalau kami kamu karena ke kecuali kepada kita lagi lain lalu lebih maka mana masih \
         melalui mereka mungkin namun nya oleh pada paling para pernah pula pun saat saja \
         saling sambil sampai sangat saya sebab sebagai sebelum sebuah secara sedang sehingga \
         sejak selalu selama semua sendiri seperti serta sesuatu sesudah setelah setiap siapa \
         suatu sudah supaya tanpa tapi telah tentang terhadap tetapi tiap tidak untuk yaitu \
         yang",
    ),
    (
        "vi",
        "ai anh bi boi cac cai chi chua chung co con cua cung cu gi hay hoac hon khi khong \
         lai lam len luc minh moi mot nao nay nen neu ngay nguoi nhieu nhu nhung qua ra rang \
         rat roi sao sau tai tat the theo thi toi trong truoc tu tung tuy va van vao vay ve \
         vi viec voi đang đa đay đen đe đeu đi đo đuoc đu đuong đau đieu",
    ),
    (
        "ru",
        "а без более больше будет будто бы был была были было быть в вам вас ваш вдруг ведь \
         во вообще вот все всегда всего всех всю вы где да даже два для до другои другие его \
         ее если есть еще ж же за здесь и из или им иногда их к каждыи кажется как какая \
         какие какои ко когда которая которые которыи которое кто куда ли лишь лучше между \
         меня мне много может можно мои моя мое мы на над надо наконец нас наш не него нее \
         неи нет ни нибудь никогда ним них ничего но ну о об один он она они оно опять от \
         очень перед по под после потом потому почему почти при про просто раз разве с сам \
         своеи свои своя себе себя сегодня сеичас со совсем так также такие такои там тебя \
         тем теперь то тогда того тоже только том тот ту тут ты у уже хоть чего чем через что \
         чтобы чуть эта эти это этого этои этом этот эту я",
    ),
    (
        "uk",
        "а або але адже багато без би буде були був була було бути в вам вас ваш вже ви від \
         він во воно вона вони все всі всього всіх где далі де для до дуже же за завжди з \
         зараз зі і із інші інше іи ім іх иого коли кого кожен котрии котра куди крім лише ли \
         м має мені мене ми між моі моя моє може можна на навіть над нам нас наш не немає \
         нема неі ні ніколи ніж нічого ну о об один однак ось перед по під після потім про \
         при раз сам саме свіи своі свою себе собі та так також такии там те тебе теж тепер \
         ти тим тільки то тобто тоді того тои тому тут у хоч хто це цеи цього ця ці цю чи \
         через чого чому що щоб щось є я як яка які якии якщо",
    ),
    (
        "ar",
        "في من على الى إلى عن مع هذا هذه ذلك تلك هو هي هم هن انا أنا انت أنت نحن كان كانت \
         يكون تكون كانوا لا لم لن ما ماذا متى اين أين كيف لماذا هل او أو ام أم ثم بل لكن لأن \
         لان ان أن إن اذا إذا لو قد كل بعض غير بين بعد قبل عند عندما حتى منذ حول خلال ضد دون \
         تحت فوق امام أمام الذي التي الذين اللذين اللاتي اي أي ايضا أيضا فقط جدا هناك هنا كما \
         مثل له لها لهم لي لك لنا به بها بهم فيه فيها منه منها منهم عليه عليها عنه و ف ب ل يا \
         ليس ليست وهو وهي ولا وما كذلك ذات كنت اللي مش يعني",
    ),
    (
        "hi",
        "का के की को में से है हैं और यह वह इस उस ये वे कि पर ने हो था थी थे एक भी नहीं तो जो \
         ही कर या तक साथ अपने अपनी अपना लिए बाद कुछ कोई क्या क्यों कैसे कब कहाँ कौन हम हमें \
         मैं मुझे मेरा मेरी मेरे तुम आप आपका आपके आपकी उन इन उनके इनके उसके इसके उनकी उसकी \
         इसकी जब तब अगर लेकिन मगर बहुत सब सभी रहा रही रहे गया गई गए हुआ हुई हुए होता होती \
         होते करना करने किया जा जाता दिया द्वारा न ना बस अब फिर वाला वाले वाली",
    ),
    (
        "zh",
        "的 了 是 我 你 他 她 它 们 我们 你们 他们 她们 在 有 和 与 及 或 不 没 没有 就 都 而 但 但是 也 很 还 又 再 把 被 给 跟 对 对于 从 \
         向 到 于 以 以及 为 为了 因为 所以 如果 虽然 然后 这 那 这个 那个 这些 那些 这样 那样 这么 那么 什么 怎么 怎样 哪 哪里 谁 多少 几 吗 呢 \
         吧 啊 呀 哦 嗯 得 地 着 过 之 其 只 只是 还是 就是 不是 可以 会 能 要 想 让 比 更 最 太 非常 真 真的 已经 一 一个 一些 一样 个 上 下 \
         里 中 时 时候 后 前 自己 大家 因此 而且 并 并且 不过 此 该 每 各 等 请",
    ),
    (
        "ja",
        "の に は を た が で て と し れ さ ある いる も する から な こと として い や れる など なっ ない この ため その あっ よう また もの \
         という あり まで られ なる へ か だ これ によって により おり より による ず なり られる において ば なかっ なく しかし について せ だっ それ \
         ところ なら でき できる です ます でした ました ません 私 僕 俺 あなた 彼 彼女 ここ そこ あれ どれ どこ 何 なに なぜ どう とても すごく もう \
         まだ だけ しか でも ので のに けど けれど ね よ わ さん くらい ほど そう こう ああ ください て下さい う ん お ご",
    ),
];
