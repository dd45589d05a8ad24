"""What goes in and out: files of lines to be recorded, and the ledger's own JSON lines.

`files` reads JSONL, JSON and YAML; `jsonl` writes every entry and archived
text as lines and takes them back without loss.
"""
