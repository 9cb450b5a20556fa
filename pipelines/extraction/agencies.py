"""News agencies and the words that mark an organization, as data."""

from __future__ import annotations

AGENCIES: dict[str, str] = {
    alias: name
    for name, aliases in {
        "AFP": ("afp", "agence france-presse", "agence france presse", "afp deutschland", "فرانس برس", "أ ف ب", "ا ف ب", "أ.ف.ب", "وكالة فرانس برس", "法新社"),
        "Reuters": ("reuters", "thomson reuters", "رويترز", "رویترز", "рейтер", "路透社", "路透", "ロイター", "로이터", "रॉयटर्स"),
        "AP": ("ap", "associated press", "the associated press", "أسوشيتد برس", "أسوشييتد برس", "美联社", "美聯社", "ap通信"),
        "dpa": ("dpa", "deutsche presse-agentur", "deutsche presse agentur", "dpa-infocom", "dpa/lby", "dpa-afx", "dpa infocom", "د ب أ", "الألمانية"),
        "APA": ("apa", "austria presse agentur", "apa-ots"),
        "SDA": ("sda", "keystone-sda", "keystone sda", "ats", "keystone-ats"),
        "KNA": ("kna", "katholische nachrichten-agentur"),
        "epd": ("epd", "evangelischer pressedienst"),
        "SID": ("sid", "sport-informations-dienst"),
        "ANSA": ("ansa", "agenzia ansa"),
        "Adnkronos": ("adnkronos",),
        "AGI": ("agi", "agenzia italia"),
        "EFE": ("efe", "agencia efe", "إفي"),
        "Europa Press": ("europa press", "europapress"),
        "Lusa": ("lusa", "agência lusa"),
        "Agência Brasil": ("agência brasil", "agencia brasil"),
        "Estadão Conteúdo": ("estadão conteúdo",),
        "Folhapress": ("folhapress",),
        "Belga": ("belga", "agence belga"),
        "ANP": ("anp",),
        "NTB": ("ntb",),
        "TT": ("tt", "tt nyhetsbyrån"),
        "Ritzau": ("ritzau", "/ritzau/"),
        "STT": ("stt", "stt-lehtikuva"),
        "PAP": ("pap", "polska agencja prasowa"),
        "ČTK": ("čtk", "ctk", "ceska tiskova kancelar", "česká tisková kancelář"),
        "TASR": ("tasr",),
        "SITA": ("sita",),
        "MTI": ("mti", "magyar távirati iroda"),
        "Agerpres": ("agerpres",),
        "Mediafax": ("mediafax",),
        "BTA": ("bta", "бта"),
        "Tanjug": ("tanjug", "танјуг"),
        "FoNet": ("fonet",),
        "Beta": ("agencija beta",),
        "HINA": ("hina",),
        "STA": ("sta",),
        "TASS": ("tass", "тасс", "итар-тасс"),
        "RIA Novosti": ("ria novosti", "риа новости"),
        "Interfax": ("interfax", "интерфакс"),
        "Sputnik": ("sputnik",),
        "Ukrinform": ("ukrinform", "укрінформ", "укринформ"),
        "UNIAN": ("unian", "уніан", "униан"),
        "BelTA": ("belta", "белта"),
        "ELTA": ("elta",),
        "BNS": ("bns",),
        "LETA": ("leta",),
        "Anadolu Agency": ("aa", "anadolu ajansı", "anadolu agency", "الأناضول", "وكالة الأناضول", "ئانادۆڵو"),
        "DHA": ("dha", "demirören haber ajansı"),
        "İHA": ("iha", "i̇ha", "ihlas haber ajansı"),
        "ANKA": ("anka", "anka haber ajansı"),
        "ANF": ("anf", "ajansa nûçeyan a firatê"),
        "Mezopotamya Agency": ("ma", "mezopotamya ajansı", "mezopotamya agency"),
        "Hawar News": ("anha", "hawar news", "hawar", "هاوار"),
        "North Press": ("north press", "north press agency", "npa", "نورث برس"),
        "ARA News": ("ara news",),
        "Rudaw": ("rudaw", "rûdaw", "ڕووداو", "رووداو"),
        "Kurdistan 24": ("kurdistan 24", "kurdistan24", "k24"),
        "SANA": ("sana", "سانا", "وكالة سانا"),
        "INA": ("ina", "واع", "وكالة الأنباء العراقية"),
        "SPA": ("spa", "واس", "saudi press agency"),
        "WAM": ("wam", "وام", "emirates news agency"),
        "QNA": ("qna", "قنا"),
        "KUNA": ("kuna", "كونا"),
        "BNA": ("bna", "بنا"),
        "Petra": ("petra", "بترا"),
        "MENA": ("أ ش أ", "mena"),
        "NNA": ("الوكالة الوطنية للإعلام",),
        "WAFA": ("wafa", "وفا"),
        "TAP": ("tap", "وات"),
        "MAP": ("map", "و م ع"),
        "APS": ("aps", "وأج"),
        "IRNA": ("irna", "ایرنا", "إرنا"),
        "ISNA": ("isna", "ایسنا"),
        "Fars": ("fars", "فارس", "fars news"),
        "Tasnim": ("tasnim", "تسنیم"),
        "Mehr": ("mehr", "مهر"),
        "Xinhua": ("xinhua", "新华社", "新華社", "شينخوا"),
        "CNA": ("中央社", "cna"),
        "CNS": ("中新社", "中新网"),
        "Kyodo": ("kyodo", "kyodo news", "共同通信", "共同"),
        "Jiji Press": ("jiji", "jiji press", "時事通信", "時事"),
        "Yonhap": ("yonhap", "연합뉴스"),
        "Newsis": ("newsis", "뉴시스"),
        "News1": ("news1", "뉴스1"),
        "KCNA": ("kcna",),
        "PTI": ("pti", "press trust of india", "पीटीआई", "भाषा"),
        "ANI": ("ani", "asian news international", "एएनआई"),
        "IANS": ("ians", "आईएएनएस"),
        "UNI": ("uni", "united news of india", "वार्ता"),
        "APP": ("app", "اے پی پی"),
        "BSS": ("bss", "বাসস"),
        "UNB": ("unb", "ইউএনবি"),
        "Bernama": ("bernama",),
        "Antara": ("antara",),
        "VNA": ("vna", "ttxvn", "vietnam news agency"),
        "CP": ("the canadian press", "canadian press", "la presse canadienne"),
        "AAP": ("aap", "australian associated press"),
        "PA Media": ("pa", "pa media", "press association"),
        "UPI": ("upi",),
        "Bloomberg": ("bloomberg", "bloomberg news"),
        "Dow Jones Newswires": ("dow jones", "dow jones newswires"),
        "Inter Press Service": ("inter press service",),
        "RFE/RL": ("rfe/rl",),
        "NAN": ("nan", "news agency of nigeria"),
        "GNA": ("gna", "ghana news agency"),
        "KNA Kenya": ("kenya news agency",),
        "ENA": ("ena", "ethiopian news agency"),
        "SAnews": ("sanews", "sanews.gov.za"),
        "Prensa Latina": ("prensa latina",),
        "Télam": ("télam", "telam"),
        "Notimex": ("notimex",),
        "Guardian News Service": ("guardian news service",),
        "Tribune News Service": ("tribune news service", "tribune content agency"),
        "PR Newswire": ("pr newswire", "prnewswire"),
        "Business Wire": ("business wire", "businesswire"),
        "GlobeNewswire": ("globenewswire", "globe newswire"),
    }.items()
    for alias in aliases
}  # fmt: skip
"""Casefolded spelling → the name to credit."""

ORGANIZATION_WORDS = frozenset(
    """
    news times press agency agencies staff team desk newsroom bureau editors editorial board media magazine network
    redaktion redaktionen redazione rédaction redaction redacción redacao redação redactie redakcja redakce redakcia
    redakcija redaksi redakció redacția redactia toimitus toimetus redaksjonen redaksjon szerkesztőség toimituskunta
    nachrichten zeitung tageblatt presse journal gazette herald tribune post daily weekly radio tv television broadcasting
    channel channels inc ltd llc gmbh corp corporation company co ag foundation institute university college center centre
    association society council committee ministry department government group club union federation organization
    organisation haber ajansı merkezi servisi gazetesi editörü haberleri новости редакция редакція новини агентство газета
    редакциясы издание корреспондент вести журнал وكالة صحيفة جريدة تحرير التحرير قناة شبكة موقع مراسل فريق قسم مركز
    خبرگزاری تحریریه روزنامه سرویس گروه ڈیسک نیوز ویب डेस्क न्यूज़ ब्यूरो टीम ডেস্ক প্রতিবেদক অনলাইন নিউজ ทีมข่าว กองบรรณาธิการ
    báo ban 編集部 编辑部 編輯部 記者団 通信社 新聞社 新闻社 新聞 新闻 日报 日報 晚报 网 편집국 편집부 뉴스 뉴스팀 신문
    contributors correspondents reporters writers wire wires newswire services service online agencia agência agence agenzia
    agentur nyhetsbyrå nyhetsbyrån bureaus noticias notizie notícias nouvelles digital sport sports
    """.split()
)
"""Words (casefolded) that no person's name holds."""
