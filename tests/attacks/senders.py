"""Who writes to the form: four kinds of scripts that spam, and four kinds of people who are easily taken for one."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from urllib.parse import urlencode

import httpx
from selectolax.lexbor import LexborHTMLParser

FORM = {"content-type": "application/x-www-form-urlencoded"}
WORDS = [
    "learning", "gradient", "paper", "notes", "tensor", "winter", "question", "mentor", "reading", "model",
    "evening", "course", "theorem", "project", "kernel", "loss", "weekly", "sketch", "proof", "draft",
    "teacher", "library", "compiler", "signal", "matrix", "garden", "music", "river", "window", "paper",
    "history", "city", "language", "train", "letter", "morning", "station", "number", "energy", "market",
    "crystal", "planet", "pattern", "method", "reason", "result", "theory",
]  # fmt: skip

Send = Callable[[httpx.AsyncClient, random.Random, int], "AsyncIterator[httpx.Response]"]


def words(dice: random.Random, count: int) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(count))


def from_(network: str) -> dict[str, str]:
    """As the trusted proxy says it."""
    return {"X-Forwarded-For": network}


def somewhere(dice: random.Random) -> str:
    return f"{dice.randrange(11, 200)}.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(1, 255)}"


async def post(client: httpx.AsyncClient, fields: Sequence[tuple[str, str]], network: str) -> httpx.Response:
    return await client.post("/contact/inquiries", content=urlencode(fields), headers={**FORM, **from_(network)})


async def form(client: httpx.AsyncClient) -> LexborHTMLParser:
    return LexborHTMLParser((await client.get("/contact")).text)


async def stamp(client: httpx.AsyncClient, network: str) -> str:
    """What htmx fetches when somebody begins to write."""
    field = LexborHTMLParser((await client.get("/contact/stamp", headers=from_(network))).text).css_first("input")
    return str(field.attributes["value"])


# Scripts. All but the fourth come from another network and under another address each time.


async def filler(client: httpx.AsyncClient, dice: random.Random, number: int) -> AsyncIterator[httpx.Response]:
    """Reads the form, and writes something into every field that it finds."""
    page = await form(client)
    fields = {"kind": "other"}
    for field in page.css("form.letter input, form.letter textarea"):
        name, kind = field.attributes.get("name"), field.attributes.get("type")
        if name and kind not in ("radio", "checkbox", "hidden"):
            fields[name] = words(dice, 3)
    fields |= {"email": f"filler{number}@mails.example", "message": words(dice, 30), "link": "https://buy.example"}
    yield await post(client, list(fields.items()), somewhere(dice))


async def hurrier(client: httpx.AsyncClient, dice: random.Random, number: int) -> AsyncIterator[httpx.Response]:
    """Drives the form as a browser does, fetches the stamp, leaves the trap alone, and sends at once."""
    network = somewhere(dice)
    await form(client)
    fields = {"kind": "other", "name": words(dice, 2), "email": f"{number}hurrier@mails.example"}
    fields |= {"message": f"{words(dice, 40)} https://shop{number}.example", "stamp": await stamp(client, network)}
    yield await post(client, list(fields.items()), network)


async def linker(client: httpx.AsyncClient, dice: random.Random, number: int) -> AsyncIterator[httpx.Response]:
    """Never looks at the form: posts links in whatever way some software may show as links."""
    url = f"https://pills{number}.example/{words(dice, 1)}"
    link = dice.choice([f"[url={url}]{words(dice, 2)}[/url]", f'<a href="{url}">here</a>', f"{url}\n" * 8])
    fields = {"kind": "other", "name": words(dice, 2), "email": f"linker{number}@mails.example"}
    yield await post(client, [*fields.items(), ("message", f"{words(dice, 15)}\n{link}")], somewhere(dice))


def repeater(stamped: str) -> Send:
    """One text with a name and a figure in it, patiently, under a new address from one of twenty networks each time."""

    async def send(client: httpx.AsyncClient, dice: random.Random, number: int) -> AsyncIterator[httpx.Response]:
        message = (
            f"Dear Sir {dice.choice(WORDS)},\n\nwe have looked at your site and found {number} things that keep it off "
            f"the first page of the large search engines. We could bring it there in {number % 9} weeks.\n\nYours"
        )
        fields = {"kind": "other", "name": f"{dice.choice(WORDS)} {dice.choice(WORDS)}", "stamp": stamped}
        fields |= {"email": f"repeater{number}@mails.example", "message": message}
        yield await post(client, list(fields.items()), f"198.18.0.{number % 20 + 1}")

    return send


# People. Each writes words of their own.


async def typist(client: httpx.AsyncClient, dice: random.Random, number: int) -> AsyncIterator[httpx.Response]:
    """Has the letter on the clipboard and lets the browser fill in the rest: done within two to six seconds.

    With one in fifty of them the filling program writes into the trap, too.
    """
    network = somewhere(dice)
    stamped = await stamp(client, network)
    await asyncio.sleep(dice.uniform(2, 6))
    fields = {"kind": "mentor-you", "message": own_words(dice), "name": own_name(dice), "stamp": stamped}
    fields |= {"email": f"typist{number}@post.example", "link": f"https://typist{number}.example"}
    if number % 50 == 0:
        fields["remarks"] = fields["name"]
    yield await post(client, list(fields.items()), network)


async def without_script(client: httpx.AsyncClient, dice: random.Random, number: int) -> AsyncIterator[httpx.Response]:
    """Has no JavaScript, so no stamp; every field is sent, the empty ones, too."""
    fields = {"kind": "collaborate", "message": own_words(dice), "name": own_name(dice)}
    fields |= {"email": f"plain{number}@post.example", "link": "", "remarks": "", "stamp": ""}
    yield await post(client, list(fields.items()), somewhere(dice))


async def listener(client: httpx.AsyncClient, dice: random.Random, number: int) -> AsyncIterator[httpx.Response]:
    """Goes through the form as a screen reader reads it, forgets the name, hears so, and sends it again."""
    network = somewhere(dice)
    page = await form(client)
    heard = [
        str(field.attributes["name"])
        for field in page.css("form.letter input, form.letter textarea")
        if not any(parent.attributes.get("aria-hidden") == "true" for parent in above(field))
    ]
    said = {"kind": "mentor-me", "message": own_words(dice), "email": f"listener{number}@post.example"}
    said |= {"link": "", "name": "", "stamp": ""}
    fields = [(name, said[name]) for name in dict.fromkeys(heard) if name in said]
    assert (await post(client, fields, network)).status_code == 422
    fields = [(name, own_name(dice) if name == "name" else value) for name, value in fields]
    yield await post(client, fields, network)


async def behind_tor(client: httpx.AsyncClient, dice: random.Random, number: int) -> AsyncIterator[httpx.Response]:
    """Shares one address with all others of this kind; half of them have no JavaScript."""
    network = "198.51.100.99"
    fields = {"kind": "other", "message": own_words(dice), "name": own_name(dice)}
    fields |= {"email": f"onion{number}@post.example"}
    if number % 2:
        fields["stamp"] = await stamp(client, network)
        await asyncio.sleep(dice.uniform(3, 6))
    yield await post(client, list(fields.items()), network)


def own_words(dice: random.Random) -> str:
    links = [f"https://{dice.choice(WORDS)}.example/{dice.choice(WORDS)}" for _ in range(dice.randrange(3))]
    lines = [words(dice, dice.randrange(6, 25)).capitalize() + "." for _ in range(dice.randrange(3, 9))]
    return "\n".join(["Hello!", *lines, *links, "Thank you very much for your time, and kind regards"])


def own_name(dice: random.Random) -> str:
    return words(dice, 2).title()


def above(field: object) -> Sequence[object]:
    found, node = [], getattr(field, "parent", None)
    while node is not None:
        found.append(node)
        node = node.parent
    return found


SCRIPTS = {"filler": filler, "hurrier": hurrier, "linker": linker}
PEOPLE = {"typist": typist, "without script": without_script, "listener": listener, "behind tor": behind_tor}
