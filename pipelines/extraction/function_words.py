"""The commonest function words of the languages that share a script, as data for :mod:`pipelines.extraction.language`.

Words that only one or two of the neighbours use are worth most; each list therefore leans on what tells a language
from its relatives (Norwegian from Danish, Sorani from Persian, Croatian from Serbian).
"""

from __future__ import annotations

LATIN: dict[str, str] = {
    "en": "the of and to in is was for that it with as on at by from his her they have has had are were be been this which not but their you we said will would who she more about after what when there can",
    "de": "der die das und ist nicht ein eine einen einem einer mit auf für von dem den des im zu auch sich als wird werden bei nach aus wie sind oder noch nur über vor zum zur hat habe haben war wurde aber sie er es dass",
    "nl": "de het een en van niet is op te dat die zijn voor met er aan ook als om bij door naar maar hij ze wordt werd heeft hebben nog over uit meer dan dit deze geen wel moet tot was zal jaar volgens",
    "fr": "le la les des et une un du en est que qui dans pour pas sur au avec ce par plus ne se son sa ses aux il elle nous vous ont été cette sont mais ou comme leur fait être c'est d'un qu'il n'est selon",
    "es": "el la los las de que y en un una del se con por para no es su al lo como más pero sus le ha fue este esta son entre ya cuando muy sin sobre también hasta hay donde han desde está según tras",
    "pt": "o a os as de que e do da dos das em um uma para com não se por no na nos nas ao à mais como foi é são ser está mas sua seu também já pelo pela ele ela isso até quando muito entre depois há você após segundo",
    "gl": "o a os as de que e do da dos das en unha un para con non se por no na nos nas máis como foi é son ser está pero súa seu tamén xa polo pola isto ata cando moi entre despois ao á galego onde hai",
    "ca": "el la els les de que i en un una del dels amb per no és al com més però seva seu també fins hi ha són aquest aquesta pel va han ser on quan molt sobre entre després segons als és l'any d'una",
    "it": "il la i le lo gli di che e è un una per non in con del della dei delle nel nella al alla da dal sono si come più anche ma ha hanno stato questo questa suo sua ci se essere dopo dalla loro tra ai sul degli",
    "ro": "și de la în cu pe nu că este un o care din pentru mai au a fost sunt sau se al ale lui dar după prin fi va ar acest această cel cea ca ei ce între până către fiind doar potrivit s-a într",
    "pl": "i w z na do się nie że jest to o jak po za od przez dla ale są był była było oraz który która które tym tego jego jej być czy tylko może już także ich bardzo przy więc został roku jednak",
    "cs": "a v na se je že s z do o to ve pro jsou si k ale za od po byl byla bylo jako které který která tak také by už jen nebo není při až před ze podle jeho její však což i roku protože má",
    "sk": "a v na sa je že s z do o to vo pre sú si k ale za od po bol bola bolo ako ktoré ktorý ktorá tak aj by už len alebo nie pri až pred zo podľa jeho jej však čo i roku pretože má ktorí sme",
    "sl": "in je v na za se da so ki z pa ni s ne bi po od kot tudi iz bo pri do še ali če kar ter tem lahko več ob že zaradi kako med pred bil bila bilo biti smo leta tako jih",
    "hr": "i u je na se da su za od s će koji koja koje što nije kako ili te bi sa po iz do ali kao više o samo nakon uz tko tijekom također prema godine bio bila bilo rekao vrijeme gdje uvijek vijeće tjedan sigurnost općina",
    "sr-Latn": "i u je na se da su za od s će koji koja koje šta nije kako ili te bi sa po iz do ali kao više o samo nakon uz ko tokom takođe prema godine bio bila bilo rekao vreme gde uvek veće nedelja bezbednost opština predsednik posle",
    "bs": "i u je na se da su za od s će koji koja koje šta nije kako ili te bi sa po iz do ali kao više o samo nakon uz ko tokom također prema godine bio bila bilo kazao vrijeme gdje uvijek vijeće sedmica sigurnost općina saopćio",
    "hu": "a az és hogy nem is egy meg van volt ez de csak már mint még ki azt ha el után vagy lesz lehet sem kell majd minden úgy szerint amely akkor ezt nagy több között által való pedig",
    "fi": "ja on ei että se hän oli myös kun mutta ovat joka mukaan ole kuin jos niin sen tai olla nyt vain hänen vielä jo tämä sitä mitä voi kanssa siitä sekä ollut jälkeen noin kuitenkin vuonna",
    "et": "ja on ei et see oma ka mis kui oli aga ning seda kes või ta nii siis veel pärast selle mida olid saab ole välja üle kuid poolt nende kohta juba kõik tema aasta",
    "lv": "un ir ka no ar uz par kas bet vai arī pēc nav to tā kā lai tika tas šo savu tikai pie gan līdz vairāk bija būs viņš kuru jau gada vēl latvijas",
    "lt": "ir yra kad iš su į bei tai apie kaip bet ar taip pat po nėra jo už buvo jis savo dėl tik jau nuo per kuris kurie metų pagal dar lietuvos prie jų",
    "sv": "och att det i på som är en av för med till den har inte om ett han men var jag sig från vi så kan hon när de vid efter ska skulle också mot under nu blir finns eller än bara får hade detta",
    "da": "og at det i på som er en af for med til den har ikke om et han men var jeg sig fra vi så kan hun når de ved efter skal skulle også mod under nu bliver findes eller end bare får havde dette blev hvad nogle være efter siger",
    "nb": "og at det i på som er en av for med til den har ikke om et han men var jeg seg fra vi så kan hun når de ved etter skal skulle også mot under nå blir finnes eller enn bare får hadde dette ble hva noen være sier",
    "nn": "og at det i på som er ein av for med til den har ikkje om eit han men var eg seg frå vi så kan ho når dei ved etter skal skulle også mot under no blir finst eller enn berre får hadde dette vart kva nokon vere seier",
    "is": "og að í á er sem til um við með það en hann var ekki af fyrir frá eru hún því þá þess hafa hefur eftir segir verið sé upp þar þetta eða vera þeir var ég hans þegar",
    "fo": "og at í á er sum til um við tað men hann var ikki av fyri frá eru hon tí hava hevur eftir sigur verið upp har hetta ella vera teir eg hansara tá",
    "kl": "aamma tassaavoq imaluunniit kalaallit nunaanni taamaattumik pillugu ilaatigut naalakkersuisut",
    "ga": "an na agus ar is tá go i do le ag bhí sé sin a na ach leis air ó seo níl chun faoi den gur",
    "cy": "y yr a i o yn ac mae ar ei am gan fod wedi oedd at hyn ond bod eu er nid cael hefyd bydd gyda",
    "eu": "eta da ez du bat ere dute dira izan zen baina egin beste den dela zuen hori dago bere baino gehiago horrek urte",
    "sq": "dhe të në e i që për me nga një është si ka nuk se do më kanë ishte por ka duke janë pas edhe tij kjo ky saj këtë prej gjatë",
    "mt": "il li u ta' ma fil tal minn għal huwa kien dan din biex kif jew kienet mill fuq lill dwar bil hija kull iżda",
    "tr": "ve bir bu da de için ile olarak olan çok daha gibi kadar sonra ne ise en var mi oldu olduğu değil ancak göre her ya ki veya tarafından şu o etti dedi edildi üzerinde büyük olduğunu",
    "az": "və bir bu da də üçün ilə olan kimi daha çox sonra nə isə ən var olub deyil görə hər ki ya olaraq ilə tərəfindən o edib bildirib qeyd azərbaycan olduğunu həmin",
    "uz": "va bir bu uchun bilan ham bo'lgan edi kerak deb yil haqida lekin o'z shu esa emas keyin bo'yicha qilish o‘z bo‘lgan bo‘yicha o‘zbekiston ushbu har",
    "tk": "we bir bu üçin bilen hem bolan diýip ýyl barada emma öz şu däl soň boýunça türkmenistanyň",
    "kmr": "û li ku bi ji de di ye bû jî ew bo ev xwe wê wî ne kir kirin hat hate dike dikin her yên ya yê ser gel heye jê hatin kurd berî piştî lê got hem",
    "id": "yang dan di dari untuk dengan ini itu pada tidak dalam akan adalah ke juga oleh saat telah karena bisa ada sebagai tersebut saya mereka atau lebih sudah hingga kata seperti setelah bahwa antara namun kami menjadi sementara",
    "ms": "yang dan di dari untuk dengan ini itu pada tidak dalam akan adalah ke juga oleh ketika telah kerana boleh ada sebagai tersebut saya mereka atau lebih sudah hingga kata seperti selepas bahawa antara namun kami menjadi beliau berkata turut kepada daripada",
    "tl": "ang ng sa na mga at ay ni para si hindi ito may niya kung isang rin din mula naman siya nang pa ang kay sila lang dahil ayon kanyang pero",
    "jv": "lan ing sing kang iku ora iki saka karo wis bakal uga menyang dening kanggo amarga",
    "su": "jeung anu di nu ka ti teu keur aya dina ku nya geus bakal kana éta ieu pikeun",
    "vi": "và của là có trong được cho không một những người với các này đã khi tại để từ vào đến ra cũng về sẽ theo như năm nhiều đó sau trên phải còn bị",
    "sw": "na ya wa kwa katika ni la za kuwa cha huo hiyo huyo kama hilo baada pia lakini watu mwaka alisema amesema yake wake ambayo ambao bila zaidi wakati hata sana",
    "so": "oo ka ku iyo ee in uu waxaa ay la soo waa si aan kale ah lagu laga ayaa mid dalka sheegay inay isku kasoo",
    "om": "fi kan akka irraa irratti jira hin waan keessa kana ture isaa garuu yeroo dha jedhan itti",
    "ha": "da a na ta ya su ba za don wani cewa ne ce kuma daga wannan sun an shi yi mai kan bayan cikin amma ke haka suka wanda",
    "yo": "ni ti ati o si awọn fun pe ko lati wọn kan yii sọ ṣe tí àwọn láti ní fún",
    "ig": "na nke ndị ka ya bụ ọ a n'ime maka site onye ahụ dị mgbe kwuru ihe gị",
    "rw": "mu ku na ko ni y'u kandi ariko kuri ibyo muri cyane kugira avuga bari n'abandi umuntu",
    "zu": "ukuthi uma futhi kodwa ukuba lokhu kanti ngoba yini kusho nge kwe unya wathi lapho ngesikhathi abantu ngo kule ziyaqhubeka emva kule ngokuthi nge uthe lo le kakhulu",
    "xh": "ukuba kwaye xa kodwa ukuze loo nto abantu ngoku kunye uthi yile ngaphandle kuba eli oku phantsi",
    "af": "die van en in is het nie wat vir dat met op hy te sy om aan word was as ook deur by maar kan ek jy se een na uit sal haar hulle ons sê of het meer dit nog",
    "st": "ho le ka ba ya o ke ha hore e re mme tsa se bona fela batho hae",
    "mg": "ny sy fa ho tamin no dia izay ary tsy amin izany ireo ka fampianarana olona",
    "ht": "nan ki pou ak yon sou te yo pa ap li gen nou moun avèk kap",
    "eo": "la kaj de estas en ne al por kiu tio sed kun pri estis ili ĝi li oni dum",
    "lb": "de an den et ass vun op fir mat dat sinn och net wéi awer beim gëtt hunn eng dass um aus am",
}  # fmt: skip

CYRILLIC: dict[str, str] = {
    "ru": "и в не на что с по как это он из к за от его для все был было же у так но о бы то только если или также году после они она ее их сообщает заявил",
    "uk": "і в не на що з по як це він із до за від його для всі був було та у так але про би то тільки якщо або також року після вони вона її їх є який щодо",
    "be": "і ў не на што з па як гэта ён да за ад яго для усе быў было ды у так але пра бы толькі калі або таксама годзе пасля яны яна яе іх які ж",
    "bg": "и в не на че с по как това той от до за от му за всички беше е да се са но ще или също година след те тя ги който към при бъде според още има",
    "sr-Cyrl": "и у није на да са по како то он из до за од је се су али што ће или такође године након они она који која које био била рекао више после",
    "mk": "и во не на дека со по како тоа тој од до за е се да но што ќе или исто година по тие таа кој која кои беше има ги го им според",
    "kk": "және бұл мен бар деп үшін осы бір болып жылы туралы сол да де еді ол бойынша дейін қазақстан кейін ретінде оның қарай деді",
    "ky": "жана бул менен бар деп үчүн ушул бир болуп жылы тууралуу ошол да де эле ал боюнча чейин кыргыз кийин катары анын деди",
    "tt": "һәм бу белән бар дип өчен бер булып ел турында шул да дә иде ул буенча кадәр татарстан соң аның диде",
    "mn": "нь байна энэ гэж болон байгаа юм ч бол дээр тухай монгол улсын хийж хэлэв түүний",
    "tg": "ва дар аз ба ки ин бо барои аст он ҳам як буд мекунад кардааст худ тоҷикистон бояд шуд гуфт",
    "uz": "ва бир бу учун билан ҳам бўлган эди керак деб йил ҳақида лекин ўз шу эса эмас кейин бўйича",
}

ARABIC: dict[str, str] = {
    "ar": "في من على إلى أن التي الذي عن مع هذا هذه ما لا كان بعد قد أو كما بين لم ذلك كل حيث وقد خلال عند قال وفي ولا كانت إن ان الى هو هي",
    "fa": "در به از که این را با است برای آن یک خود تا بر هم نیز شد شده اند بود وی یا اما باید می شود کرد کرده های دیگر گفت ایران پس",
    "ur": "کے کی میں کا سے ہے اور کو نے پر یہ اس کہ ہیں بھی نہیں ایک وہ تھا کر لیے جو تو تھی گیا ہو رہے دیا کہا ان بعد ساتھ",
    "ckb": "لە بۆ و کە بە ئەو ئەم لەگەڵ بوو نییە دەکات هەر یان بەڵام وەک کرد کردووە هەیە خۆی دوای لەسەر دا ناو کوردستان هەرێمی دەبێت پێش هەروەها",
    "ps": "په د چې او ته له دی یې کې سره هم دغه شوې کړې وي شوی پر یو نه کړي وویل افغانستان",
    "sd": "جي ۾ جو کي آهي ته ۽ مان تي سان نه هن جا کان آهن هو به ڪري",
    "ug": "ۋە بۇ بىلەن بىر ئۈچۈن دەپ قىلىپ بولۇپ ئۇ ھەم كېيىن ئىدى",
}

DEVANAGARI: dict[str, str] = {
    "hi": "है के में की और का को से ने पर यह कि हैं भी नहीं एक इस था कर लिए तो हो थे गया कहा बाद साथ रहे जो वह थी दिया अपने",
    "mr": "आहे आणि या च्या ते की मध्ये तर हे ही व असे होते नाही साठी त्यांनी केली आहेत करण्यात यांनी एक म्हणून झाली होता त्या",
    "ne": "छ र को मा ले हो गरेको पनि भने लागि गर्न एक यो भएको छन् थियो गरेका तथा बाट सो रहेको भन्ने दिन हुन गर्ने नेपाल",
    "sa": "अस्ति च एव इति न तु अपि भवति सः तत्",
}

ETHIOPIC: dict[str, str] = {
    "am": "ነው ላይ እና ውስጥ ግን ይህ ወደ የሚል መሆኑን እንደ ነበር ከ ብለዋል በኋላ ደግሞ ገለጹ አዲስ ኢትዮጵያ",
    "ti": "እዩ ኣብ ናይ ድማ ከም ካብ እቲ እዮም ነቲ ምስ ኢሉ ኤርትራ ንምግባር እታ ዘሎ",
}
