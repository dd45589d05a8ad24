"""The example at the end of each help: a command that runs as it is pasted.

They run in a folder with the ledger of `ledger demo`; a test runs them all.
"""

WIDTH = 74
"""Columns of an example's lines, so that with its indent it fits a terminal of 80."""

EXAMPLE = "Example:  "

_EXAMINER = '--publisher "Washington Examiner" --published 2025-02-18'

KINDS = {
    "meeting-held": '--on 2025-02-18 --meeting riyadh --mode in-person --place "Diriyah Palace, Riyadh" '
    '--participant "Marco Rubio; Secretary of State; usa" --participant "Sergei Lavrov; Foreign Minister; russia" '
    f"--host saudi-arabia --absent ukraine {_EXAMINER}",
    "meeting-announced": "--on 2025-02-17/2025-02-18 --meeting trump-putin-summit --not-during 2025-02-24/2025-03-02 "
    f'--according-to russia --speaker "Yuri Ushakov" --speaker-party russia --via Tass {_EXAMINER}',
    "statement-made": "--on 2025-02-16 --party ukraine --to usa --matter military-aid "
    f'--summary "Zelensky thanks the US for its support" --speaker "Volodymyr Zelensky" {_EXAMINER}',
    "position-taken": "--on 2025-02-16 --party ukraine --matter us-russia-deal --stance rejects "
    f'--speaker "Volodymyr Zelensky" {_EXAMINER}',
    "position-withdrawn": "--on 2025-02-10/2025-02-18 --party usa --matter nato-membership --withdraws 21 "
    f'--speaker "Pete Hegseth" {_EXAMINER}',
    "proposal-made": "--on ../2025-02-18 --proposal minerals --party usa --to ukraine "
    f'--terms "rare earth minerals in exchange for aid" {_EXAMINER}',
    "proposal-closed": "--on 2025-04-30 --proposal minerals --outcome superseded --party usa,ukraine "
    '--publisher "Example Gazette" --published 2025-05-01',
    "point-agreed": "--on 2025-02-18 --point point-3 --order 3 --under bilateral-relations "
    '--text "lay the groundwork for future cooperation" --party usa,russia --according-to usa '
    f'--via "State Department readout" {_EXAMINER}',
    "point-amended": '--on 2025-03-25 --point point-3 --text "lay the groundwork for cooperation at sea" '
    '--party usa,russia --publisher "Example Gazette" --published 2025-03-25',
    "point-progressed": "--on 2025-02-27 --point point-1 --status in-progress --implementation 1 "
    '--publisher "Example Gazette" --published 2025-02-27',
    "agreement-changed": "--negotiation climate --on 2016-10-05 --agreement paris-agreement --act in-force "
    '--effective 2016-11-04 --title "Paris Agreement" --publisher "UN Treaty Collection"',
    "commitment-changed": "--negotiation climate --on 2019-11-04 --party usa --agreement paris-agreement "
    '--act withdrawn --effective 2020-11-04 --publisher "UN Treaty Collection"',
    "action-taken": "--on 2021-01-20 --until 2025-01-20 --party usa --to ukraine --action aid "
    f'--summary "Military assistance under Biden" {_EXAMINER}',
    "source-added": '--entry 21 --publisher "Example Gazette" --published 2025-02-13',
    "party-described": '--party turkiye --name "Türkiye" --type state --alias Turkey --iso3166 TR',
    "matter-described": '--matter ceasefire --name "A ceasefire" --type issue --proposition "the fighting stops"',
    "entry-corrected": """--entry 21 --over 21 --reason "a remark, no position" --replacement '
      {"kind": "statement-made", "negotiation": "ukraine-2025",
       "on": "2025-02-12", "parties": ["usa"], "sources":
       [{"publisher": "Washington Examiner", "published": "2025-02-18"}]}'""",
    "entry-retracted": '--entry 28 --over 28 --reason "the same statement recorded twice"',
}
"""What follows `ledger record KIND`; a kind without one is shown its schema."""


def of_kind(kind: str) -> str:
    """Return the example of the command that records a kind."""
    return example(f"ledger record {kind} {KINDS[kind]}" if kind in KINDS else f"ledger schema {kind}")


def example(command: str) -> str:
    """Return a command as the end of a help, broken before options, by lines that a shell reads as one.

    The mark in front keeps click from breaking it anew.
    """
    first, *options = command.split(" --")
    lines = [EXAMPLE + first]
    for option in options:
        if len(lines[-1]) + len(option) > WIDTH - len(" --") - len(" \\"):
            lines[-1] += " \\"
            lines.append(f"    --{option}")
        else:
            lines[-1] += f" --{option}"
    return "\b\n" + "\n".join(lines)
