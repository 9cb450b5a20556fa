"""Query parameters that say how a reader came or how a page is shown, not which article it is.

Drawn from the vendors' own documentation (Google, Meta, Microsoft, Yandex, Matomo, AT Internet, Mailchimp, Jetpack …).
Three classes, by how sure one can be from name and value alone:

- tracking: never names an article; taken off before a URL is fetched;
- session and form: the same article in another session or presentation (AMP, print, mobile);
- ambiguous: tracking on most sites, an article's number on a few; see `is_ambiguous`.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TRACKING_PREFIXES = tuple(
    _words(
        """
    utm_ mtm_ matomo_ pk_ piwik_ hsa_ _hs __hs oly_ vero_ fb_ ga_ wt_ wt. at_ ns_ guce_ _branch_ __cf_chl_
    relatedposts_ trk_ itm_ sc_c elqtrack iesrc stm_ soc_ amp_ action_object_ action_type_ action_ref_ mkt_
    cm_mmc s_kwcid hss_ aspsessionid
    """
    )
)

_TRACKING_NAMES = _words(
    """
    fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid msclkid twclid ttclid yclid ysclid
    li_fat_id epik rdt_cid sccid srsltid ef_id igshid igsh mc_cid mc_eid ml_subscriber ml_subscriber_hash dm_i
    elq wickedid rb_clickid zanpid irclickid awc cjevent guccounter usqp ved sxsrf spm scm xtor cmp cmpid ito
    icid ncid smid smtyp ocid sr_share maca traffic_source feedtype feedname twitter_impression
    __twitter_impression hootpostid wprov _openstat _ga _gl _gac _ke _kx __s __tn__ __xts__ trk trkcampaign
    trackingid tracking_id mkwid pcrid campaignid campaign_id adgroupid adid clickid click_id partnerid
    partner_id referrer referer isfromwhatsapp echobox socialreferrer xcust replytocom relatedposts shared
    like_comment unapproved moderation-hash doing_wp_cron cn-reloaded fb_comment_id
    """
)

_SESSION_NAMES = _words(
    """
    phpsessid phpsession jsessionid aspxsession asp.net_sessionid sessionid session_id sessid cfid cftoken
    zenid oscsid sessid_ symfony laravel_session ci_session
    """
)
_MAYBE_SESSION_NAMES = _words(
    """
    sid s session sess
    """
)
# A session id is random: 128 bits in hex or base 36 have 20 characters and more, while story numbers have up to 10
# digits. 16 leaves room for both.
_RANDOM = re.compile(r"(?=[^\d]*\d)(?=[\d]*[A-Za-z])[0-9A-Za-z,_-]{16,}")

_FORM_NAMES = _words(
    """
    amp _amp isamp noamp print printable printpage printview printerfriendly print-friendly mobile mobi
    ismobile nomobile mobile_view wpmp_switcher
    """
)
_FORM_KEYS = _words(
    """
    view format mode output outputtype layout display type tpl tmpl template version style theme device
    """
)
_FORM_VALUES = _words(
    """
    amp print printable printer printerfriendly printer-friendly printversion mobile desktop component
    """
)

_AMBIGUOUS_NAMES = _words(
    """
    ref ref_src ref_url source src from via share nb mod partner campaign origin feature sh sc si spref medium
    channel_src rss feed_id referer_id reload refresh cb _ nocache cachebuster rnd rand timestamp ts
    """
)


def is_tracking(name: str) -> bool:
    """Whether a parameter of this name (any case) never names an article on any site."""
    lowered = name.lower()
    return lowered in _TRACKING_NAMES or lowered.startswith(_TRACKING_PREFIXES)


def is_session(name: str, value: str) -> bool:
    """Whether the parameter carries a session id. Short names count only with a value that looks random."""
    lowered = name.lower()
    return lowered in _SESSION_NAMES or (lowered in _MAYBE_SESSION_NAMES and _RANDOM.fullmatch(value) is not None)


def is_form(name: str, value: str) -> bool:
    """Whether the parameter asks for another form (AMP, print, mobile) of the same article."""
    lowered = name.lower()
    if lowered in _FORM_NAMES:
        return True
    if lowered == "m":  # Blogger's mobile form is m=1; WordPress's m=202401 is an archive
        return value in ("0", "1")
    return lowered in _FORM_KEYS and value.lower() in _FORM_VALUES


def is_ambiguous(name: str, value: str) -> bool:
    """Whether the parameter is tracking where the path alone names the article, as ``ref=rss`` and ``from=home`` are.

    ``article.php?ref=1234`` shows why this needs the caller's look at the path; a plain number is never ambiguous but
    for cache busters.
    """
    lowered = name.lower()
    if lowered not in _AMBIGUOUS_NAMES:
        return False
    return not value.isdigit() or lowered in ("share", "nb", "reload", "refresh", "cb", "_", "nocache", "rss")
