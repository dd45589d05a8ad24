"""What goes wrong in recording: the fields of an entry, quotes and sources, references, corrections, files."""

from tests.remedies import wrong

FILE = "ledger record --source gazette-0304 --negotiation sola-river --file -"
TAKE = "ledger record position-taken --on 2025-03-04 --party brelland --matter joint-patrols --stance rejects"
CITED = f"{TAKE} --source gazette-0304"
CORRECT = "ledger correct 8 --reason slip"
GOOD = "ledger record --file good.jsonl --source gazette-0304"
NEW = '"kind": "statement-made", "on": "2025-03-04"'

FIELDS = [
    wrong(
        "a field that is missing",
        "ledger record meeting-held --on 2025-03-04 --source gazette-0304",
        4,
        "ledger record meeting-held --on 2025-03-04 --source gazette-0304 --meeting teln-2",
    ),
    wrong("no source", TAKE, 4, CITED, f"{TAKE} --publisher Herald --published 2025-03-04"),
    wrong("no kind", FILE, 4, "ledger record --help", given='{"on": "2025-03-04"}'),
    wrong(
        "a field that is none",
        FILE,
        4,
        "ledger record meeting-held --on 2025-03-04 --meeting x --place Teln --source gazette-0304",
        given='{"kind": "meeting-held", "on": "2025-03-04", "meeting": "x", "plaice": "Teln"}',
    ),
    wrong(
        "a value that is none of those there are",
        f"{TAKE} --source gazette-0304 --stance reject",
        4,
        f"{CITED} --stance rejects",
    ),
    wrong(
        "a value of another type",
        FILE,
        4,
        "ledger schema statement-made",
        given=f'{{{NEW}, "summary": 4}}',
        also=("{}: {}{}",),
    ),
    wrong("a text that is blank", f"{CORRECT} --place ' '", 4, f"{CORRECT} --place Teln"),
    wrong(
        "a text that is too long",
        f'{CORRECT} --summary "$(cat longest.txt)"',
        4,
        "ledger source add longest.txt --as longest --publisher Herald",
    ),
    wrong("a name that is no slug", f"{CORRECT} --host 'The Elders'", 4, f"{CORRECT} --host the-elders"),
    wrong("a grade that is none", f"{CORRECT} --grade good", 4, f"{CORRECT} --grade B2"),
    wrong(
        "a country's code that is none",
        "ledger correct 7 --reason slip --iso3166 bre",
        4,
        "ledger correct 7 --reason slip --iso3166 BR",
    ),
    wrong(
        "a Wikidata item that is none",
        "ledger correct 7 --reason slip --wikidata 212",
        4,
        "ledger correct 7 --reason slip --wikidata Q212",
    ),
    wrong(
        "a number that is none",
        FILE,
        4,
        "ledger record point-progressed --on 2025-03-04 --point teln-bridge --implementation 1 "
        "--source gazette-0304",
        given='{"kind": "point-progressed", "on": "2025-03-04", "point": "teln-bridge", "implementation": "1"}',
    ),
    wrong("one name twice in a list", f"{CORRECT} --host avaria,avaria", 4, f"{CORRECT} --host avaria"),
    wrong(
        "a speaker without name, role and party",
        FILE,
        4,
        "ledger schema statement-made",
        given=f'{{{NEW}, "speaker": {{}}}}',
    ),
    wrong(
        "a participant in four parts",
        f"{CORRECT} --participant 'Lind; minister; avaria; x'",
        4,
        f"{CORRECT} --participant 'Lind; minister; avaria'",
    ),
    wrong(
        "a meeting that is announced without a word of when",
        "ledger record meeting-announced --on 2025-03-04 --meeting teln-2 --source gazette-0304",
        4,
        "ledger record meeting-announced --on 2025-03-04 --meeting teln-2 --source gazette-0304 --expected 2025-04",
    ),
    wrong(
        "a meeting cancelled and expected",
        "ledger record meeting-announced --on 2025-03-04 --meeting teln-2 --source gazette-0304 --expected 2025-04 --cancelled",
        4,
        "ledger record meeting-announced --on 2025-03-04 --meeting teln-2 --source gazette-0304 --cancelled",
    ),
    wrong(
        "a meeting not cancelled",
        FILE,
        4,
        "ledger record meeting-announced --on 2025-03-04 --meeting teln-2 --source gazette-0304 --expected 2025-04",
        given='{"kind": "meeting-announced", "on": "2025-03-04", "meeting": "x", "cancelled": false}',
    ),
    wrong(
        "progress of a point without any",
        "ledger record point-progressed --on 2025-03-04 --point teln-bridge --source gazette-0304",
        4,
        "ledger record point-progressed --on 2025-03-04 --point teln-bridge --source gazette-0304 --status stalled",
    ),
    wrong(
        "a rescission of nothing",
        "ledger correct 9 --reason slip --act rescinded",
        4,
        "ledger correct 9 --reason slip --act withdrawn",
    ),
    wrong(
        "a rescission with a day of its own",
        "ledger record commitment-changed --on 2025-03-04 --party avaria --agreement teln-treaty --act rescinded --rescinds 9 --effective 2025-04 --source gazette-0304",
        4,
        "ledger record commitment-changed --on 2025-03-04 --party avaria --agreement teln-treaty --act rescinded --rescinds 9 --source gazette-0304",
    ),
    wrong(
        "an act that calls another off, and is no rescission",
        "ledger record commitment-changed --on 2025-03-04 --party avaria --agreement teln-treaty --act withdrawn --rescinds 9 --source gazette-0304",
        4,
        "ledger record commitment-changed --on 2025-03-04 --party avaria --agreement teln-treaty --act withdrawn --source gazette-0304",
    ),
]

SOURCES = [
    wrong(
        "a quote that is not in its text",
        f"{CITED} --quote 'Brelland has not yet commented'",
        4,
        f"{CITED} --quote 'Brelland has not yet commented' --quote-nearest",
        f"{CITED} --quote 'Brelland has not yet commented' --quote-unverified",
    ),
    wrong(
        "a quote that stands there several times",
        f"{CITED} --quote Teln",
        4,
        f"{CITED} --quote Teln --quote-start 74",
    ),
    wrong(
        "the place of several quotes",
        f"{CITED} --quote Teln --quote patrols --quote-start 74",
        4,
        f"{CITED} --quote Teln --quote-start 74",
    ),
    wrong(
        "a source that was not archived",
        f"{TAKE} --source gazette-0305",
        4,
        "ledger source add gazette.txt --as gazette-0305 --publisher 'Harbour Gazette' --published 2025-03-05 && "
        f"{TAKE} --source gazette-0305",
    ),
    wrong(
        "a slug, and the fields of a source",
        f"{CITED} --publisher Herald",
        4,
        CITED,
        f"{TAKE} --publisher Herald",
    ),
    wrong(
        "a slug, and the fields of a source, in a file",
        "ledger record --file - --negotiation sola-river",
        4,
        CITED,
        given=f'{{{NEW}, "sources": [{{"source": "gazette-0304", "title": "Talks"}}]}}',
    ),
    wrong(
        "a source's slug that is none",
        "ledger source add gazette.txt --as 'Gazette 4' --publisher 'Harbour Gazette'",
        4,
        "ledger source add gazette.txt --as we-0218 --publisher 'Harbour Gazette'",
    ),
    wrong(
        "a source's slug that is taken",
        "ledger source add blank2.txt --as gazette-0304 --publisher Herald",
        4,
        "ledger sources",
        "ledger source add blank2.txt --as gazette-0304-2 --publisher Herald",
        also=("{} stands for another source",),
    ),
    wrong(
        "a source's text that is blank",
        "ledger source add blank.txt --as blank --publisher Herald",
        4,
        "ledger source add gazette.txt --as blank --publisher Herald",
    ),
    wrong(
        "a text that is no UTF-8",
        "ledger source add latin.txt --as latin --publisher Herald",
        4,
        "ledger source add gazette.txt --as latin --publisher Herald",
        also=("the text has half a surrogate pair at code point {}, which no UTF-8 text has",),
    ),
    wrong(
        "a source's text that is too long",
        "ledger source add huge.txt --as huge --publisher Herald",
        4,
        "ledger source add gazette.txt --as huge --publisher Herald",
    ),
    wrong(
        "a source of a description",
        "ledger source add-to 7 --publisher Herald",
        4,
        "ledger correct 7 --reason 'with its source' --publisher Herald",
    ),
]

CORRECTIONS = [
    wrong(
        "a correction of words that are no longer the newest",
        "ledger correct 2 --stance opposes --reason 'read again'",
        5,
        "ledger show 2",
        "ledger correct 4 --stance opposes --reason 'read again'",
    ),
    wrong("a correction that changes nothing", f"{CORRECT} --on 2025-03-03/2025-03-04", 4, "ledger show 8"),
    wrong(
        "a retraction of what is retracted", "ledger retract 5 --over 6 --reason twice", 4, "ledger show 5"
    ),
    wrong(
        "a field to clear that is empty",
        f"{CORRECT} --clear place",
        4,
        f"{CORRECT} --clear sources --publisher Herald",
    ),
    wrong(
        "a last word seen of another entry",
        "ledger correct 2 --over 8 --stance opposes --reason slip",
        4,
        "ledger correct 2 --over 4 --stance opposes --reason slip",
    ),
    wrong("an entry to follow that is not there", f"{CORRECT} --after 99", 4, f"{CORRECT} --after 9"),
    wrong("an entry that follows itself", f"{CORRECT} --after 8", 4, f"{CORRECT} --after 9"),
    wrong("a description to follow", f"{CORRECT} --after 7", 4, f"{CORRECT} --after 9"),
    wrong(
        "an entry dated before one that it followed",
        f"{CORRECT} --on 2025-03-01 --after 2",
        4,
        f"{CORRECT} --on 2025-03-04 --after 2",
        f"{CORRECT} --on 2025-03-01",
    ),
    wrong(
        "a description corrected into something else",
        'ledger record entry-corrected --entry 7 --reason slip --replacement \'{"kind": "statement-made", "negotiation": "sola-river", "on": "2025", "sources": [{"publisher": "Herald"}]}\'',
        4,
        "ledger retract 7 --reason slip",
    ),
    wrong(
        "a development corrected into a description",
        'ledger record entry-corrected --entry 8 --reason slip --replacement \'{"kind": "party-described", "party": "teln", "name": "Teln", "type": "group"}\'',
        4,
        "ledger retract 8 --reason slip",
    ),
    wrong(
        "a replacement that is no JSON",
        "ledger record entry-corrected --entry 8 --reason slip --replacement Teln",
        4,
        f"{CORRECT} --place Teln",
    ),
    wrong("an id that is none", f"{CITED} --id 17", 4, f"{CITED} --id D03", also=("{} is no id",)),
    wrong(
        "an id that is taken",
        f"{CITED} --id D03",
        4,
        f"{CITED} --id D04",
        meanwhile="another D03",
        also=("another process has recorded other words as {} (#{})",),
    ),
    wrong(
        "a reference that is none",
        FILE,
        4,
        "ledger record statement-made --on 2025-03-04 --source gazette-0304 --after 8",
        given=f'{{{NEW}, "after": [true]}}',
    ),
    wrong(
        "a new name that is none",
        "ledger rename party avaria Avaria --yes",
        4,
        "ledger rename party avaria ava --yes",
    ),
    wrong(
        "a new name that is the old one",
        "ledger rename party avaria avaria --yes",
        4,
        "ledger rename party avaria ava --yes",
    ),
    wrong(
        "a new name that is read as another",
        "ledger rename party avaria kob --yes",
        4,
        "ledger rename party avaria brelland --yes",
    ),
    wrong(
        "an old name that no line names",
        "ledger rename party avarai ava --yes",
        3,
        "ledger rename party avaria ava --yes",
    ),
]

FILES = [
    wrong(
        "a file that is not there",
        "ledger record --file god.jsonl",
        3,
        GOOD,
    ),
    wrong(
        "a file that cannot be read",
        "ledger record --file folder",
        4,
        GOOD,
    ),
    wrong("a line that is no JSON", FILE, 4, GOOD, given="{kind: meeting-held}"),
    wrong(
        "a key that stands twice",
        FILE,
        4,
        GOOD,
        given='{"kind": "a", "kind": "b"}',
        also=(
            "{} is no value",
            "the number {}… has {} digits; the most is {}",
            "the number {} is too large",
            "it is nested too deeply",
            "line {}: it is nested deeper than {}",
        ),
    ),
    wrong("a line that is no object", FILE, 4, GOOD, given='["kind"]'),
    wrong(
        "a line that is no UTF-8",
        "ledger record --file latin.jsonl",
        4,
        GOOD,
    ),
    wrong(
        "a file that is no UTF-8",
        "ledger record --file latin.yaml",
        4,
        GOOD,
    ),
    wrong(
        "a file that is no YAML",
        "ledger record --file bad.yaml",
        4,
        "ledger record --file good.yaml --source gazette-0304",
    ),
    wrong(
        "a YAML file with an alias",
        "ledger record --file alias.yaml",
        4,
        "ledger record --file good.yaml --source gazette-0304",
    ),
    wrong("an envelope with another key", FILE, 4, GOOD, given=f'{{"development": {{{NEW}}}, "by": "ana"}}'),
    wrong("an envelope with no development in it", FILE, 4, GOOD, given='{"development": 4}'),
    wrong(
        "a list that is too long",
        "ledger record --source gazette-0304 --file long.json",
        4,
        GOOD,
    ),
    wrong(
        "a line that is too long",
        "ledger record --file huge.txt",
        4,
        "ledger source add gazette.txt --as huge --publisher Herald",
        also=("{} has {}{} {}; the most is {}",),
    ),
    wrong(
        "half of a character",
        FILE,
        4,
        GOOD,
        given=f'{{{NEW}, "summary": "\\ud800"}}',
        also=("a key is no text",),
    ),
    wrong(
        "an entry that is too deep",
        "ledger record --source gazette-0304 --file deep.json",
        4,
        GOOD,
    ),
    wrong(
        "rejects where another file is",
        "ledger record --file good.jsonl --source gazette-0304 --keep-going --rejects taken.jsonl",
        4,
        "ledger record --file good.jsonl --source gazette-0304 --keep-going --rejects rejects.jsonl",
    ),
    wrong(
        "rejects where nothing can be written",
        "ledger record --file mixed.jsonl --source gazette-0304 --keep-going --rejects none/r.jsonl",
        8,
        "ledger record --file good.jsonl --source gazette-0304 --keep-going --rejects rejects.jsonl",
    ),
    wrong(
        "a template of a kind that is none, a draft that is none",
        "ledger template meetin-held",
        4,
        "ledger template meeting-held",
        also=("a template is one entry", "the draft is not UTF-8 at byte {}"),
    ),
]
