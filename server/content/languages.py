"""Languages by their codes (BCP 47), and as those who speak them call them."""

import re

# Codes that are the ending of some other kind of file, like io, md or ps, are left out on purpose.
NAMES = {
    "ar": "العربية",
    "bg": "Български",
    "bn": "বাংলা",
    "ca": "Català",
    "cs": "Čeština",
    "cy": "Cymraeg",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "eo": "Esperanto",
    "es": "Español",
    "et": "Eesti",
    "eu": "Euskara",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "ga": "Gaeilge",
    "gl": "Galego",
    "he": "עברית",
    "hi": "हिन्दी",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "id": "Bahasa Indonesia",
    "is": "Íslenska",
    "it": "Italiano",
    "ja": "日本語",
    "ka": "ქართული",
    "ko": "한국어",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "ms": "Bahasa Melayu",
    "nb": "Norsk bokmål",
    "ne": "नेपाली",
    "nl": "Nederlands",
    "nn": "Norsk nynorsk",
    "pa": "ਪੰਜਾਬੀ",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sk": "Slovenčina",
    "sl": "Slovenščina",
    "sr": "Српски",
    "sv": "Svenska",
    "sw": "Kiswahili",
    "ta": "தமிழ்",
    "te": "తెలుగు",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
}
SUFFIX = re.compile(r"(.+)\.([a-z]{2})((?:-[A-Za-z0-9]{2,8})*)")


def in_file_name(stem: str) -> tuple[str, str]:
    """The name and the language of a file like about.de.md or about.pt-BR.md; the language is empty for others."""
    found = SUFFIX.fullmatch(stem)
    if not found or found[2] not in NAMES:
        return stem, ""
    return found[1], found[2] + found[3]


def own_name(code: str) -> str:
    """What a language calls itself, as the link to a translation says it; the code where it is not known."""
    main, _, rest = code.partition("-")
    name = NAMES.get(main.lower())
    if name is None:
        return code
    return f"{name} ({rest})" if rest else name
