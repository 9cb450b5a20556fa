"""Texts that publishers put amid an article and that are none of it, in the languages of the regional pages.

All are our own words, as such boxes put it: a newsletter, a consent, a poll, a promotion of a site's own app.
"""

from __future__ import annotations

from typing import Final

KINDS: Final = ("newsletter", "consent", "poll", "promotion")

BOXES: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "en": (
        ("The morning in five minutes", "Every weekday our editors pick the stories that matter to you. Free, and in your inbox by seven.", "Enter your email address"),
        ("This element comes from a third party", "It may store cookies on your device. Do you agree that we load it? You can change your mind in the settings at any time.", "Show it once"),
        ("What do you think?", "Should the town centre be closed to cars at weekends?", "Yes", "No", "I do not know"),
        ("Read us on your phone", "With our app you know first what happens near you. Download it now, free of charge, and get the alerts you choose."),
    ),
    "de": (
        ("Der Morgen in fünf Minuten", "Werktags stellt unsere Redaktion für Sie zusammen, was wichtig wird. Kostenlos und um sieben in Ihrem Postfach.", "Ihre E-Mail-Adresse"),
        ("Dieses Element stammt von einem Drittanbieter", "Dabei können Cookies auf Ihrem Gerät gespeichert werden. Sind Sie einverstanden, dass wir es laden? Sie können Ihre Wahl jederzeit ändern.", "Einmal anzeigen"),
        ("Was meinen Sie?", "Soll die Innenstadt am Wochenende für Autos gesperrt werden?", "Ja", "Nein", "Weiß nicht"),
        ("Lesen Sie uns unterwegs", "Mit unserer App wissen Sie zuerst, was in Ihrer Nähe passiert. Jetzt kostenlos herunterladen und eigene Meldungen einstellen."),
    ),
    "fr": (
        ("La matinée en cinq minutes", "Chaque jour de la semaine, notre rédaction choisit pour vous ce qui compte. Gratuit, dans votre boîte à sept heures.", "Votre adresse électronique"),
        ("Ce contenu provient d’un tiers", "Il peut déposer des cookies sur votre appareil. Acceptez-vous que nous l’affichions ? Vous pouvez changer d’avis à tout moment.", "Afficher une fois"),
        ("Qu’en pensez-vous ?", "Faut-il fermer le centre-ville aux voitures le week-end ?", "Oui", "Non", "Sans avis"),
        ("Lisez-nous sur votre téléphone", "Avec notre application, vous savez en premier ce qui se passe près de chez vous. Téléchargez-la gratuitement et choisissez vos alertes."),
    ),
    "es": (
        ("La mañana en cinco minutos", "De lunes a viernes, nuestra redacción elige para usted lo que importa. Gratis y en su correo a las siete.", "Su correo electrónico"),
        ("Este contenido es de un tercero", "Puede guardar cookies en su dispositivo. ¿Acepta que lo carguemos? Puede cambiar su decisión cuando quiera.", "Mostrar una vez"),
        ("¿Qué opina usted?", "¿Debe cerrarse el centro a los coches los fines de semana?", "Sí", "No", "No sé"),
        ("Léanos en su teléfono", "Con nuestra aplicación se entera primero de lo que pasa cerca de usted. Descárguela gratis y elija sus avisos."),
    ),
    "pt": (
        ("A manhã em cinco minutos", "De segunda a sexta, a nossa redação escolhe para si o que importa. Grátis e no seu email às sete.", "O seu email"),
        ("Este conteúdo é de terceiros", "Pode guardar cookies no seu aparelho. Aceita que o carreguemos? Pode mudar de ideias a qualquer momento.", "Mostrar uma vez"),
        ("Qual é a sua opinião?", "Deve o centro da cidade fechar aos carros ao fim de semana?", "Sim", "Não", "Não sei"),
        ("Leia no telemóvel", "Com a nossa aplicação é o primeiro a saber o que se passa perto de si. Descarregue grátis e escolha os seus alertas."),
    ),
    "it": (
        ("La mattina in cinque minuti", "Dal lunedì al venerdì la nostra redazione sceglie per lei ciò che conta. Gratis, alle sette nella sua posta.", "Il suo indirizzo email"),
        ("Questo contenuto viene da terzi", "Può salvare cookie sul suo dispositivo. Accetta che lo carichiamo? Può cambiare idea in ogni momento.", "Mostra una volta"),
        ("Che cosa ne pensa?", "Il centro va chiuso alle auto nel fine settimana?", "Sì", "No", "Non so"),
        ("Ci legga sul telefono", "Con la nostra app sa per primo che cosa succede vicino a lei. La scarichi gratis e scelga i suoi avvisi."),
    ),
    "nl": (
        ("De ochtend in vijf minuten", "Op werkdagen kiest onze redactie voor u wat belangrijk is. Gratis en om zeven uur in uw mail.", "Uw e-mailadres"),
        ("Dit onderdeel komt van een derde partij", "Het kan cookies op uw toestel bewaren. Vindt u het goed dat we het laden? U kunt uw keuze altijd wijzigen.", "Eén keer tonen"),
        ("Wat vindt u?", "Moet het centrum in het weekend dicht voor auto’s?", "Ja", "Nee", "Weet niet"),
        ("Lees ons onderweg", "Met onze app weet u als eerste wat er bij u in de buurt gebeurt. Download hem gratis en kies uw meldingen."),
    ),
    "ru": (
        ("Утро за пять минут", "По будням наша редакция собирает для вас самое важное. Бесплатно, в семь утра в вашей почте.", "Ваш адрес почты"),
        ("Этот материал принадлежит другому сайту", "Он может сохранять файлы cookie на вашем устройстве. Вы согласны, чтобы мы его загрузили? Решение можно изменить в любое время.", "Показать один раз"),
        ("А как считаете вы?", "Нужно ли закрыть центр города для машин по выходным?", "Да", "Нет", "Не знаю"),
        ("Читайте нас в телефоне", "С нашим приложением вы первыми узнаете, что происходит рядом. Скачайте его бесплатно и выберите свои уведомления."),
    ),
    "uk": (
        ("Ранок за п’ять хвилин", "У будні наша редакція збирає для вас найважливіше. Безкоштовно, о сьомій у вашій пошті.", "Ваша адреса пошти"),
        ("Цей матеріал належить іншому сайту", "Він може зберігати файли cookie на вашому пристрої. Ви згодні, щоб ми його завантажили? Рішення можна змінити будь-коли.", "Показати один раз"),
        ("А як вважаєте ви?", "Чи треба закрити центр міста для авто у вихідні?", "Так", "Ні", "Не знаю"),
        ("Читайте нас у телефоні", "З нашим застосунком ви першими дізнаєтеся, що діється поруч. Завантажте його безкоштовно й оберіть свої сповіщення."),
    ),
    "tr": (
        ("Beş dakikada sabah", "Editörlerimiz hafta içi her gün sizin için önemli olanı seçiyor. Ücretsiz, saat yedide postanızda.", "E-posta adresiniz"),
        ("Bu içerik üçüncü bir siteden geliyor", "Cihazınıza çerez kaydedebilir. Yüklememizi kabul ediyor musunuz? Kararınızı istediğiniz zaman değiştirebilirsiniz.", "Bir kez göster"),
        ("Siz ne düşünüyorsunuz?", "Şehir merkezi hafta sonları araçlara kapatılsın mı?", "Evet", "Hayır", "Bilmiyorum"),
        ("Bizi telefonunuzdan okuyun", "Uygulamamızla yakınınızda olanları ilk siz öğrenin. Ücretsiz indirin ve bildirimlerinizi seçin."),
    ),
    "ar": (
        ("الصباح في خمس دقائق", "يختار محررونا لكم كل يوم عمل أهم ما يعنيكم. مجانا وفي بريدكم عند السابعة.", "بريدكم الإلكتروني"),
        ("هذا المحتوى من جهة أخرى", "قد يحفظ ملفات تعريف الارتباط على جهازكم. هل توافقون على تحميله؟ يمكنكم تغيير القرار في أي وقت.", "عرض مرة واحدة"),
        ("ما رأيكم؟", "هل ينبغي إغلاق وسط المدينة أمام السيارات في عطلة الأسبوع؟", "نعم", "لا", "لا أعرف"),
        ("اقرؤونا على الهاتف", "مع تطبيقنا تعرفون أولا ما يجري بالقرب منكم. حملوه مجانا واختاروا التنبيهات التي تريدونها."),
    ),
    "fa": (
        ("صبح در پنج دقیقه", "روزهای کاری تحریریه ما مهم‌ترین خبرها را برای شما برمی‌گزیند. رایگان و ساعت هفت در صندوق نامه شما.", "نشانی ایمیل شما"),
        ("این محتوا از سایت دیگری است", "ممکن است کوکی در دستگاه شما ذخیره کند. آیا موافقید که آن را نشان دهیم؟ هر زمان می‌توانید نظرتان را عوض کنید.", "یک بار نشان بده"),
        ("نظر شما چیست؟", "آیا مرکز شهر باید در پایان هفته به روی خودروها بسته شود؟", "بله", "خیر", "نمی‌دانم"),
        ("ما را در تلفن بخوانید", "با برنامه ما نخستین کسی باشید که از رویدادهای نزدیک خود باخبر می‌شود. رایگان دریافت کنید و هشدارهای خود را برگزینید."),
    ),
    "hi": (
        ("पांच मिनट में सुबह", "हमारे संपादक हर कामकाजी दिन आपके लिए जरूरी खबरें चुनते हैं। मुफ्त, सुबह सात बजे आपके मेल में।", "आपका ईमेल पता"),
        ("यह सामग्री किसी और साइट की है", "यह आपके उपकरण पर कुकीज रख सकती है। क्या आप सहमत हैं कि हम इसे दिखाएं? आप अपना फैसला कभी भी बदल सकते हैं।", "एक बार दिखाएं"),
        ("आपकी क्या राय है?", "क्या सप्ताहांत में शहर का केंद्र गाड़ियों के लिए बंद होना चाहिए?", "हां", "नहीं", "पता नहीं"),
        ("फोन पर पढ़िए", "हमारे ऐप के साथ सबसे पहले जानिए कि आपके आसपास क्या हो रहा है। मुफ्त डाउनलोड कीजिए और अपने अलर्ट चुनिए।"),
    ),
    "id": (
        ("Pagi dalam lima menit", "Setiap hari kerja redaksi kami memilih yang penting untuk Anda. Gratis, pukul tujuh di surel Anda.", "Alamat surel Anda"),
        ("Konten ini dari pihak lain", "Konten ini dapat menyimpan cookie di perangkat Anda. Setujukah Anda bila kami memuatnya? Anda dapat mengubah pilihan kapan saja.", "Tampilkan sekali"),
        ("Bagaimana menurut Anda?", "Haruskah pusat kota ditutup untuk mobil pada akhir pekan?", "Ya", "Tidak", "Tidak tahu"),
        ("Baca kami di ponsel", "Dengan aplikasi kami Anda lebih dulu tahu apa yang terjadi di sekitar. Unduh gratis dan pilih pemberitahuan Anda."),
    ),
    "zh": (
        ("五分钟看早间新闻", "每个工作日,我们的编辑为您挑选要闻。免费订阅,早上七点送到您的邮箱。", "您的邮箱地址"),
        ("本内容来自第三方", "它可能在您的设备上保存Cookie。您同意我们加载吗?您可以随时更改选择。", "显示一次"),
        ("您怎么看?", "周末市中心是否应该禁止汽车通行?", "是", "否", "不知道"),
        ("用手机看新闻", "用我们的应用,最先知道身边发生的事。立即免费下载,选择您想要的提醒。"),
    ),
    "ja": (
        ("五分で読む朝刊", "平日の毎朝、編集部が大切なニュースを選びます。無料で、七時にメールでお届けします。", "メールアドレス"),
        ("外部のコンテンツです", "お使いの端末にクッキーを保存することがあります。表示してもよろしいですか。設定はいつでも変更できます。", "一度だけ表示"),
        ("あなたの意見は", "週末、中心街への車の乗り入れを禁止すべきですか。", "はい", "いいえ", "わからない"),
        ("スマホで読む", "アプリなら、身近な出来事をいち早くお知らせします。無料でダウンロードして、通知を選んでください。"),
    ),
}  # fmt: skip
"""Language → one box of each of KINDS: its heading, its text, what is to be filled in or chosen."""
