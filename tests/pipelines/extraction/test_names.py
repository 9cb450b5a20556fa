"""Bylines split into names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.extraction.fields.name_kinds import name_kind
from wiredesk.pipelines.extraction.fields.names import split_names
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("By Ann Smith", ["Ann Smith"]),
        ("Ann Smith\u3000著、山田 太郎\u3000監訳、木下 花子\u3000訳", ["Ann Smith"]),
        ("質問者：山田太郎", ["山田太郎"]),
        ("（記者・山田太郎）", ["山田太郎"]),
        ("记者 王小明 通讯员 李华", ["王小明", "李华"]),
        ("Tarafından", []),
        ("Corneliu Apostol Editorialist", ["Corneliu Apostol"]),
        ("Олена Ткачук Кореспондентка", ["Олена Ткачук"]),
        ("Kovács Anna Újságíró", ["Kovács Anna"]),
        ("Νίκος Δαλακίδης Δημοσιογράφος", ["Νίκος Δαλακίδης"]),
        ("Ann Smith Staff Writer", ["Ann Smith"]),
        ("AP Auto Writer", ["AP"]),
        ("سردبیر", []),
        ("Խմբագիր", []),
        ("By Ann Smith, Bob Jones and Carol White", ["Ann Smith", "Bob Jones", "Carol White"]),
        ("By Ann Smith, Political Editor, and Bob Jones", ["Ann Smith", "Bob Jones"]),
        ("Reporting by: Ann Smith; Editing by Bob Jones", ["Ann Smith"]),
        ("Ann Smith ann.smith@example.org", ["Ann Smith"]),
        ("By ANN SMITH | Staff Writer | @annsmith", ["ANN SMITH"]),
        ("Ann Smith, PhD, MBA", ["Ann Smith"]),
        ("By Ann Smith\nPublished May 3, 2026 10:15 am", ["Ann Smith"]),
        ("Russell Miller Dec 18", ["Russell Miller"]),
        ("Dec 17, 2025 Julian K. Arni", ["Julian K. Arni"]),
        ("Luke Kim • 5 min read", ["Luke Kim"]),
        ("Von Birgit Baumann, dpa", ["Birgit Baumann", "dpa"]),
        ("Mwandishi Wetu Jumapili, Oktoba 12", ["Mwandishi Wetu"]),
        ("Muallif: Dilnoza Karimova", ["Dilnoza Karimova"]),
        ("Von Birgit Baumann und Anna Giulia Fink, Berlin", ["Birgit Baumann", "Anna Giulia Fink"]),
        ("Por Ana Pérez y Luis Gómez", ["Ana Pérez", "Luis Gómez"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Par Marie Dupont et Jean Durand", ["Marie Dupont", "Jean Durand"]),
        ("Di Maria Rossi", ["Maria Rossi"]),
        ("De Luca", ["De Luca"]),
        ("Door Jan de Vries en Kees Bakker", ["Jan de Vries", "Kees Bakker"]),
        ("Av Kari Nordmann og Ola Hansen", ["Kari Nordmann", "Ola Hansen"]),
        ("Yazan: Ahmet Yılmaz ve Ayşe Demir", ["Ahmet Yılmaz", "Ayşe Demir"]),
        ("بقلم: أحمد علي وسارة محمد", ["أحمد علي", "سارة محمد"]),
        ("كتب - محمد حسن", ["محمد حسن"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        ("Napisał: Jan Kowalski", ["Jan Kowalski"]),
        ("Penulis: Budi Santoso", ["Budi Santoso"]),
        ("홍길동 기자", ["홍길동"]),
        ("Quelle: sid/dpa", ["sid", "dpa"]),
        ("Text: Max Müller / Foto: Eva Klein", ["Max Müller"]),
        ("John Smith in Berlin", ["John Smith"]),
        ("Ann Smith, ann smith", ["Ann Smith"]),
        ("admin", []),
        ("https://www.facebook.com/somebody", []),
        ("", []),
        (None, []),
    ],
)
def test_names_of_a_byline(printed, names):
    assert split_names(printed) == names


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Nga Arben Hoxha", ["Arben Hoxha"]),
        ("Per Núria Ferrer", ["Núria Ferrer"]),
        ("Per Hansen", ["Per Hansen"]),
        ("Per-Olav Strand", ["Per-Olav Strand"]),
        ("Od Marija Stojanova", ["Marija Stojanova"]),
        ("Autors: Jānis Bērziņš", ["Jānis Bērziņš"]),
        ("Höfundur: Guðrún Jónsdóttir", ["Guðrún Jónsdóttir"]),
        ("Deur Pieter Botha", ["Pieter Botha"]),
        ("Бичсэн: Батболд Дорж", ["Батболд Дорж"]),
        ("Հեղինակ՝ Անի Պետրոսյան", ["Անի Պետրոսյան"]),
        ("ጸሐፊ፡ አበበ ከበደ", ["አበበ ከበደ"]),
        ("អ្នកនិពន្ធ៖ សុខ ដារា", ["សុខ ដារា"]),
        ("ຂຽນໂດຍ: ສົມພອນ ແກ້ວ", ["ສົມພອນ ແກ້ວ"]),
        ("Ni Juan Dela Cruz", ["Juan Dela Cruz"]),
        ("Γράφει ο Νίκος Παππάς", ["Νίκος Παππάς"]),
        ("ავტორი: გიორგი ბერიძე", ["გიორგი ბერიძე"]),
        ("Kitbet: Joseph Borg", ["Joseph Borg"]),
        ("Redacción: Carlos Díaz", ["Carlos Díaz"]),
        ("Scríofa ag Seán Murphy", ["Seán Murphy"]),
        ("文・山田花子", ["山田花子"]),
        ("文＝佐藤健", ["佐藤健"]),
        ("【記者林小玲／高雄報導】", ["林小玲"]),
        ("本报记者 王小明 李丽", ["王小明", "李丽"]),
        ("作者 | 张小军", ["张小军"]),
        ("责任编辑：李四", []),
        ("글=김민수", ["김민수"]),
        ("김민수·박영희 기자", ["김민수", "박영희"]),
        ("[Jane Doe]", ["Jane Doe"]),
        ("Jane Doe (London)", ["Jane Doe"]),
        ("By Sara Olin @saraolin", ["Sara Olin"]),
        ("Jana KrugPubliziert 12.3.2024", ["Jana Krug"]),
        ("Stand: 12.3.2024", []),
        ("Сергей Лунин 12 октября 2020", ["Сергей Лунин"]),
        ("Kindly share this story:", []),
        ("Skrifað af Helga Sveinsson", ["Helga Sveinsson"]),
        ("Redacció: Núria Ferrer", ["Núria Ferrer"]),
        ("لکھاری: کامران علی", ["کامران علی"]),
        ("រាយការណ៍ដោយ៖ សុខ ដារា", ["សុខ ដារា"]),
        ("රචනය: සුනිල් පෙරේරා", ["සුනිල් පෙරේරා"]),
        ("Geschriwwen vum Jang Weber", ["Jang Weber"]),
        ("Ekri pa Jan Batis", ["Jan Batis"]),
        ("Από την Ελένη Παππά", ["Ελένη Παππά"]),
        ("Von unserer Redakteurin Jana Krug", ["Jana Krug"]),
        ("Blog Beitrag von Jana Krug", ["Jana Krug"]),
        ("De notre envoyé spécial Luc Morel", ["Luc Morel"]),
        ("Autor/ica: Ivan Horvat", ["Ivan Horvat"]),
        ("Bài, ảnh: Trần Văn Bình", ["Trần Văn Bình"]),
        ("Text und Fotos: Jana Krug", ["Jana Krug"]),
        ("Von Jana Krug (dpa)", ["Jana Krug", "dpa"]),
        ("Par Luc Morel (avec AFP)", ["Luc Morel", "AFP"]),
        ("By Jane Doe for the Valley Herald", ["Jane Doe"]),
        ("【佐藤健、山田花子】", ["佐藤健", "山田花子"]),
        ("（佐藤健）", ["佐藤健"]),
        ("(記者林小玲高雄報導)", ["林小玲"]),
        ("作者：记者张小军", ["张小军"]),
        ("責編：李四", []),
        ("（责编：李四、张小军）", []),
        ("責任編輯/李四", []),
        ("校对：李四", []),
        ("글 사진 김민수", ["김민수"]),
        ("Par Luc Morel (avec Ana Roux et Jo Petit)", ["Luc Morel", "Ana Roux", "Jo Petit"]),
        ("Redaktion: Jana Krug (Sprecherin, Bauamt)", ["Jana Krug"]),
        ("Von Jana Krug am Samstag, 19. Oktober 2025 um 11:14 Uhr", ["Jana Krug"]),
        ("Redakteurin Jana Krug", ["Jana Krug"]),
        ("Übersetzung: Jana Krug", []),
        ("Ministry of Trade and Industry", ["Ministry of Trade and Industry"]),
        ("Bundesministerium für Handel und Verkehr", ["Bundesministerium für Handel und Verkehr"]),
        ("By Jane Doe, Head of Marketing and Sales", ["Jane Doe"]),
        ("Jane Doe; and Jo Berg", ["Jane Doe", "Jo Berg"]),
        ("JANE DOE, AP National Writer", ["JANE DOE", "AP"]),
        ("von Newsdesk", ["Newsdesk"]),
        ("Jane Davis", ["Jane Davis"]),
        ("Bildrechte:", []),
        ("Posted on 2025年4月13日 by Jane Doe", ["Jane Doe"]),
    ],
)
def test_printed_forms_of_the_worlds_languages(printed, names):
    assert split_names(printed) == names


@pytest.mark.parametrize("text", ["از همه جا", "من فضلك شارك", "م الأحد"])
def test_phrases_in_scripts_without_capitals_are_no_persons(text):
    assert not looks_like_person(text)


@pytest.mark.parametrize(
    "name",
    [
        "dpa",
        "رويترز",
        "AFP",
        "The New York Times",
        "Redaktion",
        "BBC News",
        "example.com",
        "Haber Merkezi",
        "北河新浪網",
        "Nordverband",
    ],
)
def test_organizations(name):
    assert name_kind(name) == "organization"


@pytest.mark.parametrize(
    "name", ["Ann Smith", "Travis Doe", "Jane Davis", "أحمد علي", "Jan de Vries", "Jürgen Klopp", "王小明", "Lê Phương"]
)
def test_persons(name):
    assert name_kind(name) == "person"


def test_agencies_have_one_name_in_every_script():
    assert agency_name("رويترز") == agency_name("Рейтер") == agency_name("Reuters") == "Reuters"
    assert agency_name("Deutsche Presse-Agentur") == "dpa"
    assert agency_name("SID Nachrichtenagentur") == "SID"
    assert agency_name("Ann Smith") is None


@pytest.mark.parametrize(
    "text", ["Read more", "Share this article", "Last updated Monday", "experienced gardeners", "12 hours"]
)
def test_furniture_is_nobody(text):
    assert not looks_like_person(text)


@given(st.text(max_size=400))
def test_no_text_raises_and_names_are_clean(text):
    names = split_names(text)
    assert len(names) <= 30
    for name in names:
        assert 0 < len(name) <= 80
        assert name == name.strip()
        assert "\n" not in name


@given(
    st.lists(
        st.sampled_from(
            ["By", "Ann Smith", "and", ",", "&", "|", "dpa", "(", ")", "/", "Von", ":", "Editor", "\n", "2026", "بقلم"]
        ),
        max_size=40,
    )
)
def test_no_mixture_of_parts_raises(parts):
    split_names(" ".join(parts))
