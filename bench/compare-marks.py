"""Reads messages before and after a change and says where they differ otherwise than they may.

Lines of standard input: kind, file before, file after; output: the same file before, what is wrong.
Nothing of the product is used: Python's own parser reads the messages.
"""
import email
import email.header
import email.policy
import re
import sys

TAG = "[Verd\u00e4chtig]"
NOTE = "Bottom note: Gr\u00fc\u00dfe from us."
HTML = "<p>Bottom note: <b>Gr\u00fc\u00dfe</b> from us.</p>"
GONE = "This part was removed."


def squeeze(text):
    return re.sub(r"[\s\x85\xa0]+", "", text)


def parse(raw):
    # Python finds no parts where the quote of the boundary is not closed; other readers do
    head, body = split(raw)
    closed = re.sub(rb'(?i)(;\s*boundary="[^"\r\n]*)(?=\r?\n[^ \t"])', rb'\1"', head)
    return email.message_from_bytes(closed + body)


def leaves(message):
    if message.is_multipart():
        for part in message.get_payload():
            yield from leaves(part)
    else:
        yield message


def octets(part):
    payload = part.get_payload(decode=True)
    return payload if payload is not None else b""


def text(part):
    label = part.get_content_charset() or "us-ascii"
    try:
        decoded = octets(part).decode(label, "replace")
    except (LookupError, UnicodeError, ValueError):
        decoded = octets(part).decode("latin-1")
    return decoded.replace("&#252;", "\u00fc").replace("&#223;", "\u00df")


def split(raw):
    match = re.search(rb"(?:\A|\n)\r?\n", raw)
    return (raw[: match.end()], raw[match.end():]) if match else (raw, b"")


def fields(header):
    found = []
    for line in header.splitlines(True):
        if line[:1] in b" \t" and found:
            found[-1] += line
        elif line.strip():
            found.append(line)
    return found


def odd(lines):
    return any(b":" not in line for line in lines)


def subject(field):
    value = field.split(b":", 1)[1].decode("latin-1").replace("\r\n", "")
    pieces = []
    for content, charset in email.header.decode_header(value):
        if isinstance(content, str):
            pieces.append(content)
        else:
            try:
                pieces.append(content.decode(charset or "raw-unicode-escape", "replace"))
            except LookupError:
                pieces.append(content.decode("latin-1"))
    return squeeze("".join(pieces))


def is_subject(field):
    return field.split(b":", 1)[0].strip().lower() == b"subject"


def tag(before, after):
    (head, body), (head2, body2) = split(before), split(after)
    if body != body2:
        return "body changed"
    others = [f for f in fields(head) if not is_subject(f)]
    if others != [f for f in fields(head2) if not is_subject(f)]:
        return "other fields changed"
    old, new = [f for f in fields(head) if is_subject(f)], [f for f in fields(head2) if is_subject(f)]
    if not old:
        return "" if len(new) == 1 and subject(new[0]) == TAG else "no subject made"
    if len(old) != len(new):
        return "number of subjects changed"
    for one, other in zip(old, new):
        rest = one.split(b":", 1)[1]
        if not other.endswith(rest.lstrip(b" \t")) or not subject(other).startswith(TAG):
            return "subject %r became %r" % (one, other)
        if "?=" not in one.decode("latin-1") and subject(other) != TAG + subject(one):
            return "subject reads %r" % subject(other)
    return ""


def header(before, after):
    top = b"X-Mailwarden-Rule: corpus\r\n"
    if not after.startswith(top):
        return "no field on top"
    (head, body), (head2, body2) = split(before), split(after[len(top):])
    kept = [f for f in fields(head) if not f.split(b":", 1)[0].strip().lower() == b"x-mailer"]
    found = fields(head2)
    if any(b":" not in f for f in kept):  # a line that is no field: ours goes before it
        found = [f for f in found if f != b"X-Set: value\r\n"] + [b"X-Set: value\r\n"]
    if body != body2 or found != kept + [b"X-Set: value\r\n"]:
        return "more than the fields changed"
    return ""


def disclaimer(before, after):
    one, two = parse(before), parse(after)
    old, new = list(leaves(one)), list(leaves(two))
    if b"=_mw_" in after and b"=_mw_" not in before:
        return wrapped(before, after, one, two)
    if len(old) != len(new):
        return "number of parts changed"
    marked = 0
    for a, b in zip(old, new):
        if octets(a) == octets(b) and a.get_content_type() == b.get_content_type():
            continue
        note = HTML if a.get_content_type() == "text/html" else NOTE
        if a.get_content_maintype() != "text" or a.get_filename():
            return "a part of type %s changed" % a.get_content_type()
        left, right = squeeze(text(a)), squeeze(text(b))
        if right.replace(squeeze(note), "", 1) != left:
            return "more than the note in %s" % a.get_content_type()
        marked += 1
    return "" if marked else "no note"


def wrapped(before, after, one, two):
    if two.get_content_type() != "multipart/mixed" or len(two.get_payload()) != 2:
        return "not wrapped"
    content = b"".join(
        f for f in fields(split(before)[0]) if f.lower().startswith(b"content-"))
    if content + b"\r\n" + split(before)[1] not in after:
        return "what is wrapped changed"
    notes = [text(part) for part in leaves(two.get_payload()[1])]
    if len(notes) != 2 or NOTE not in notes[0] or HTML not in notes[1]:
        return "no note beside it"
    kept = [f for f in fields(split(before)[0]) if not f.lower().startswith(b"content-")]
    if not b"".join(fields(split(after)[0])).startswith(b"".join(kept)) and not odd(kept):
        return "other fields changed"
    if odd(kept):  # to Python the body begins at a line that is no field; it stays in the header
        return "" if all(f in split(after)[0] for f in kept) else "other lines changed"
    old, inner = list(leaves(one)), list(leaves(two.get_payload()[0]))
    if [octets(part).rstrip() for part in old] != [octets(part).rstrip() for part in inner]:
        return "parts read otherwise"
    return ""


def removal(before, after):
    old = list(leaves(parse(before)))
    new = list(leaves(parse(after)))
    if len(old) != len(new):
        return "number of parts changed"
    other = [(a, b) for a, b in zip(old, new) if octets(a).rstrip() != octets(b).rstrip()]
    if len(other) != 1:
        return "%d parts changed" % len(other)
    note = text(other[0][1]).strip()
    # Python takes an end delimiter with something behind it for text
    rest = note[len(GONE):].strip()
    if not note.startswith(GONE) or not (rest == "" or rest.startswith("--")):
        return "no note in its place"
    if not text(other[0][0]).strip().endswith(rest):
        return "something else behind the note"
    return ""


KINDS = {"tag": tag, "header": header, "disclaimer": disclaimer, "removal": removal}

for line in sys.stdin:
    kind, old, new = line.rstrip("\n").split("\t")
    with open(old, "rb") as first, open(new, "rb") as second:
        try:
            wrong = KINDS[kind](first.read(), second.read())
        except Exception as failure:  # what Python cannot read says nothing about us
            wrong = "unreadable: %r" % failure
    print("%s\t%s\t%s" % (kind, old, wrong), flush=True)
