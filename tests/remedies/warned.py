"""What is warned of and recorded all the same; the exit code is 0."""

from tests.remedies import wrong

TAKE = "ledger record position-taken --matter joint-patrols --source gazette-0304"
CITED = f"{TAKE} --on 2025-03-04 --party brelland --stance rejects"

WARNED = [
    wrong(
        "a date that may lie after its source",
        f"{TAKE} --on 2025-03 --party brelland --stance rejects",
        0,
        f"{TAKE} --on 2025-03-01/2025-03-04 --party brelland --stance rejects",
    ),
    wrong(
        "an end that may lie before the beginning",
        "ledger correct 8 --reason slip --until 2025-03-03",
        0,
        "ledger correct 8 --reason slip --until 2025-03-04",
    ),
    wrong(
        "an effect before its act",
        "ledger correct 9 --reason slip --effective 2025-02-01",
        0,
        "ledger correct 9 --reason slip --effective 2025-04-01",
    ),
    wrong(
        "a speaker of another party",
        f"{CITED} --speaker Lind --speaker-party avaria",
        0,
        f"{CITED} --speaker Lind --speaker-party avaria --according-to avaria",
    ),
    wrong(
        "what may be recorded already",
        f"{TAKE} --on 2025-03-03 --party avaria --stance supports",
        0,
        "ledger source add-to 2 --publisher Herald --published 2025-03-04",
    ),
    wrong(
        "a name that looks like a known one",
        f"{TAKE} --on 2025-03-04 --party breland --stance rejects",
        0,
        CITED,
    ),
    wrong("another name of a party", f"{TAKE} --on 2025-03-04 --party kob --stance rejects", 0, CITED),
    wrong(
        "a correction that drops a source",
        "ledger correct 8 --reason slip --publisher Herald --published 2025-03-05",
        0,
        "ledger source add-to 8 --publisher Herald --published 2025-03-05",
    ),
    wrong(
        "an amendment of what was not agreed",
        "ledger record point-amended --on 2025-03-04 --point tolls --text none --party brelland --source gazette-0304",
        0,
        "ledger record point-agreed --on 2025-03-03 --point tolls --text some --party brelland --source gazette-0304",
    ),
    wrong(
        "a word taken back that was not recorded",
        "ledger record position-withdrawn --on 2025-03-04 --party brelland --matter tolls --source gazette-0304",
        0,
        "ledger record position-taken --on 2025-03-01 --party brelland --matter tolls --stance demands --source gazette-0304",
    ),
    wrong(
        "a rescission of no act of the party",
        "ledger record commitment-changed --on 2025-03-04 --party brelland --agreement teln-treaty --act rescinded --rescinds 9 --source gazette-0304",
        0,
        "ledger record commitment-changed --on 2025-03-02 --party brelland --agreement teln-treaty --act signed --source gazette-0304",
    ),
    wrong(
        "a rescission of what had taken effect",
        "ledger record commitment-changed --on 2025-03-04 --party avaria --agreement teln-treaty --act rescinded --rescinds 9 --source gazette-0304",
        0,
        "ledger record commitment-changed --on 2025-03-04 --party avaria --agreement teln-treaty --act withdrawn --source gazette-0304",
    ),
    wrong(
        "the nearest words taken for a quote",
        f"{CITED} --quote 'Brelland has not yet commented' --quote-nearest",
        0,
        CITED,
    ),
]
