//! Words customers' short texts are made of, by language: our own compilation, folded.
//!
//! Function words ([`crate::text::is_stopword`]) tell running text apart; a review of three words
//! often has none. The list of Hindi is Hindi as people type it in Latin letters. Candidates were
//! looked for in every second of the tweets that [`super`] is measured on; the gain is the same on
//! the other half.

/// Language codes with their common words, blank between words.
pub(super) const COMMON: [(&str, &str); 8] = [
    (
        "en",
        "good great nice bad best worst love loved like excellent awesome amazing poor terrible \
         horrible useless easy fast slow works working work useful helpful perfect happy hate \
         annoying crash crashes crashing update updates please thanks thank better worse \
         wonderful disappointed disappointing expensive cheap service money waste time friendly \
         rude staff experience food never always keeps broken fix fixed go going get got see day \
         today tomorrow tonight new first last people know think want need look make made right \
         night week year really sure said many saw wish gonna take tickets left around actually \
         support note makes hear fight talking security pick mind things third times started \
         single probably price played speech death whole worth wake law latest listening \
         literally lead instead half gets used stupid statement returns pay paid past passed near \
         needs month months line list listen liked lets leaving kept issues issue hoping hits \
         goes field exactly event dumb dress deep control college came break broke bought biggest \
         behind beat asking almost wonder wants wanted turn turned together tell takes sucks \
         speak short sense popular",
    ),
    (
        "de",
        "mehr echt macht heute viel geht neue neuen neuer ganz morgen sieht machen ach liebe voll \
         wohl endlich gar guten halt gerade ware dabei naturlich gibt genau mann eigentlich sehen \
         kommt gleich grad weniger weg nix richtig ende nein schade weis gehen wegen hast sicher \
         leute einmal erst mag sowas zwei abend leben nacht bild tag weiter sagen kommen jahre \
         jahren mach spiel uhr zuruck wollen dank eben wann nen kurz dazu vorbei gluck jahr \
         irgendwie wollte klar eher recht raus welt kaufen neben grose allein lieber deutsch \
         selbst geil schone rot wissen kannst mist nachsten unglaublich hoffentlich frei perfekt \
         kinder kaputt frau gemacht verloren bleibt woche genug nochmal lassen arbeit gut gute \
         guter schlecht schlechte toll tolle prima danke bitte leider funktioniert langsam \
         schnell einfach furchtbar katastrophe zufrieden unzufrieden besser schlechter teuer \
         billig freundlich unfreundlich essen geld zeit immer nie sturzt absturz gerne empfehlen \
         eindeutig ne mal scheise dafur sucht neu alter wieso schlaf lachen kleiner kleine \
         kleines klasse freunde fragen traume traum stunden schlafen nich musste besten worte \
         warten vier vielleicht trotzdem spielen spas schaut schau lust leicht lang komm jemand \
         grosen glucklich gefunden erfolgreich eins deutschen deutsche darf bestimmt bald wut \
         wunsche witz wach verdient steht sicherheit schoner neues namen monaten mochte menschen \
         lustig letzte laut kaum interessiert hilfe gewinnt gestern freiheit findet fertig druck \
         besserung bekommen angst anders",
    ),
    (
        "fr",
        "bon bonne mauvais mauvaise nul nulle merci facile rapide lent lente parfait parfaite \
         decu decevant jamais cher chere inutile pratique excellente fonctionne marche plante \
         aujourd hui demain hier rien faire dire voir aller vais vas va veux veut peux vraiment \
         maintenant apres avant monde gens temps jour jours vie mdr ptdr oui non grave super ca \
         deja aime adore qu'est n'est c'etait qu'elle contre nouveau effet mieux autour pays \
         projet loi moins passer nouvelle nouvelles septembre octobre juillet font bientot terre \
         disparaitre ville signe haute deux vers systeme prix lance juste fois erreur erreurs \
         article voiture probleme problemes parler mer journee conseil comprendre vu retour \
         propre programme preuve partout parle noir mois maison jeunes histoire futur enfin dit \
         dimanche devient dernier derniers besoin annonce actuellement vrai vont voila vient \
         travail traitement titre tant soleil societe seront soit serait sauver rouge rencontre \
         qualite pourrait plein partie panne papier oublie modele matin majorite hausse gros \
         gestion fete ferme fera entreprise entreprises eau devant danger creer coup controle \
         construire consommation carte banque appel ainsi chez vite souvent",
    ),
    (
        "es",
        "bueno buena buenos malo mala gracias rapido lento lenta excelente perfecto perfecta \
         nunca siempre caro cara dinero funciona mejor peor pesimo pesima encanta recomiendo hoy \
         ahora bien hacer hace vamos voy vez veces dia dias gente vida mundo nuevo nueva mismo \
         misma verdad casa cosa cosas quiero quiere puede puedo creo gusta hola feliz buen manana \
         noche ver decir dice trabajo anos ano nadie alguien despues entonces mientras ahi alla \
         aca jaja jajaja ir muchas muchos mucha menos igual espero siento gran tio tiempo genial \
         ayer seguro horas hecho tampoco paso pasa somos queda primera primero demasiado acabo \
         vaya ultimo tenia salir llorar llevo amigos veo personas haciendo estamos claro casi \
         abrazo van trabajar tenemos sabes pasado ojala iba entiendo conmigo tienes juntos fuerte \
         dicen cierto cambiar unica sigo saludos mejores llegar libre hablar duda cuenta viene \
         vacaciones unas salga realidad puedes pobre pasar necesito meses lunes libro hacen fijo \
         feo felicidades felices dicho buenas viernes verano suerte subir siguiente sigue saludo \
         sabado puesto poquito pase oye ojos nuevos nuestra nuestro noches medio luego llena \
         juego imposible hacia haber gustaria grandes directo digo dices dejan contigo conozco \
         vuelta viaje ves vas toca termino tarjeta sean salud regalo quedan pregunta posible \
         poner perdido muchisimo mayoria llego leer largo imagino hemos felicidad equipo cumple \
         clase vivir viendo usted tranquila tenido sitio senor pueda pongo pone pasan palabras \
         nino ningun mira mayor lleno llegado listo lado jugar jeje hizo hice haya hermana \
         escuchar encontrar dormido dolor dijo dije demas decirte debe alli camino calor cabeza \
         ciudad",
    ),
    (
        "it",
        "fare bene cosa cose ora vita fatto oggi dell nell nuovo nuova cosi lavoro anni prima sto \
         ecco vuole adesso buon vero ciao piace voglio due ieri domani tutte tutta altri altro \
         altra mondo finalmente qualcuno parla invece basta proprio bisogno qualche giorni giorno \
         credo appena abbiamo detto quasi primo faccia vorrei siete gia stasera troppo uomo donna \
         sembra nulla niente fuori avanti davvero dico fanno devo posto almeno forse allora \
         possibile pensare andare fai capito persone nessuno volte avete vedere vado magari tanti \
         spero meno problemi comunque buono buona ottimo ottima pessimo pessima grazie facile \
         veloce lento perfetto perfetta mai soldi funziona meglio peggio bello bella comodo punto \
         storia verso secondo paese passo parlare futuro vedo sarebbe aver auguri speriamo serve \
         seguo rispetto prossimo proposta piano parole nostri migliore mani giusto cuore conto \
         vuoi tre stare stai sotto ragazzi ragazza porta pare pagare notte nessun messo letto \
         letta insieme giovani felice facendo dobbiamo anno vuol uscire trovato trovare testa \
         successo stanno soprattutto sento ragione quindi profilo primi poteva parola novembre \
         notizia nemmeno mille mentre mamma lunedi indietro giro gennaio fino fatti fatta esiste \
         domande differenza continua compleanno campagna cambiare avra arriva paura amore \
         settimana",
    ),
    (
        "pt",
        "hoje vai vou bem agora quero pq fazer faz fez sair tao sou vc vcs demais falar fala \
         falando acho assim deus vem ficar fica mulher homem mim coisa coisas sim desse dessa \
         esses essas pessoas pessoa gente gosto vendo ver legal povo olha pouco filho filha pai \
         mae passar ganhar novo nova nome ninguem alguem quase vao ia preciso adorei amei \
         parabens qualquer dizer verdade certeza deixa fora saudades tava pessoal noite quer deu \
         dois fico achei amanha ontem porra kkk kkkk kkkkk cara ali sei sabe todos mundo casa dia \
         dias cade linda lindo lindos maravilhosa maravilhoso sensacional menos ruim obrigado \
         obrigada bom boa otimo otima pessimo pessima nunca sempre caro dinheiro funciona melhor \
         pior excelente tbm tb hj eh pro ce aplicativo atendimento comprei produto conta consigo \
         gostei adoro gostaria ta assistir assistindo dando fazendo chorando chorar cantando \
         cabelo coracao vontade comecou acredito acabou ouvir daqui deveria encontro trabalho \
         terca socorro saida saiu saido novela idade teria tchau ficou comecar chama causa bicho \
         tinha teve temos tais sendo saindo roupa regra producao primeira pegar oi nesse musica \
         musicas porem louca imagina homenagem fome fofa fiquei ficando emocionante duas desses \
         historia cozinha comigo comeca cair assunto apos alem abraco galera prova azul agosto \
         nervosa amando chegar chegou chegando conseguir consegui quanto qto delicia sangue solta",
    ),
    (
        "nl",
        "goed goede slecht slechte mooi bedankt makkelijk snel langzaam perfect nooit duur geld \
         werkt beter slechter fijn fijne prima waardeloos gaat gewoon echt weer vandaag morgen \
         leuk helaas",
    ),
    (
        "hi",
        "hai hain nahi nahin nhi nai ka ke ki ko se mein mai bhi aur kya kyu kyun kyon kyunki ho \
         hoga hogi hona hone toh kar karo karna karne karke karta karte karti karega karenge raha \
         rahe rahi rha rhe rhi tha thi ye yeh wo woh vo aap ap aapko apko aapka apka aapki apki \
         aapke aapne aapse tum tumhe tumse tumhare tumhari hum hame hume hamari hamara hamare \
         humara mera meri mere maine mene tera teri tere tune apna apne apni sab sabse sabko \
         sabki koi kuch kuchh kisi kis bhai bhaiya bhaiyya yaar yar yr ji jee jab tab wala wali \
         wale walo diya diye kiya gaya gaye gayi gya gye gyi liye liya lete sath saath ek agar \
         lekin magar accha acha achha ache bahut bohot bhut boht kab kabhi kaise kese kaisa kahan \
         kaha kr krta krte krti krna krne kro hota hoti hote hua hue hui sakta sakte sakti log \
         logo desh baat bat din phir fir abhi itna kitna kitne isko usko inko unko iska uska iske \
         uske iski uski isse usse isi yahi wahi jo aisa aise aisi kaun kon dekho dekh dekhna \
         dekhne dekha dete deta deti dega mat mujhe muje tujhe sirf jaise waise abe matlab pata \
         pta ghar chahiye sahi bol bolo bole bolta aaj kal pe tak kam kaam baar baad bada badi \
         bade yaad jaan tarah chal laga lagta lage lag jata jati jate jaye jaaye jana jao jayega \
         aaya aaye aayega aate aata aana aane aa aya soch socha dil duniya milega milne mila thik \
         theek naam bachpan mast baaki baki jagah pakka khud haan wah bura bana bhul paise paisa \
         puri pura pehle pahle phele khelne kha khana har naya hath maar pasand wapas jyada zyada \
         jeet galat rakha rakhe saal taraf sare saare maja maza chalo chalega samajh mushkil \
         kharab khush hamesha bhagwan pyar sun suno bta batao bata naa na hi hu hun hoon kb sb jb \
         tb bas beta janta raat ladki ladka kare khatam kasam jara padega reh thoda thodi phle \
         milna jai upar dum bina bahot shadi sarkar apke apse usne bola karle dhyan rakh rakhna \
         saala saale kutta kutte chota chote dijiye kijiye bohat bhot mujhse unhe unke unki inke \
         inki jiske jisne kisne kiske kiski karlo rahega rahenge bete bacche bacha",
    ),
];
