"""Addresses of every shape that RFC 5321 and 5322 allow, forbid or leave open, and some that mean to do harm."""

ADDRESSES = (
    # Plain ones, and the edges of plain.
    "ada@example.org", "a@b.co", "ada.lovelace@example.org", "ada+duologue@example.org", "ada-l@ex-ample.org",
    "_@example.org", "!#$%&'*+-/=?^_`{|}~@example.org", "1@1.example.org", "ADA@EXAMPLE.ORG", "ada@example.museum",
    "ada@xn--exmple-cua.de", "a" * 64 + "@example.org", "a" * 65 + "@example.org", "ada@" + "a" * 63 + ".org",
    "ada@" + "a" * 64 + ".org", "ada@" + ".".join(["a" * 60] * 4) + ".org",
    "a" * 64 + "@" + ".".join(["b" * 60] * 4) + ".co", "ada@a.b.c.d.e.f.g.org",
    # Dots, at signs and nothing.
    "", "@", "ada", "ada@", "@example.org", "ada@@example.org", "ada@b@example.org", ".ada@example.org",
    "ada.@example.org", "ada..l@example.org", "ada@.example.org", "ada@example.org.", "ada@example..org",
    "ada@-example.org", "ada@example-.org", "ada@localhost", "ada@org", "ada@example.o", "ada@example.123",
    "ada@example.invalid", "ada@example.test", "ada@example.onion",
    # Hosts that are no names.
    "ada@[127.0.0.1]", "ada@127.0.0.1", "ada@[IPv6:::1]", "ada@[IPv6:2001:db8::1]", "ada@[general:x]", "ada@[]",
    "ada@[x",
    # Quoted strings, comments, folding, routes, groups.
    '"ada"@example.org', '"ada l"@example.org', '"ada@l"@example.org', '"ada\\"l"@example.org', '"\\"@example.org',
    '""@example.org', '"ada"l@example.org', 'ada"l"@example.org', '"ada\nl"@example.org', '"ada\r\n l"@example.org',
    "ada\\@l@example.org", "(x)ada@example.org", "ada(x)@example.org", "ada@(x)example.org", "ada@example.org(x)",
    "ada @example.org", " ada@example.org", "ada@example.org ", "ada@ example.org", "a da@example.org",
    "ada\t@example.org", "ada@example\r\n .org", "Ada <ada@example.org>", "<ada@example.org>",
    "<@route,@b:ada@example.org>", "group: ada@example.org, bob@example.org;", "ada@example.org, eve@example.org",
    "ada@example.org;eve@example.org", "ada@example.org eve@example.org", "mailto:ada@example.org",
    # More headers, more recipients, more commands.
    "ada@example.org\nBcc: eve@example.org", "ada@example.org\r\nBcc: eve@example.org", "ada\r\nBcc:eve@example.org",
    "ada@example.org%0d%0aBcc:eve@example.org", "ada@example.org\x00eve", "ada\x00@example.org",
    "ada@exam\x00ple.org", "ada@example.org\u2028Bcc: eve@example.org", "ada@example.org\x0bBcc: eve@example.org",
    "ada@example.org>\r\nDATA\r\n", "ada%eve.example@example.org", "eve.example!ada@example.org",
    "=?utf-8?q?ada?=@example.org", "ada@=?utf-8?q?example?=.org", "ada@example.org?bcc=eve@example.org",
    "ada@example.org&bcc=eve@example.org", "ada@example.org#x", "ada@example.org/x", "|id@example.org",
    "`id`@example.org", "$(id)@example.org", "-oQ/tmp@example.org", "'--@example.org", "<script>@example.org",
    '"<script>alert(1)</script>"@example.org', "ada@<script>.org", "ada{{7*7}}@example.org", "%s@example.org",
    "ada@%s.org",
    # Beyond ASCII.
    "ada@exämple.de", "ädä@example.org", "研究@example.org", "ada@研究.org", "дмитрий@пример.рф", "ada@пример.рф",
    "ada@xn--.org", "ada@xn--a.org", "ada@xn--0.org", "ada@xn--" + "a" * 60 + ".org", "ada@straße.de", "ada@ﬁne.org",
    "ada@exam\u200bple.org", "ada\u200b@example.org", "ada@example。org", "ada＠example.org",
    "ada@ｅｘａｍｐｌｅ.org", "\u202eada@example.org", "ada@\u202eexample.org", "e\u0301@example.org",
    "ada@e\u0301xample.org", "🙂@example.org", "ada@🙂.org", "\u0301@example.org", "ada@\u0301.org",
    "a\u0300\u0301\u0302@example.org", "ada@١٢.org", "ada@١٢٣.org", "ada@שלום.org", "ada@שלום1a.org",
    "\ufeffada@example.org", "ada@example.org\ufeff", "\u3164@example.org", "ada@\u3164.org", "ada@a·b.org",
    "ada@İstanbul.org", "ada@ex\xadample.org", "K@example.org", "a" * 300 + "@example.org", "a" * 5000, "@" * 300,
    "." * 300, '"' + "a" * 300 + '"@example.org', "研" * 64 + "@example.org",
    # What is left of all that isemail tells apart.
    "ada.(x)l@example.org", "(\x07)ada@example.org", " \r\n \r\n ada@example.org", '"ada".l@example.org',
    '"a\\\x07"@example.org', '"a\x07"@example.org', "ada@[127.0.0.1]x", "ada@[\\", '"ada\\', "ada@example.org\r",
    "(é)ada@example.org", "ada@[[]", '"\\é"@example.org', "ada@example.org \r\n\r\n ", "(ada@example.org",
    "ada@[IPv6:1:2:3:4:5:6::8]", "ada@" + ".".join(["a" * 60] * 5) + ".org", "ada@[\x07]", "ada@[IPv6:1::2::3]",
    "ada@[IPv6:1:2:g::]", "ada@[IPv6:1:2:3:4:5:6:7:]", "ada@[IPv6::1:2:3:4:5:6:7]", "ada@[IPv6:1:2:3]",
    "ada@[IPv6:1:2:3:4:5:6:7::8]",
)  # fmt: skip
