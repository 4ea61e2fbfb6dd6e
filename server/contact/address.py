"""Where an answer can go: what is wrong with an address, and which one was probably meant."""

import difflib
import functools

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, ValidatedEmail, validate_email

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets

# Names that are often mistyped, by what follows them. The rare ones keep a real address from being corrected.
_HOSTS = {
    "com": ("gmail", "googlemail", "hotmail", "outlook", "yahoo", "icloud", "protonmail", "fastmail", "mail", "email"),
    "de": ("gmx", "web", "googlemail", "hotmail", "outlook", "yahoo", "posteo", "mailbox", "freenet"),
    "fr": ("orange", "free", "wanadoo", "laposte", "hotmail", "outlook", "yahoo"),
    "co.uk": ("hotmail", "yahoo", "outlook", "googlemail", "btinternet"),
    "net": ("gmx", "comcast", "verizon"),
    "me": ("proton", "pm"),
}
_REAL = frozenset({"ymail.com", "rocketmail.com", "hotmail.co", "gmail.de", "mailbox.org", "proton.com", "hey.com"})
_ENDINGS = dict.fromkeys(("con", "cim", "cmo", "ocm", "vom", "xom", "cpm", "comm", "coom", "copm", "c0m"), "com")
_ENDINGS |= dict.fromkeys(("nte", "ney", "nett", "met"), "net") | dict.fromkeys(("ogr", "orgg", "rog", "prg"), "org")
_AFTER_A_KNOWN_NAME = {"co": "com", "cm": "com", "om": "com", "": "com"}


def fault(address: str) -> str | None:
    """What is wrong with an address, as a sentence that names the mend. Whether it exists is not asked of anyone."""
    if sentence := _obvious(address):
        return sentence
    try:
        _taken_apart(address)
    except EmailNotValidError:
        return "Something is missing from this address or does not belong in it. Compare it with ada@example.org."
    return None


def normalised(address: str) -> str:
    """A faultless address in one form: NFC, the host in lower case and in Unicode (RFC 5891), the rest as typed."""
    return _taken_apart(address).normalized


@functools.lru_cache(maxsize=8)  # whoever asks what is wrong with an address asks for its form next
def _taken_apart(address: str) -> ValidatedEmail:
    return validate_email(address, check_deliverability=False, strict=True)


def suggestion(address: str) -> str | None:
    """The address that was probably meant, where the host looks like a slip of the fingers."""
    local, at, host = address.rpartition("@")
    name, _, ending = host.lower().partition(".")
    if not (local and at and name) or host.lower() in _REAL:
        return None
    meant = _ENDINGS.get(ending, ending)
    for tried in (meant, _AFTER_A_KNOWN_NAME.get(meant, meant)):
        near = _near(name, tried)
        if near:
            return None if f"{near}.{tried}" == host.lower() else f"{local}@{near}.{tried}"
    return f"{local}@{name}.{meant}" if meant != ending else None


@functools.lru_cache(maxsize=1000)
def _near(name: str, ending: str) -> str | None:
    names = _HOSTS.get(ending, ())
    if name in names:
        return name
    # Four letters of five in their order; shorter names are near to too many others.
    longer = [known for known in names if len(known) >= 5]
    return next(iter(difflib.get_close_matches(name, longer, n=1, cutoff=0.8)), None)


def _obvious(address: str) -> str | None:
    """The first of the faults for which a better sentence can be found than for all of them."""
    host = address.rpartition("@")[2]
    ending = host.rpartition(".")[2].lower()
    found = {
        "Write your address, so that an answer can reach you.": not address,
        f"No address is longer than {LONGEST} characters, as this is. Write the address alone.": len(address) > LONGEST,
        "Write one address alone, without a name or brackets around it.": any(mark in address for mark in "<>,;"),
        "There is a space in this address. Take it out, so that it looks like ada@example.org.": " " in address,
        "There is no @ in this address. It should look like ada@example.org.": "@" not in address,
        "The end of this address is missing. It should look like ada@example.org.": "." not in host.strip("."),
        f"Mail from here reaches no address that ends in .{ending}. Write another.": ending in SPECIAL_USE_DOMAIN_NAMES,
    }
    return next((sentence for sentence, applies in found.items() if applies), None)
